"""The queues of an environment, looked into, emptied, and filled again from their dead letters."""

from operations.operate.queues import command, depth, moves
from operations.operate.queues.command import app

__all__ = ["app", "command", "depth", "moves"]
