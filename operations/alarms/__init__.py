"""The alarms of an environment: listed, tried, and their way to people tested."""

from operations.alarms.command import app
from operations.alarms.notify import Receiver, receivers

__all__ = ["Receiver", "app", "listing", "receivers"]
