"""The logs of an environment, from several groups in one order."""

from operations.operate.logs import command, groups, reading
from operations.operate.logs.command import logs

__all__ = ["command", "groups", "logs", "reading"]
