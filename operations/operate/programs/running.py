"""The services and tasks of an environment, as ECS tells them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from operations import accounts
from operations.errors import OperationError
from operations.operate.programs.program import Program
from operations.sites import Site

Answer = Mapping[str, Any]

_SERVICES, _TASKS = 10, 100
"""The most that ECS describes in one call."""


def services(site: Site, programs: Iterable[Program]) -> dict[str, Answer]:
    """Returns ECS's description of each service by the program's name. One that somebody deleted
    is left out."""
    with_service = [each for each in programs if each.service]
    names = {each.service: each.name for each in with_service}
    found: dict[str, Answer] = {}
    for some in _portions(with_service, _SERVICES):
        with accounts.asking("the services"):
            answer = site.client("ecs").describe_services(
                cluster=some[0].cluster,
                services=[each.service for each in some],
                include=["TAGS"],
            )
        for each in answer["services"]:
            if each["status"] == "ACTIVE" and each["serviceName"] in names:
                found[names[each["serviceName"]]] = each
    return found


def service(site: Site, program: Program) -> Answer:
    """Returns ECS's description of one service. Raises OperationError if it was deleted."""
    found = services(site, [program]).get(program.name)
    if found is None:
        raise OperationError(
            f"ECS has no service {program.service}",
            remedy=f"somebody deleted it: `make drift STACK={site.stack}` tells who",
        )
    return found


def primary(found: Answer) -> Answer:
    """Returns the deployment that a service is to run; empty if it has none."""
    deployments: Sequence[Answer] = found.get("deployments") or ()
    return next((each for each in deployments if each["status"] == "PRIMARY"), {})


def tasks(site: Site, program: Program, *, status: str = "RUNNING") -> list[Answer]:
    """Returns the tasks of a service, or those of a job's definition. ECS keeps stopped ones for an
    hour."""
    ecs = site.client("ecs")
    scope = {"serviceName": program.service} if program.service else {"family": family(program)}
    with accounts.asking(f"the tasks of {program.name}"):
        pages = ecs.get_paginator("list_tasks").paginate(
            cluster=program.cluster, desiredStatus=status, **scope
        )
        arns = [arn for page in pages for arn in page["taskArns"]]
        found: list[Answer] = []
        for some in _portions(arns, _TASKS):
            found += ecs.describe_tasks(cluster=program.cluster, tasks=some)["tasks"]
    return found


def family(program: Program) -> str:
    """Returns the name of a program's task definitions, without a revision."""
    return program.definition.rpartition("/")[2].rpartition(":")[0]


def images(site: Site, definition: str) -> dict[str, str]:
    """Returns the image of each container of a task definition."""
    with accounts.asking(f"the task definition {definition.rpartition('/')[2]}"):
        answer = site.client("ecs").describe_task_definition(taskDefinition=definition)
    containers = answer["taskDefinition"]["containerDefinitions"]
    return {each["name"]: each["image"] for each in containers}


def _portions(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for first in range(0, len(items), size):
        yield items[first : first + size]
