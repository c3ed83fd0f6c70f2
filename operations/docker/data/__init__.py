"""Data of an environment on Docker: backed up, restored, kept and left over."""

from operations.docker.data import (
    archive,
    backup,
    databases,
    keeping,
    leftovers,
    objects,
    stores,
)
from operations.docker.data.keeping import Stack

__all__ = [
    "Stack",
    "archive",
    "backup",
    "databases",
    "keeping",
    "leftovers",
    "objects",
    "stores",
]
