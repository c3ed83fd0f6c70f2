"""Releases: what goes from one environment to the next, and whether an environment is ready."""

from operations.release import evidence, promote, ready
from operations.release.lines import LINES

__all__ = ["LINES", "evidence", "promote", "ready"]
