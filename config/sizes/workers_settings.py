"""The default size and scaling of workers, and the size of jobs."""

from config.sizes.figures import CooldownSeconds, QueueDepth, SpotPercent
from config.sizes.task_size import TaskSize


class WorkersSettings(TaskSize):
    """Default size of workers, the programs that read a queue, and of scheduled jobs."""

    spot_percent: SpotPercent = 0
    """Share of tasks on Fargate Spot, in percent. A worker that AWS stops gives its message
    back."""
    cooldown_seconds: CooldownSeconds = 300
    """Pause between two scalings in the same direction, in seconds."""
    alarm_queue_depth: QueueDepth = 1000
    """Number of waiting messages at which all of `tasks_max` run, whatever the latency."""
