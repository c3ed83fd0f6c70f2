"""The folder of this project, which commands work in unless they are given another."""

from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
