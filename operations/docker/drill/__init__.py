"""The drill on Docker: data of its own are lost for real, and had back from real backups."""

from operations.docker.drill.drill import drill

__all__ = ["drill"]
