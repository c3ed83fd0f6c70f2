"""Programs of a plan, on AWS or on Docker: what runs, how many of it, how big, and of which
image."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from operations.explore.entries import Entry
from operations.plan import Resource, Resources

_KINDS = {"service", "worker", "job"}


@dataclass(frozen=True)
class Program:
    """One program of the workload."""

    name: str
    kind: str
    """`service`, `worker` or `job`."""
    urn: str
    """The resource that runs it: an ECS service, a schedule or a container."""
    definition: str
    """The task definition, or the container again."""
    image: str
    size: str
    """`2 vCPU, 4 GiB`; empty if the plan sets none."""
    runs: str
    """`4 to 10 tasks`, or the schedule of a job."""


def programs(entries: Sequence[Entry], resources: Resources) -> list[Program]:
    """Returns the programs, services first."""
    found = [*_services(resources), *_jobs(resources), *_containers(entries)]
    order = ("service", "worker", "job")
    return sorted(found, key=lambda each: order.index(each.kind))


def _services(resources: Resources) -> Iterator[Program]:
    scaled = {
        service.urn: target.inputs
        for target in resources.of("appautoscaling.Target")
        for service in resources.referred(target.inputs.get("resourceId"), "ecs.Service")
    }
    for each in resources.of("ecs.Service"):
        kind = "worker" if "plinth:compute:Worker" in each.urn.split("::")[2] else "service"
        limits = scaled.get(each.urn, {})
        count = each.inputs.get("desiredCount", 1)
        least, most = limits.get("minCapacity", count), limits.get("maxCapacity", count)
        runs = f"{least} to {most} tasks" if least != most else _tasks(least)
        yield _task(resources, each, kind, each.inputs.get("taskDefinition"), runs)


def _tasks(count: object) -> str:
    return "1 task" if count == 1 else f"{count} tasks"


def _jobs(resources: Resources) -> Iterator[Program]:
    for each in resources.of("scheduler.Schedule"):
        started = (each.inputs.get("target") or {}).get("ecsParameters")
        if started:
            zone = each.inputs.get("scheduleExpressionTimezone", "UTC")
            runs = f"{each.inputs.get('scheduleExpression')} in {zone}"
            yield _task(resources, each, "job", started.get("taskDefinitionArn"), runs)


def _task(resources: Resources, each: Resource, kind: str, named: Any, runs: str) -> Program:
    definitions = resources.referred(named, "ecs.TaskDefinition")
    definition = definitions[0] if definitions else None
    inputs = definition.inputs if definition else {}
    containers = definition.opened("containerDefinitions") if definition else []
    image = str(containers[0].get("image", "")) if isinstance(containers, list) else ""
    return Program(
        name=each.name,
        kind=kind,
        urn=each.urn,
        definition=definition.urn if definition else "",
        image=image,
        size=_size(inputs.get("cpu"), inputs.get("memory")),
        runs=runs,
    )


def _size(cpu: Any, memory: Any) -> str:
    if not cpu or not memory:
        return ""
    return f"{int(cpu) / 1024:g} vCPU, {int(memory) / 1024:g} GiB"


def _containers(entries: Sequence[Entry]) -> Iterator[Program]:
    for entry in entries:
        inputs = entry.resource.inputs
        given = labels(inputs)
        if entry.resource.kind != "docker.Container" or given.get("plinth.kind") not in _KINDS:
            continue
        memory = inputs.get("memory")
        yield Program(
            name=entry.resource.name,
            kind=given["plinth.kind"],
            urn=entry.urn,
            definition=entry.urn,
            image=given.get("plinth.image", ""),
            size=f"{memory} MiB" if memory else "",
            runs="1 container",
        )


def labels(inputs: Mapping[str, Any]) -> dict[str, str]:
    """Returns the labels of a container by their names."""
    rows = inputs.get("labels") or ()
    return {str(row.get("label")): str(row.get("value")) for row in rows if isinstance(row, dict)}
