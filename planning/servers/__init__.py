"""Database servers that exist: SQL that keeps an environment apart from others on them."""

from planning.servers.strangers import LOGIN, Marks, guard, marked, moved

__all__ = ["LOGIN", "Marks", "guard", "marked", "moved"]
