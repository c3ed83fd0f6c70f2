"""Adoption: a workload and settings from the files by which a team deploys today."""

from operations.adopt.command import app

__all__ = ["app"]
