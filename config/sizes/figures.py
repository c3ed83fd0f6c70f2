"""Numbers by which tasks are placed and scaled, as an environment gives them for all programs of a
kind, and a single program for itself."""

from typing import Annotated, Literal

from pydantic import Field

SpotPercent = Annotated[int, Field(ge=0, le=100, examples=[50])]
"""Share of tasks on Fargate Spot, in percent."""

CpuPercent = Annotated[int, Field(ge=10, le=95, examples=[70])]
"""CPU use of tasks on average, in percent."""

RequestsPerTarget = Annotated[int, Field(ge=1, examples=[1000])]
"""Number of requests per task and minute."""

ConnectionsPerTask = Annotated[int, Field(ge=1, examples=[2000])]
"""Number of open connections per task."""

CooldownSeconds = Annotated[int, Field(ge=0, le=3600, examples=[300])]
"""Pause between two scalings, in seconds."""

QueueDepth = Annotated[int, Field(ge=1, examples=[1000])]
"""Number of messages that wait."""

PredictiveScaling = Literal["none", "forecast_only", "forecast_and_scale"]
"""Use of a forecast of the load, in the words of Application Auto Scaling."""
