"""The sections about how an environment is deployed, watched, recovered, kept safe and worked
on."""

from operations.infrastructure.running import (
    deployment,
    development,
    logs,
    monitoring,
    objectives,
    outside,
    pipeline,
    price,
    recovery,
    security,
    variables,
    zone_loss,
)

__all__ = [
    "deployment",
    "development",
    "logs",
    "monitoring",
    "objectives",
    "outside",
    "pipeline",
    "price",
    "recovery",
    "security",
    "variables",
    "zone_loss",
]
