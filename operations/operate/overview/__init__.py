"""The state of an environment on one screen."""

from operations.operate.overview import command, data, machines, programs
from operations.operate.overview.command import status

__all__ = ["command", "data", "machines", "programs", "status"]
