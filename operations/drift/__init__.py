"""Drift: differences between an environment and its declaration, decided about and repaired."""

from operations.drift import drift

__all__ = ["drift"]
