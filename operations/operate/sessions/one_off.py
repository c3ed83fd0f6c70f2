"""A task of its own, beside those of a program: started, waited for with its log, and stopped."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from operations import accounts
from operations.errors import OperationError
from operations.operate.logs import groups, reading
from operations.operate.programs import Program, changes, running
from operations.sites import Site

STARTED_BY = "plinth-operator"
POLL_SECONDS = 3
_LAST_LOOKS = 4
"""How many looks at the log follow the end of a task: its last lines come some seconds late."""


@dataclass(frozen=True, kw_only=True)
class Ended:
    """The end of a task."""

    code: int | None
    """The exit code of the program's container. None if it never started."""
    reason: str


def definition_of(site: Site, program: Program) -> tuple[str, dict[str, Any]]:
    """Returns the task definition and the network that a program has now, which a pipeline may
    have changed since the last `up`."""
    network: dict[str, Any] = dict(program.network)
    if program.kind == "job":
        return program.definition, network
    found = running.service(site, program)
    live = (found.get("networkConfiguration") or {}).get("awsvpcConfiguration")
    return str(found["taskDefinition"]), dict(live or network)


def start(
    site: Site,
    program: Program,
    *,
    definition: str,
    network: dict[str, Any],
    overrides: dict[str, Any] | None = None,
    sessions: bool = False,
    started_by: str = STARTED_BY,
) -> str:
    """Starts one task, and returns its ARN. The call carries a token, so that ECS starts one task
    however often an answer is lost."""
    request: dict[str, Any] = {
        "cluster": program.cluster,
        "taskDefinition": definition,
        "launchType": "FARGATE",
        "count": 1,
        "startedBy": started_by,
        "clientToken": str(uuid.uuid4()),
        "propagateTags": "TASK_DEFINITION",
        "enableECSManagedTags": True,
        "networkConfiguration": {"awsvpcConfiguration": network},
    }
    if overrides:
        request["overrides"] = overrides
    if sessions:
        request["enableExecuteCommand"] = True
    with accounts.asking(f"a task of {program.name}"):
        answer = site.client("ecs").run_task(**request)
    for failure in answer.get("failures") or ():
        raise OperationError(
            f"ECS does not start a task of {program.name}: {failure.get('reason')}",
            remedy=str(failure.get("detail") or "try again in a minute"),
        )
    return str(answer["tasks"][0]["taskArn"])


def started(site: Site, program: Program, started_by: str) -> list[str]:
    """Returns the tasks that a call started whose answer nobody got, by what it named itself."""
    with accounts.asking(f"the tasks of {program.name}"):
        # With startedBy, ECS takes no other filter.
        answer = site.client("ecs").list_tasks(cluster=program.cluster, startedBy=started_by)
    return list(answer["taskArns"])


def command(program: Program, words: Sequence[str]) -> dict[str, Any] | None:
    """Returns the override by which the program's container runs another command."""
    if not words:
        return None
    return {"containerOverrides": [{"name": program.name, "command": list(words)}]}


def look(site: Site, program: Program, arn: str) -> running.Answer | None:
    """Returns a task. None while ECS has not heard of it, just after its start."""
    with accounts.asking(f"the task of {program.name}"):
        answer = site.client("ecs").describe_tasks(cluster=program.cluster, tasks=[arn])
    return answer["tasks"][0] if answer["tasks"] else None


def stop(site: Site, program: Program, arn: str, reason: str) -> None:
    """Stops a task. One that has ended already stays as it is."""
    with accounts.asking(f"the end of the task of {program.name}"):
        site.client("ecs").stop_task(cluster=program.cluster, task=arn, reason=reason)


def followed(
    site: Site,
    program: Program,
    arn: str,
    *,
    since: datetime,
    tell: Callable[[str], None],
    show: Callable[[reading.Line], None],
) -> Ended:
    """Follows a task to its end, with its states and the lines of its log."""
    group = groups.Group(program.name, program.log_group, site.region)
    follower = reading.Follower(site, [group], since)
    task_id, told, looks = arn.rpartition("/")[2], "", 0
    task: running.Answer | None = None
    while looks < _LAST_LOOKS:
        task = look(site, program, arn) or task
        if task and task["lastStatus"] != told:
            told = task["lastStatus"]
            tell(told.lower())
        lines = [each for each in follower.new() if each.stream.endswith(f"/{task_id}")]
        for line in lines:
            show(line)
        if told == "STOPPED":
            looks = 1 if lines else looks + 1
        changes.pause(POLL_SECONDS)
    assert task is not None
    return _end(program, task)


def _end(program: Program, task: running.Answer) -> Ended:
    # One that never started may have no container at all.
    containers = {each["name"]: each for each in task["containers"]}
    own: running.Answer = containers.get(program.name, {})
    reasons = [own.get("reason"), task.get("stoppedReason")]
    return Ended(code=own.get("exitCode"), reason="; ".join(each for each in reasons if each))
