"""The default size and scaling of workers, and the size of jobs."""

from typing import Annotated

from pydantic import Field

from config.sizes.task_size import TaskSize


class WorkersSettings(TaskSize):
    """Default size of workers, the programs that read a queue, and of scheduled jobs."""

    spot_percent: Annotated[int, Field(ge=0, le=100, examples=[50])] = 0
    """Share of tasks on Fargate Spot, in percent. A worker that AWS stops gives its message
    back."""
    cooldown_seconds: Annotated[int, Field(ge=0, le=3600, examples=[300])] = 300
    """Pause between two scalings in the same direction, in seconds."""
    alarm_queue_depth: Annotated[int, Field(ge=1, examples=[1000])] = 1000
    """Number of waiting messages at which all of `tasks_max` run, whatever the latency."""
