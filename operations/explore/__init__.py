"""The explorer: an environment as one HTML page that a browser opens from a file."""

from operations.explore import explore

__all__ = ["explore"]
