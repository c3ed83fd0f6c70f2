"""Messages: topics, queues, who sends and who reads, how long they are kept, and dead letters."""

from collections.abc import Mapping
from typing import Any

from operations.infrastructure.architecture.programs import PARTS
from operations.infrastructure.markdown import NONE, joined, part, quoted, table
from operations.infrastructure.project import Environment, Project

DEAD = "-dead-letter"


def together(project: Project) -> str:
    """Returns topics and queues with both of their ends."""
    workload = project.workload
    if not workload.topics and not workload.queues:
        return "The workload has no topics and no queues."
    return joined(
        project.compared("What", (("Carried by", software), ("Console", _console))),
        part("Topics", _topics(project)),
        part("Queues", _queues(project)),
        part("Readers", _readers(project)),
    )


def software(environment: Environment) -> str:
    """Returns what carries messages. Empty if nothing does."""
    names = [
        said
        for kind, said in (("sns.Topic", "SNS"), ("sqs.Queue", "SQS"))
        if environment.resources.of(kind)
    ]
    if names:
        return " and ".join(names)
    local = [each for each in environment.containers if each.name in ("broker", "aws")]
    return f"container `{local[0].image}`" if local else ""


def _console(environment: Environment) -> str:
    local = environment.local
    if local and any(each.name == "broker" for each in environment.containers):
        return f"http://127.0.0.1:{local.settings.docker.ports.broker_console}"
    return "AWS's own" if environment.resources.of("sqs.Queue") else ""


def _topics(project: Project) -> str:
    workload = project.workload
    return table(
        ("Topic", "Order kept", "Published by", "Delivered to", "Purpose"),
        (
            (
                f"`{name}`",
                "yes" if each.fifo else "no",
                quoted(p.name for p in workload.programs() if name in p.program.uses.topics),
                ", ".join(
                    f"`{one.queue}`" + (f" (where {_filter(one.filter)})" if one.filter else "")
                    for one in workload.subscriptions
                    if one.topic == name
                )
                or NONE,
                project.overview.line(PARTS, name),
            )
            for name, each in workload.topics.items()
        ),
    )


def _filter(policy: Mapping[str, Any], above: str = "") -> str:
    return " and ".join(
        _filter(values, f"{above}{key}.")
        if isinstance(values, Mapping)
        else f"`{above}{key}` is {' or '.join(f'`{value}`' for value in values)}"
        for key, values in policy.items()
    )


def _queues(project: Project) -> str:
    workload = project.workload
    rows = []
    for name, each in workload.queues.items():
        sent = [p.name for p in workload.programs() if p.program.uses.queues.get(name) == "send"]
        sent += [f"topic {one.topic}" for one in workload.subscriptions if one.queue == name]
        rows.append(
            (
                f"`{name}`",
                "yes" if each.fifo else "no",
                quoted(sent),
                f"{each.visibility_timeout_seconds} s",
                _days(each.retention_days),
                f"{each.max_receives} attempts, then {_dead(project, name)}",
                project.overview.line(PARTS, name),
            )
        )
    columns = ("Queue", "Order kept", "Sent by", "Hidden while read", "Kept", "Failed", "Purpose")
    return table(columns, rows)


def _days(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"


def _dead(project: Project, queue: str) -> str:
    """Returns how long the plan keeps dead letters, from any environment."""
    for environment, _ in reversed(project.clouds):
        found = environment.one("sqs.Queue", f"{queue}{DEAD}")
        seconds = found.inputs.get("messageRetentionSeconds") if found else None
        if seconds:
            return f"kept apart {_days(int(seconds) // 86400)}"
    return "kept apart"


def _readers(project: Project) -> str:
    rows = [
        (f"`{name}`", "worker", f"`{each.queue}`")
        for name, each in project.workload.workers.items()
    ]
    rows += [
        (f"`{each.name}`", each.kind, f"`{queue}`")
        for each in project.workload.programs()
        for queue, access in each.program.uses.queues.items()
        if access == "receive"
    ]
    return table(("Program", "Kind", "Reads the queue"), rows)
