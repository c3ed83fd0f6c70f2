"""Deployments: the commands of the Pulumi CLI, for AWS or for an emulated account."""

from operations.deploy import bindings, bound_plan, engine, first

__all__ = [
    "bindings",
    "bound_plan",
    "engine",
    "first",
]
