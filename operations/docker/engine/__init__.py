"""The Docker engine: containers, networks and volumes, their owners, and their output."""

from operations.docker.engine import (
    belongings,
    claims,
    containers,
    health,
    job,
    logs,
    ownership,
    queues,
)
from operations.docker.engine.belongings import Thing
from operations.docker.engine.containers import Running

__all__ = [
    "Running",
    "Thing",
    "belongings",
    "claims",
    "containers",
    "health",
    "job",
    "logs",
    "ownership",
    "queues",
]
