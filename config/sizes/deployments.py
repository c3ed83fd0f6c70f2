"""Ways in which ECS replaces the tasks of a service."""

from typing import Annotated, Literal

from pydantic import Field

Deployment = Literal["rolling", "blue_green"]
"""Strategy of ECS's own deployments."""

BakeMinutes = Annotated[int, Field(ge=0, le=1440, examples=[10])]
"""Minutes for which the old tasks are kept after a deployment."""
