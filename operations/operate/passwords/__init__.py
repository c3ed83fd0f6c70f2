"""Secrets that people enter, and passwords that AWS makes, changed by command."""

from operations.operate.passwords import command, entries, rotation
from operations.operate.passwords.command import app

__all__ = ["app", "command", "entries", "rotation"]
