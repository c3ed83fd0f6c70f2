"""The autoscaler of services and workers, and the metrics that it follows."""

from components.scaling.autoscaler import Scaling, ScalingArgs
from components.scaling.metrics import (
    acceptable_backlog,
    backlog_metrics,
    connection_metrics,
    request_metrics,
)

__all__ = [
    "Scaling",
    "ScalingArgs",
    "acceptable_backlog",
    "backlog_metrics",
    "connection_metrics",
    "request_metrics",
]
