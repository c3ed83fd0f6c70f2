"""Deployments: the commands of the Pulumi CLI, for AWS or for an emulated account."""

from operations.deploy import engine

__all__ = [
    "engine",
]
