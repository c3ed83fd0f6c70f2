"""The state of an environment on one screen."""

from operations.operate.overview import command, data, programs
from operations.operate.overview.command import status

__all__ = ["command", "data", "programs", "status"]
