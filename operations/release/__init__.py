"""Releases: what goes from one environment to the next, and whether an environment is ready."""

from operations.release import evidence, promote, ready

__all__ = ["evidence", "promote", "ready"]
