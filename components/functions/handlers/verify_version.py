"""Lambda function: tries a new version of a service for ECS, before it gets traffic.

ECS calls it in a deployment, when the new tasks are well, again and again until it answers. The
event is ECS's own. docs.aws.amazon.com/AmazonECS/latest/developerguide/lambda-lifecycle-hooks.html

    {"resourceArn": the deployment,
     "executionDetails": {"serviceArn": ..., "targetServiceRevisionArn": what is deployed},
     "hookDetails": {"service": the name of an entry, "task": ARN, after the first call}}

What to run is not in the event: whoever may call this function would run any command as any program
of the environment. It is in a parameter of Systems Manager below the path of this environment,
which `pulumi up` alone writes:

    {"container": its name, "family": of its task definition, "port": number, "command": [words],
     "timeout_seconds": number, "log_group": name, "log_stream_prefix": text}

The command runs in a task of its own, from the definition and in the network of the version that is
deployed, with VERIFY_URL, the address of one of its tasks. Status 0 is SUCCEEDED, anything else is
FAILED, and ECS goes back. A function that fails counts as FAILED too. Cluster and the path of the
entries are in the environment.
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

Json = dict[str, Any]

POLL_SECONDS = 5
PROPAGATION_SECONDS = 60
"""So long may IAM refuse what was allowed just before."""
CALL_AGAIN_SECONDS = 15
LOOKS = 20
"""So often is a task of the new version looked for, which ECS may list a little late."""


class VerificationImpossible(Exception):
    """The event or the deployment is not what this function tries."""


def handler(event: Json, context: object) -> Json:
    """What Lambda calls."""
    del context
    details = dict(event.get("hookDetails") or {})
    entry = find(boto3.client("ssm"), os.environ["ENTRIES"], str(details.get("service") or ""))
    answer = Verification(boto3.client("ecs"), os.environ["CLUSTER"]).answer(event, entry)
    print(json.dumps({"service": details["service"], **answer}))
    return {key: value for key, value in answer.items() if key != "reason"}


def find(ssm: Any, path: str, name: str) -> Json:
    """What is run for a service."""
    if not re.fullmatch(r"[A-Za-z0-9-]+", name):
        raise VerificationImpossible("hookDetails.service must be the name of an entry")
    return dict(json.loads(ssm.get_parameter(Name=f"{path}/{name}")["Parameter"]["Value"]))


class Verification:
    """Tries versions in one cluster; `sleep` and `clock` are given by tests."""

    def __init__(
        self,
        ecs: Any,
        cluster: str,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._ecs, self._cluster = ecs, cluster
        self._sleep, self._clock = sleep, clock

    def answer(self, event: Json, entry: Json) -> Json:
        """What ECS is told. It calls again while that is IN_PROGRESS, with the same details."""
        details = dict(event["hookDetails"])
        if "task" in details:
            return self._result(details, entry)
        revision = self._revision(event["executionDetails"], entry)
        address = self._address(event, revision)
        if address:
            details["task"] = self._start(event, entry, revision, address)
            return _again(details)
        if not self._wanted(event):
            return _ended("SUCCEEDED", "the service has no tasks now, so nothing was tried")
        details["looks"] = int(details.get("looks", 0)) + 1
        if details["looks"] > LOOKS:
            return _ended("FAILED", "no task of the new version was found")
        return _again(details)

    def _revision(self, execution: Json, entry: Json) -> Json:
        wanted = str(execution["targetServiceRevisionArn"])
        found = self._allowed(
            lambda: self._ecs.describe_service_revisions(serviceRevisionArns=[wanted])
        )
        revision = dict(found["serviceRevisions"][0])
        family = str(revision["taskDefinition"]).rsplit("/", 1)[1].rsplit(":", 1)[0]
        if family != entry["family"]:
            raise VerificationImpossible(f"{family} is deployed, not {entry['family']}")
        return revision

    def _address(self, event: Json, revision: Json) -> str:
        """The address of a running task of the version that is deployed; empty if there is none.
        A deployment of the same definition once more has younger tasks than the old ones."""
        deployment = self._ecs.describe_service_deployments(
            serviceDeploymentArns=[event["resourceArn"]]
        )["serviceDeployments"][0]
        tasks = [
            task
            for task in self._tasks(event["executionDetails"]["serviceArn"])
            if task["taskDefinitionArn"] == revision["taskDefinition"]
            and task["lastStatus"] == "RUNNING"
            and task["createdAt"] >= deployment["createdAt"]
        ]
        addresses = [_private_address(task) for task in sorted(tasks, key=_arn)]
        return next((each for each in addresses if each), "")

    def _tasks(self, service: str) -> list[Json]:
        pages = self._ecs.get_paginator("list_tasks").paginate(
            cluster=self._cluster, serviceName=service.rsplit("/", 1)[1]
        )
        arns = [arn for page in pages for arn in page["taskArns"]]
        found: list[Json] = []
        for first in range(0, len(arns), 100):
            some = arns[first : first + 100]
            found += self._ecs.describe_tasks(cluster=self._cluster, tasks=some)["tasks"]
        return found

    def _wanted(self, event: Json) -> bool:
        service = event["executionDetails"]["serviceArn"]
        found = self._ecs.describe_services(cluster=self._cluster, services=[service])
        return bool(found["services"][0]["desiredCount"])

    def _start(self, event: Json, entry: Json, revision: Json, address: str) -> str:
        # ECS starts one task for calls with the same token: one whose answer was lost is repeated.
        token = hashlib.sha256(str(event["resourceArn"]).encode()).hexdigest()
        override = {
            "name": entry["container"],
            "command": entry["command"],
            "environment": [{"name": "VERIFY_URL", "value": f"http://{address}:{entry['port']}"}],
        }
        started = self._allowed(
            lambda: self._ecs.run_task(
                cluster=self._cluster,
                taskDefinition=revision["taskDefinition"],
                launchType="FARGATE",
                startedBy="plinth-verification",
                clientToken=token,
                propagateTags="TASK_DEFINITION",
                enableECSManagedTags=True,
                networkConfiguration=revision["networkConfiguration"],
                overrides={"containerOverrides": [override]},
            )
        )
        if started["failures"]:
            reason = started["failures"][0].get("reason", "no reason given")
            raise VerificationImpossible(f"ECS did not start the task: {reason}")
        return str(started["tasks"][0]["taskArn"])

    def _result(self, details: Json, entry: Json) -> Json:
        arn = str(details["task"])
        found = self._ecs.describe_tasks(cluster=self._cluster, tasks=[arn])["tasks"]
        # A task that was just started is not always found at once.
        if not found:
            return _again(details)
        task = found[0]
        log = f"{entry['log_stream_prefix']}/{entry['container']}/{arn.rsplit('/', 1)[1]}"
        where = f"its log is stream {log} of {entry['log_group']}"
        if task["lastStatus"] == "STOPPED":
            return _judged(task, entry["container"], where)
        if self._clock() - task["createdAt"].timestamp() <= entry["timeout_seconds"]:
            return _again(details)
        self._ecs.stop_task(cluster=self._cluster, task=arn, reason="It took longer than allowed")
        return _ended("FAILED", f"took longer than {entry['timeout_seconds']} seconds; {where}")

    def _allowed(self, call: Callable[[], Any]) -> Any:
        """Calls again while IAM has not heard yet of a new policy or role."""
        deadline = self._clock() + PROPAGATION_SECONDS
        while True:
            try:
                return call()
            except ClientError as problem:
                denied = problem.response["Error"]["Code"] == "AccessDeniedException"
                if not denied or self._clock() >= deadline:
                    raise
            self._sleep(POLL_SECONDS)


def _again(details: Json) -> Json:
    return {
        "hookStatus": "IN_PROGRESS",
        "callBackDelay": CALL_AGAIN_SECONDS,
        "hookDetails": details,
    }


def _ended(status: str, reason: str) -> Json:
    return {"hookStatus": status, "reason": reason}


def _judged(task: Json, name: str, where: str) -> Json:
    container = next(each for each in task["containers"] if each["name"] == name)
    code = container.get("exitCode")
    if code == 0:
        return _ended("SUCCEEDED", where)
    # A container that never started has no exit code.
    ended = "did not start" if code is None else f"ended with exit code {code}"
    reasons = [container.get("reason"), task.get("stoppedReason")]
    why = "; ".join(reason for reason in reasons if reason)
    return _ended("FAILED", f"{ended} ({why}); {where}")


def _arn(task: Json) -> str:
    return str(task["taskArn"])


def _private_address(task: Json) -> str:
    for attachment in task.get("attachments", ()):
        for detail in attachment.get("details", ()):
            if detail["name"] == "privateIPv4Address":
                return str(detail["value"])
    return ""
