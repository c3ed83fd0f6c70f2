"""The folder of this project, in which commands work unless they are given another."""

from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
