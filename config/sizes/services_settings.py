"""The default size, scaling and deployment of services."""

from collections.abc import Iterator

from config.sizes.deployments import BakeMinutes, Deployment
from config.sizes.figures import CooldownSeconds, CpuPercent, RequestsPerTarget, SpotPercent
from config.sizes.task_size import TaskSize
from config.values import Broken


class ServicesSettings(TaskSize):
    """Default size and deployment of services, the programs that answer requests."""

    spot_percent: SpotPercent = 0
    """Share of tasks on Fargate Spot, in percent. Spot costs about 70 % less, and AWS stops its
    tasks at two minutes' notice. The first task is on demand unless this is 100. In production, two
    of `tasks_min` must be on demand."""
    deployment: Deployment
    """Way in which ECS replaces tasks. rolling: in place, with a rollback by its circuit breaker.
    blue_green: ECS starts a second set of tasks, tests it, shifts the traffic, and keeps the first
    set for `bake_minutes`. A switch from one to the other is an update in place."""
    bake_minutes: BakeMinutes
    """Minutes after a blue/green deployment in which an alarm still sends the traffic back, 0 to
    1440. With `deployment: rolling` it must be 0."""
    exec: bool
    """Permission to open a shell in a task with `aws ecs execute-command`. Sessions are logged. It
    must be false in production, unless `operators.sessions` is recorded."""
    scale_cpu_percent: CpuPercent = 70
    """Average CPU use at which the autoscaler keeps the tasks, in percent."""
    scale_requests_per_target: RequestsPerTarget = 1000
    """Number of requests per task and minute at which the autoscaler keeps the tasks."""
    cooldown_seconds: CooldownSeconds = 300
    """Pause between two scalings in the same direction, in seconds."""

    def rules(self) -> Iterator[Broken]:
        """Checks the range of tasks, and that only blue/green deployments have `bake_minutes`."""
        yield from super().rules()
        for number, (least, most) in enumerate(self.scheduled):
            if least == 0 < most:
                yield Broken(
                    ("schedules", number, "tasks_min"),
                    least,
                    f"must be at least 1, or tasks_max 0: with 0 to {most} tasks nothing might "
                    "answer, and no request wakes a service",
                )
        if self.deployment == "rolling" and self.bake_minutes:
            yield Broken(
                "bake_minutes",
                self.bake_minutes,
                "must be 0 with deployment: rolling, which has no second set of tasks to keep; "
                "choose blue_green, or 0",
            )
