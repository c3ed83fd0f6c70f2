"""Deployments: the commands of the Pulumi CLI, for AWS or for an emulated account."""

from operations.deploy import engine, engine_drift

__all__ = [
    "engine",
    "engine_drift",
]
