"""People inside of an environment without a public door: a shell, a tunnel, an own task."""

from operations.operate.sessions import command, one_off, plugin, tunnel

__all__ = ["command", "one_off", "plugin", "tunnel"]
