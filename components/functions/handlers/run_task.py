"""Lambda function: runs one ECS task to its end, for `pulumi up`.

    {"run": the name of an entry, "digest": SHA-256 of what the entry must hold}

What to run is not in the event: whoever may call this function would run any command as any program
of the environment, with the function's rights. It is in a parameter of Systems Manager below the
path of this environment, which `pulumi up` alone writes:

    {"task_definition": ARN with its revision, "container": its name, "security_groups": [IDs],
     "command": [words] or [], "timeout_seconds": number,
     "log_group": name, "log_stream_prefix": what stands before the container's name}

It returns when the container ended with 0. In every other case it fails, with the exit code, ECS's
reason and where the log is; the log itself may hold what a pipeline must not show.

The same task is never run twice at once: a call that is repeated, because its connection broke or a
person was impatient, waits for the task that already runs. Cluster, subnets, whether tasks have a
public address and the path of the entries are in the environment.
"""

import hashlib
import json
import os
import re
import time
from collections.abc import Callable
from typing import Any

import boto3
from botocore.exceptions import ClientError

Event = dict[str, Any]
Task = dict[str, Any]

POLL_SECONDS = 5
PROPAGATION_SECONDS = 60
"""So long may IAM refuse what was allowed just before."""


class TaskFailed(Exception):
    """The task did not do what it was started for."""


def handler(event: Event, context: object) -> dict[str, str]:
    """What Lambda calls."""
    del context
    entry = Entries(boto3.client("ssm"), os.environ["ENTRIES"]).find(event)
    runner = Runner(boto3.client("ecs"), os.environ["CLUSTER"], os.environ["SUBNETS"].split(","))
    return runner.run(entry)


class Entries:
    """What this function may run."""

    def __init__(self, ssm: Any, path: str) -> None:
        self._ssm, self._path = ssm, path

    def find(self, event: Event) -> Event:
        """The entry that an event names, if it is the one that the caller knows of."""
        name, digest = str(event.get("run") or ""), event.get("digest")
        if set(event) != {"run", "digest"} or not re.fullmatch(r"[A-Za-z0-9-]+", name):
            raise TaskFailed('an event is {"run": NAME, "digest": SHA-256}, and nothing else')
        found = self._ssm.get_parameter(Name=f"{self._path}/{name}")["Parameter"]["Value"]
        if hashlib.sha256(found.encode()).hexdigest() != digest:
            raise TaskFailed(f"{name}: its entry is another by now; run `pulumi up` again")
        return dict(json.loads(found))


