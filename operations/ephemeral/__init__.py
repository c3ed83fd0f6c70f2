"""Environments that go again, such as one for a pull request: made from another one's settings, and
swept away after their last day."""

from operations.ephemeral.command import app

__all__ = ["app"]
