"""Commands for a developer's daily work with an environment on Docker."""

from operations.docker.desk import desk, doctor, files, programs

__all__ = [
    "desk",
    "doctor",
    "files",
    "programs",
]
