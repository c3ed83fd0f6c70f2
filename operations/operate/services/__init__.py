"""The services of an environment: their deployments, their size, and their pauses."""

from operations.operate.services import command, deployments, following, pausing, scaling
from operations.operate.services.command import app, deployments_of, start_anew

__all__ = [
    "app",
    "command",
    "deployments",
    "deployments_of",
    "following",
    "pausing",
    "scaling",
    "start_anew",
]
