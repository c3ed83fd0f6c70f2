"""The logs of an environment, from several groups in one order."""

from operations.operate.logs import command, reading
from operations.operate.logs.command import logs

__all__ = ["command", "logs", "reading"]
