"""Docker Compose files, read into a workload."""

from operations.adopt.compose.reading import read

__all__ = ["read"]
