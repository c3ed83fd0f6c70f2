"""Backups of every store: how they meet the environment's targets, or that they do not."""

from operations.backups import backups

__all__ = ["backups", "planned"]
