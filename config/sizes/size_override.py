"""The keys by which one program differs from others of its kind."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from config.sizes.approval import Approval
from config.sizes.deployments import IN_STEPS, BakeMinutes, Deployment, ShiftMinutes, ShiftPercent
from config.sizes.figures import (
    ConnectionsPerTask,
    CooldownSeconds,
    CpuPercent,
    PredictiveScaling,
    QueueDepth,
    RequestsPerTarget,
    SpotPercent,
)
from config.sizes.task_schedule import TaskSchedule
from config.values import Cpu, MemoryMib, Section


class SizeOverride(Section):
    """Size, scaling and deployment of one service, worker or job, where they differ from the
    environment's. An absent key keeps the environment's value. A service has all keys of `services`
    but `exec`, a worker those of `workers`, and a job `cpu` and `memory_mib`. In production a
    service needs two tasks here too."""

    tasks_min: Annotated[int, Field(ge=0, le=1000, examples=[2])] | None = None
    """Number of tasks of this program that always run. Absent: as the environment says."""
    tasks_max: Annotated[int, Field(ge=1, le=1000, examples=[8])] | None = None
    """Largest number of tasks of this program. Absent: as the environment says."""
    schedules: list[TaskSchedule] | None = None
    """Times at which the range of this program becomes another one. [] has none, whatever the
    environment says. Absent: as the environment says."""
    cpu: Cpu | None = None
    """CPU units of one task, of which 1024 are one vCPU. Absent: as the environment says."""
    memory_mib: MemoryMib | None = None
    """Memory of one task in MiB; Fargate offers only certain pairs with `cpu`. Absent: as the
    environment says."""
    spot_percent: SpotPercent | None = None
    """Share of this program's tasks on Fargate Spot, in percent. Absent: as the environment
    says."""
    deployment: Deployment | None = None
    """Way in which ECS replaces the tasks of this service: rolling, blue_green, canary or linear. A
    switch is an update in place. Absent: as the environment says."""
    bake_minutes: BakeMinutes | None = None
    """Minutes after all traffic of this service has moved in which an alarm still sends it back.
    Absent: as the environment says, and 0 with `deployment: rolling`."""
    shift_percent: ShiftPercent | None = None
    """Share of this service's traffic that moves first (canary) or at each step (linear), in
    percent. Absent: as the environment says."""
    shift_minutes: ShiftMinutes | None = None
    """Minutes between two steps of this service's traffic. Absent: as the environment says."""
    approvals: list[Approval] | None = None
    """Gates at which a deployment of this service waits for an answer. [] has none, whatever the
    environment says. Absent: as the environment says, and none with `deployment: rolling`."""
    scale_cpu_percent: CpuPercent | None = None
    """Average CPU use at which the autoscaler keeps the tasks of this service, in percent. Absent:
    as the environment says."""
    scale_requests_per_target: RequestsPerTarget | None = None
    """Number of requests per task and minute at which the autoscaler keeps the tasks of this
    service. Absent: as the environment says."""
    scale_connections_per_task: ConnectionsPerTask | None = None
    """Number of open connections per task at which the autoscaler keeps the tasks of this service,
    which must have `websocket: true`. Absent: as the environment says."""
    predictive_scaling: PredictiveScaling | None = None
    """Forecast of the CPU use of this service: none, forecast_only, or forecast_and_scale. Absent:
    as the environment says."""
    cooldown_seconds: CooldownSeconds | None = None
    """Pause between two scalings of this program in the same direction, in seconds. Absent: as the
    environment says."""
    alarm_queue_depth: QueueDepth | None = None
    """Number of waiting messages at which all of this worker's `tasks_max` run. Absent: as the
    environment says."""

    def given(self) -> Mapping[str, Any]:
        """Returns the keys that differ from the environment's, with their values."""
        values = {key: value for key, value in self if value is not None}
        if self.deployment == "rolling":
            # The environment's minutes belong to its own way of deploying.
            values.setdefault("bake_minutes", 0)
            values.setdefault("approvals", [])
        if self.deployment is not None and self.deployment not in IN_STEPS:
            values.setdefault("shift_percent", None)
            values.setdefault("shift_minutes", None)
        return values
