"""The default size, scaling and deployment of services."""

from collections.abc import Iterator

from config.sizes.approval import Approval, approval_problems
from config.sizes.deployments import (
    BakeMinutes,
    Deployment,
    ShiftMinutes,
    ShiftPercent,
    shift_duration,
    shift_problems,
)
from config.sizes.figures import (
    ConnectionsPerTask,
    CooldownSeconds,
    CpuPercent,
    PredictiveScaling,
    RequestsPerTarget,
    SpotPercent,
)
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
    blue_green: ECS starts a second set of tasks, tests it, moves the traffic at once, and keeps the
    first set for `bake_minutes`. canary: as blue_green, but `shift_percent` of the traffic moves
    first, and the rest after `shift_minutes`. linear: `shift_percent` moves every `shift_minutes`.
    A switch from one to the other is an update in place."""
    bake_minutes: BakeMinutes
    """Minutes after all traffic has moved in which an alarm still sends it back, 0 to 1440. With
    `deployment: rolling` it must be 0."""
    shift_percent: ShiftPercent | None = None
    """Share of the traffic that the new tasks get first (`deployment: canary`) or at each step
    (linear), in percent, 3 at least for linear. Required with these two, and with no other."""
    shift_minutes: ShiftMinutes | None = None
    """Minutes between two steps, in which an alarm sends the traffic back. Both sets of tasks run
    and are paid meanwhile, and `make up` waits. Required with canary and linear, and with no
    other."""
    approvals: list[Approval] = []
    """Gates at which a deployment waits until somebody lets it go on or sends it back. `make up`
    ends without waiting for a service that has some. Not with `deployment: rolling`. Default:
    none."""
    exec: bool
    """Permission to open a shell in a task with `aws ecs execute-command`. Sessions are logged. It
    must be false in production, unless `operators.sessions` is recorded."""
    scale_cpu_percent: CpuPercent = 70
    """Average CPU use at which the autoscaler keeps the tasks, in percent."""
    scale_requests_per_target: RequestsPerTarget = 1000
    """Number of requests per task and minute at which the autoscaler keeps the tasks."""
    scale_connections_per_task: ConnectionsPerTask | None = None
    """Number of open connections per task at which the autoscaler keeps the tasks of services with
    `websocket: true`, beside their CPU and requests. Absent: connections add no tasks."""
    predictive_scaling: PredictiveScaling = "none"
    """Forecast of the CPU use, hour by hour for two days, that Application Auto Scaling makes from
    the last two weeks; it needs a day of them. forecast_only shows it in the console and starts
    nothing. forecast_and_scale starts tasks five minutes before the hour in which
    `scale_cpu_percent` would be exceeded, up to `tasks_max`; the autoscaler adds what comes beyond
    it, and removes none that the forecast wants. A change starts and stops no task at once. It
    costs nothing itself. Default: none."""
    cooldown_seconds: CooldownSeconds = 300
    """Pause between two scalings in the same direction, in seconds."""

    def rules(self) -> Iterator[Broken]:
        """Checks the range of tasks, and that the figures of a deployment fit its way."""
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
                "choose blue_green, canary or linear, or 0",
            )
        yield from shift_problems(self.deployment, self.shift_percent, self.shift_minutes)
        yield from approval_problems(self.deployment, self.approvals)

    @property
    def two_sets(self) -> bool:
        """True if ECS starts a second set of tasks, to which traffic moves."""
        return self.deployment != "rolling"

    @property
    def rollout_minutes(self) -> int:
        """The minutes that a deployment takes beyond the start of its tasks."""
        shift = shift_duration(self.deployment, self.shift_percent, self.shift_minutes)
        return shift + self.bake_minutes