class Runner:
    """Starts tasks in one cluster; `sleep` and `clock` are given by tests."""

    def __init__(
        self,
        ecs: Any,
        cluster: str,
        subnets: list[str],
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._ecs, self._cluster, self._subnets = ecs, cluster, subnets
        self._sleep, self._clock = sleep, clock

    def run(self, event: Event) -> dict[str, str]:
        """Runs the task of an event, or waits for it where it runs already."""
        deadline = self._clock() + event["timeout_seconds"]
        running = self._tasks(event, "RUNNING")
        arn = running[0]["taskArn"] if running else self._start(event)
        return _result(event, self._wait(event, arn, deadline))

    def _tasks(self, event: Event, status: str) -> list[Task]:
        """Tasks that were started for the same event; ECS keeps stopped ones for an hour."""
        arns: list[str] = []
        # ECS does not combine the filter by `startedBy` with any other.
        pages = self._ecs.get_paginator("list_tasks").paginate(
            cluster=self._cluster, family=_family(event), desiredStatus=status
        )
        for page in pages:
            arns += page["taskArns"]
        found: list[Task] = []
        for first in range(0, len(arns), 100):
            some = arns[first : first + 100]
            found += self._ecs.describe_tasks(cluster=self._cluster, tasks=some)["tasks"]
        return [task for task in found if task.get("startedBy") == _started_by(event)]

    def _start(self, event: Event) -> str:
        request = {
            "cluster": self._cluster,
            "taskDefinition": event["task_definition"],
            "launchType": "FARGATE",
            "startedBy": _started_by(event),
            "clientToken": self._client_token(event),
            "propagateTags": "TASK_DEFINITION",
            "enableECSManagedTags": True,
            "networkConfiguration": {
                "awsvpcConfiguration": {
                    "subnets": self._subnets,
                    "securityGroups": event["security_groups"],
                    "assignPublicIp": os.environ.get("ASSIGN_PUBLIC_IP", "DISABLED"),
                }
            },
        }
        if event["command"]:
            override = {"name": event["container"], "command": event["command"]}
            request["overrides"] = {"containerOverrides": [override]}
        response = self._allowed(lambda: self._ecs.run_task(**request))
        if response["failures"]:
            reason = response["failures"][0].get("reason", "no reason given")
            raise TaskFailed(f"{event['container']}: ECS did not start the task: {reason}")
        arn: str = response["tasks"][0]["taskArn"]
        return arn

    def _client_token(self, event: Event) -> str:
        """Two calls at the same moment send the same token, and ECS starts one task for both. A
        task that has ended since makes another token, and so does another hour: ECS remembers
        tokens longer than stopped tasks."""
        hour = str(int(self._clock() // 3600))
        former = sorted(task["taskArn"] for task in self._tasks(event, "STOPPED"))
        return _digest(_started_by(event), hour, *former)

    def _allowed(self, call: Callable[[], Any]) -> Any:
        """Calls again while IAM has not heard yet of a new policy or role."""
        deadline = self._clock() + PROPAGATION_SECONDS
        while True:
            try:
                return call()
            except ClientError as problem:
                if not _may_pass(problem) or self._clock() >= deadline:
                    raise
            self._sleep(POLL_SECONDS)

    def _wait(self, event: Event, arn: str, deadline: float) -> Task:
        while True:
            # A task that was just started is not always found at once.
            for task in self._ecs.describe_tasks(cluster=self._cluster, tasks=[arn])["tasks"]:
                if task["lastStatus"] == "STOPPED":
                    return dict(task)
            if self._clock() >= deadline:
                self._ecs.stop_task(
                    cluster=self._cluster, task=arn, reason="It took longer than allowed"
                )
                raise TaskFailed(
                    f"{event['container']}: took longer than {event['timeout_seconds']} seconds "
                    f"and was stopped; {_log(event, arn)}"
                )
            self._sleep(POLL_SECONDS)


def _family(event: Event) -> str:
    revision: str = event["task_definition"].rsplit("/", 1)[1]
    return revision.rsplit(":", 1)[0]


def _started_by(event: Event) -> str:
    """Marks the tasks of one revision and command."""
    return "plinth-" + _digest(event["task_definition"], *event["command"])[:32]


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _may_pass(problem: ClientError) -> bool:
    error = problem.response["Error"]
    return error["Code"] == "AccessDeniedException" or (
        error["Code"] == "ClientException" and "unable to assume the role" in error["Message"]
    )


def _result(event: Event, task: Task) -> dict[str, str]:
    name = event["container"]
    container = next(each for each in task["containers"] if each["name"] == name)
    code = container.get("exitCode")
    if code == 0:
        return {"task": task["taskArn"]}
    # A container that never started has no exit code.
    ended = "did not start" if code is None else f"ended with exit code {code}"
    reasons = [container.get("reason"), task.get("stoppedReason")]
    why = "; ".join(reason for reason in reasons if reason)
    raise TaskFailed(f"{name}: {ended} ({why}); {_log(event, task['taskArn'])}")


def _log(event: Event, arn: str) -> str:
    stream = f"{event['log_stream_prefix']}/{event['container']}/{arn.rsplit('/', 1)[1]}"
    return f"its log is stream {stream} of {event['log_group']}"
