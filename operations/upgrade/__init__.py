"""Upgrades: another version of the database or of the cache, by commands that may be broken off.

The versions are settings, and `up` makes the change. A procedure does what must come before, up to
the lines in the stack's file; another one does what must come after.
"""

from operations.upgrade.command import app

__all__ = ["app"]
