"""Data of an environment on Docker: backed up, restored, kept and left over."""

from operations.docker.data import backup, keeping, leftovers
from operations.docker.data.keeping import Folder, Stack

__all__ = [
    "Folder",
    "Stack",
    "backup",
    "keeping",
    "leftovers",
]
