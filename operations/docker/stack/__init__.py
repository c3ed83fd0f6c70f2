"""A stack on Docker: checked, brought up by the Pulumi CLI, and waited for."""

from operations.docker.stack import local_plan, local_stack, operation, project
from operations.docker.stack.local_plan import plain

__all__ = [
    "local_plan",
    "local_stack",
    "operation",
    "plain",
    "project",
]
