"""The range of tasks in which the autoscaler keeps a service, and the number that runs now."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from operations import accounts
from operations.errors import OperationError
from operations.operate.programs import Program, running
from operations.sites import Site

_ECS = "ecs"
_DIMENSION = "ecs:service:DesiredCount"
_EVERYTHING = (
    "DynamicScalingInSuspended",
    "DynamicScalingOutSuspended",
    "ScheduledScalingSuspended",
)


@dataclass(frozen=True, kw_only=True)
class Range:
    """The range of a service's autoscaler."""

    least: int
    most: int
    suspended: bool
    """True if the autoscaler changes nothing."""


def range_of(site: Site, program: Program) -> Range:
    """Returns the range as it is now. Raises OperationError if somebody removed the autoscaler."""
    with accounts.asking(f"the autoscaler of {program.name}"):
        answer = site.client("application-autoscaling").describe_scalable_targets(
            ServiceNamespace=_ECS, ResourceIds=[_id(program)], ScalableDimension=_DIMENSION
        )
    found = answer["ScalableTargets"]
    if not found:
        raise OperationError(
            f"{program.name} has no autoscaler",
            remedy=f"somebody removed it: `make drift STACK={site.stack}` tells who",
        )
    suspended = found[0].get("SuspendedState") or {}
    return Range(
        least=found[0]["MinCapacity"],
        most=found[0]["MaxCapacity"],
        suspended=any(suspended.get(each) for each in _EVERYTHING),
    )


def declared(site: Site, program: Program) -> Range:
    """Returns the range that `up` made last."""
    for each in site.resources.of("appautoscaling.Target"):
        if each.name == f"{program.name}-scaling":
            least, most = each.inputs["minCapacity"], each.inputs["maxCapacity"]
            return Range(least=int(least), most=int(most), suspended=False)
    raise OperationError(f"the state has no autoscaler of {program.name}")


def scheduled(site: Site, program: Program) -> bool:
    """Returns true if schedules own the range."""
    return any(
        each.name.startswith(f"{program.name}-scaling-")
        for each in site.resources.of("appautoscaling.ScheduledAction")
    )


def set_range(site: Site, program: Program, least: int, most: int) -> None:
    """Gives the autoscaler another range, which it keeps at once."""
    _register(site, program, {"MinCapacity": least, "MaxCapacity": most})


def suspend(site: Site, program: Program, suspended: bool) -> None:
    """Ends or resumes what the autoscaler does; its range stays."""
    state = dict.fromkeys(_EVERYTHING, suspended)
    _register(site, program, {"SuspendedState": state})


def set_tasks(site: Site, program: Program, tasks: int) -> None:
    """Sets the number of tasks that ECS is to run."""
    with accounts.asking(f"{tasks} tasks of {program.name}"):
        site.client("ecs").update_service(
            cluster=program.cluster, service=program.service, desiredCount=tasks
        )


def tasks_of(site: Site, program: Program) -> int:
    """Returns the number of tasks that ECS is to run."""
    return int(running.service(site, program)["desiredCount"])


def _register(site: Site, program: Program, more: Mapping[str, Any]) -> None:
    with accounts.asking(f"the autoscaler of {program.name}"):
        site.client("application-autoscaling").register_scalable_target(
            ServiceNamespace=_ECS,
            ResourceId=_id(program),
            ScalableDimension=_DIMENSION,
            **more,
        )


def _id(program: Program) -> str:
    return f"service/{program.cluster}/{program.service}"
