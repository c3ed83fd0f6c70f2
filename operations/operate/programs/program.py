"""The programs that stand in an environment, with the names that AWS has for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from config.values import closest
from operations.errors import OperationError
from operations.plan import Resource
from operations.sites import Site

Kind = Literal["service", "worker", "job"]


@dataclass(frozen=True, kw_only=True)
class Program:
    """A program of the workload. Its container has the program's name."""

    name: str
    kind: Kind
    cluster: str
    """The cluster's name."""
    service: str = ""
    """The name of the ECS service. Empty for a job."""
    schedule: str = ""
    """The name of the schedule. Empty but for a job."""
    log_group: str
    definition: str
    """The ARN of the task definition that `up` made last."""
    exec: bool = False
    """True if the files let people open sessions in its tasks."""
    network: Mapping[str, Any]
    """Subnets and security groups, in the spelling of ECS."""


def all_of(site: Site) -> list[Program]:
    """Returns the programs by kind and name."""
    groups = {each.name: str(each.outputs["name"]) for each in _log_groups(site)}
    found = [_service(each, groups) for each in site.resources.of("ecs.Service")]
    found += [_job(each, groups) for each in site.resources.of("scheduler.Schedule")]
    order = ("service", "worker", "job")
    return sorted(found, key=lambda each: (order.index(each.kind), each.name))


def one(site: Site, name: str, *kinds: Kind) -> Program:
    """Returns the program of a name, and of one of these kinds if any are given. Raises
    OperationError with the names there are."""
    programs = {each.name: each for each in all_of(site)}
    fitting = {key: each for key, each in programs.items() if not kinds or each.kind in kinds}
    if name in fitting:
        return fitting[name]
    known = ", ".join(fitting) or "none"
    if name in programs:
        raise OperationError(
            f"{name} is a {programs[name].kind}; this is for a {' or a '.join(kinds)}",
            remedy=f"there are: {known}",
        )
    raise OperationError(
        f"{site.stack} has no program {name!r}{closest(name, fitting)}",
        remedy=f"there are: {known}",
    )


def _log_groups(site: Site) -> list[Resource]:
    return [
        each
        for each in site.resources.of("cloudwatch.LogGroup")
        if each.urn.split("::")[2].split("$")[-2] == "plinth:compute:Task"
    ]


def _service(resource: Resource, groups: Mapping[str, str]) -> Program:
    worker = "plinth:compute:Worker$" in resource.urn
    network = resource.inputs.get("networkConfiguration") or {}
    return Program(
        name=resource.name,
        kind="worker" if worker else "service",
        cluster=_last(resource.outputs["cluster"]),
        service=str(resource.outputs["name"]),
        log_group=groups.get(resource.name, ""),
        definition=str(resource.outputs.get("taskDefinition", "")),
        exec=bool(resource.inputs.get("enableExecuteCommand")),
        network=_network(network),
    )


def _job(resource: Resource, groups: Mapping[str, str]) -> Program:
    target = resource.inputs["target"]
    ecs = target["ecsParameters"]
    return Program(
        name=resource.name,
        kind="job",
        cluster=_last(target["arn"]),
        schedule=str(resource.outputs["name"]),
        log_group=groups.get(resource.name, ""),
        definition=str(ecs["taskDefinitionArn"]),
        network=_network(ecs["networkConfiguration"]),
    )


def _network(given: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "subnets": list(given.get("subnets") or ()),
        "securityGroups": list(given.get("securityGroups") or ()),
        "assignPublicIp": "ENABLED" if given.get("assignPublicIp") else "DISABLED",
    }


def _last(arn: object) -> str:
    return str(arn).rpartition("/")[2]
