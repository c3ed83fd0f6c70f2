"""The task in which a session is opened, and the refusal where none may be."""

import shlex
from collections.abc import Sequence

from operations.errors import OperationError
from operations.operate.programs import Program, running
from operations.sites import Site

AGENT = "ExecuteCommandAgent"
SHELL = ("/bin/sh",)


def check_allowed(site: Site, program: Program) -> None:
    """Raises OperationError with the remedy where the files let nobody in."""
    if program.kind != "service":
        raise OperationError(
            f"{program.name} is a {program.kind}, whose tasks take no sessions",
            remedy=f"a task of its own: `python -m operations task run {program.name} --stack "
            f"{site.stack} -- COMMAND`",
        )
    if program.exec:
        return
    recorded = (
        " and `operators: {sessions: recorded}`, because it is production"
        if site.platform.settings.environment == "production"
        else ""
    )
    raise OperationError(
        f"nobody may open a session in {program.name}: services.exec is false",
        file=f"Pulumi.{site.stack}.yaml",
        remedy=f"set `services: {{exec: true}}`{recorded}, then `make up STACK={site.stack}`, "
        f"which replaces the tasks; or run a task of its own: `python -m operations task run "
        f"{program.name} --stack {site.stack} -- COMMAND`",
    )


def pick(site: Site, program: Program, task: str) -> running.Answer:
    """Returns a task whose agent answers: the one whose ID begins with `task`, or else the
    oldest, which has proved that it works. Raises OperationError if there is none."""
    found = running.tasks(site, program)
    able = [each for each in found if each.get("enableExecuteCommand") and agent_of(each)]
    chosen = [each for each in able if id_of(each).startswith(task)]
    if chosen:
        return min(chosen, key=lambda each: str(each.get("startedAt", "")))
    if not found:
        raise OperationError(
            f"no task of {program.name} runs",
            remedy=f"`python -m operations status --stack {site.stack}` shows why",
        )
    known = ", ".join(id_of(each) for each in able)
    if task and able:
        raise OperationError(f"no task of {program.name} is {task!r}", remedy=f"there are: {known}")
    raise OperationError(
        f"no task of {program.name} takes sessions yet: those that run were started before "
        "services.exec was true, or their agent has not started",
        remedy=f"`python -m operations service restart {program.name} --stack {site.stack}`; "
        "the agent needs a way to ssmmessages, by `uses.internet: [443]` of the program",
    )


def agent_of(task: running.Answer, container: str = "") -> bool:
    """Returns true if the agent of a container, or of any, is connected."""
    return any(
        agent["name"] == AGENT and agent.get("lastStatus") == "RUNNING"
        for each in task["containers"]
        if container in ("", each["name"])
        for agent in each.get("managedAgents") or ()
    )


def id_of(task: running.Answer) -> str:
    """Returns the ID of a task."""
    return str(task["taskArn"]).rpartition("/")[2]


def words(
    program: Program, task: running.Answer, container: str, typed: Sequence[str]
) -> list[str]:
    """Returns the AWS CLI's command that opens the session."""
    return [
        *("ecs", "execute-command", "--cluster", program.cluster, "--task", id_of(task)),
        *("--container", container or program.name, "--interactive"),
        *("--command", shlex.join(typed or SHELL)),
    ]
