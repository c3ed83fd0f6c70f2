"""The alarms of an environment: listed, tried, and their way to people tested."""

from operations.alarms.command import app

__all__ = ["app"]
