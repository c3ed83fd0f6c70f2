"""What a developer asks of an environment on Docker from day to day."""

from operations.docker.desk import desk, doctor, files

__all__ = [
    "desk",
    "doctor",
    "files",
]
