"""The services of an environment: their deployments, their size, and their pauses."""

from operations.operate.services import (
    command,
    deployments,
    following,
    gates,
    pausing,
    scaling,
)
from operations.operate.services.command import app, deployments_of, start_anew
from operations.operate.services.gate_command import gates_app

__all__ = [
    "app",
    "command",
    "deployments",
    "deployments_of",
    "following",
    "gates",
    "gates_app",
    "pausing",
    "scaling",
    "start_anew",
]
