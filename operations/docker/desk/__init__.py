"""Commands for a developer's daily work with an environment on Docker."""

from operations.docker.desk import desk, doctor, files

__all__ = [
    "desk",
    "doctor",
    "files",
]
