"""The Lambda function that tries a new version for ECS, against an ECS made of a few answers."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from components.functions.handlers.verify_version import (
    LOOKS,
    Verification,
    VerificationImpossible,
)
from tests.components.functions import deployed

START = "arn:aws:ecs:eu-central-1:111122223333:"
CLUSTER = f"{START}cluster/shop-prod"
NEW, OLD = (f"{START}task-definition/prod-orders:{number}" for number in (7, 6))
SERVICE = f"{START}service/shop-prod/orders-1a2b"
NETWORK = {"awsvpcConfiguration": {"subnets": ["subnet-1"], "securityGroups": ["sg-1"]}}
BEGUN = datetime(2026, 11, 27, tzinfo=UTC)
ENTRY: dict[str, Any] = {
    "container": "orders",
    "family": "prod-orders",
    "port": 8080,
    "command": ["orders", "verify"],
    "timeout_seconds": 60,
    "log_group": "/shop/prod/service/orders",
    "log_stream_prefix": "service",
}
TASK = f"{START}task/shop-prod/verification"


def event(**details: Any) -> dict[str, Any]:
    return {
        "executionId": "1",
        "lifecycleStage": "POST_SCALE_UP",
        "resourceArn": f"{START}service-deployment/shop-prod/orders-1a2b/1",
        "executionDetails": {
            "serviceArn": SERVICE,
            "targetServiceRevisionArn": f"{START}service-revision/shop-prod/orders-1a2b/1",
        },
        "hookDetails": {"service": "orders", **details},
    }


def task(definition: str = NEW, *, after: int = 60, address: str = "10.0.1.4") -> dict[str, Any]:
    """A task of the service, which was started some seconds after the deployment began."""
    details = [{"name": "privateIPv4Address", "value": address}]
    return {
        "taskArn": f"{START}task/shop-prod/{address}",
        "taskDefinitionArn": definition,
        "lastStatus": "RUNNING",
        "createdAt": BEGUN + timedelta(seconds=after),
        "attachments": [{"details": [{"name": "subnetId", "value": "s"}, *details]}],
    }


class Ecs:
    """An ECS with one deployment of orders."""

    def __init__(self, *tasks: dict[str, Any], deployed: str = NEW, desired: int = 2) -> None:
        self.tasks, self.deployed, self.desired = list(tasks), deployed, desired
        self.requests: list[dict[str, Any]] = []
        self.stopped: list[str] = []
        self.failures: list[dict[str, str]] = []
        self.denied = 0

    def describe_service_revisions(self, *, serviceRevisionArns: list[str]) -> Any:
        self._refuse("DescribeServiceRevisions")
        revision = {"taskDefinition": self.deployed, "networkConfiguration": NETWORK}
        return {"serviceRevisions": [revision for _ in serviceRevisionArns]}

    def describe_service_deployments(self, *, serviceDeploymentArns: list[str]) -> Any:
        return {"serviceDeployments": [{"createdAt": BEGUN} for _ in serviceDeploymentArns]}

    def describe_services(self, *, cluster: str, services: list[str]) -> Any:
        assert (cluster, services) == (CLUSTER, [SERVICE])
        return {"services": [{"desiredCount": self.desired}]}

    def get_paginator(self, operation: str) -> "Ecs":
        assert operation == "list_tasks"
        return self

    def paginate(self, *, cluster: str, serviceName: str) -> Any:
        assert (cluster, serviceName) == (CLUSTER, "orders-1a2b")
        return [{"taskArns": [each["taskArn"]]} for each in self.tasks]

    def describe_tasks(self, *, cluster: str, tasks: list[str]) -> Any:
        return {"tasks": [each for each in self.tasks if each["taskArn"] in tasks]}

    def run_task(self, **request: Any) -> Any:
        self.requests.append(request)
        return {"tasks": [{"taskArn": TASK}], "failures": self.failures}

    def stop_task(self, *, cluster: str, task: str, reason: str) -> None:
        assert cluster == CLUSTER
        assert reason
        self.stopped.append(task)

    def _refuse(self, operation: str) -> None:
        if self.denied:
            self.denied -= 1
            raise ClientError({"Error": {"Code": "AccessDeniedException"}}, operation)


def answered(ecs: Ecs, asked: dict[str, Any], *, seconds: int = 0) -> Any:
    """The answer so many seconds after the deployment began."""
    time = deployed.Time()
    time.now = BEGUN.timestamp() + seconds
    return Verification(ecs, CLUSTER, sleep=time.sleep, clock=time.time).answer(asked, ENTRY)


def test_the_command_runs_as_the_new_version_and_knows_one_of_its_tasks() -> None:
    ecs = Ecs(task(OLD, address="10.0.1.1"), task(address="10.0.1.5"), task(address="10.0.1.4"))
    answer = answered(ecs, event())
    assert answer["hookStatus"] == "IN_PROGRESS"
    assert answer["hookDetails"] == {"service": "orders", "task": TASK}
    [request] = ecs.requests
    assert request["taskDefinition"] == NEW
    assert request["networkConfiguration"] == NETWORK
    [override] = request["overrides"]["containerOverrides"]
    assert override == {
        "name": "orders",
        "command": ["orders", "verify"],
        "environment": [{"name": "VERIFY_URL", "value": "http://10.0.1.4:8080"}],
    }


def test_a_deployment_of_the_same_definition_tries_the_younger_tasks() -> None:
    ecs = Ecs(task(after=-3600, address="10.0.1.1"), task(after=30, address="10.0.1.9"))
    answered(ecs, event())
    [override] = ecs.requests[0]["overrides"]["containerOverrides"]
    assert override["environment"][0]["value"] == "http://10.0.1.9:8080"


def test_a_call_that_is_repeated_asks_for_the_same_task_and_another_deployment_for_another() -> (
    None
):
    ecs = Ecs(task())
    other = {**event(), "resourceArn": f"{START}service-deployment/shop-prod/orders-1a2b/2"}
    for asked in (event(), event(), other):
        answered(ecs, asked)
    first, again, second = (request["clientToken"] for request in ecs.requests)
    assert first == again != second
    assert len(first) == 64


@pytest.mark.parametrize(
    ("stopped", "status", "reason"),
    [
        ({"exitCode": 0}, "SUCCEEDED", ""),
        ({"exitCode": 3}, "FAILED", "ended with exit code 3 (Essential container exited); "),
        ({"reason": "OutOfMemory"}, "FAILED", "did not start (OutOfMemory; Essential container"),
    ],
)
def test_its_exit_code_is_the_answer(stopped: dict[str, Any], status: str, reason: str) -> None:
    ended = {
        "taskArn": TASK,
        "lastStatus": "STOPPED",
        "stoppedReason": "Essential container exited",
        "containers": [{"name": "proxy", "exitCode": 137}, {"name": "orders", **stopped}],
    }
    answer = answered(Ecs(ended), event(task=TASK))
    assert answer["hookStatus"] == status
    assert answer["reason"].startswith(reason)
    where = "its log is stream service/orders/verification of /shop/prod/service/orders"
    assert answer["reason"].endswith(where)


@pytest.mark.parametrize(("seconds", "status"), [(60, "IN_PROGRESS"), (61, "FAILED")])
def test_it_may_run_for_the_seconds_of_the_workload(seconds: int, status: str) -> None:
    running = {"taskArn": TASK, "lastStatus": "RUNNING", "createdAt": BEGUN}
    ecs = Ecs(running)
    answer = answered(ecs, event(task=TASK), seconds=seconds)
    assert answer["hookStatus"] == status
    assert ecs.stopped == ([TASK] if status == "FAILED" else [])


def test_a_task_that_ecs_does_not_list_yet_is_asked_for_again() -> None:
    assert answered(Ecs(), event(task=TASK))["hookStatus"] == "IN_PROGRESS"


def test_a_new_version_that_is_not_listed_yet_is_looked_for_again_and_not_for_ever() -> None:
    answer = answered(Ecs(task(OLD)), event())
    assert answer["hookDetails"] == {"service": "orders", "looks": 1}
    answer = answered(Ecs(task(OLD)), event(looks=LOOKS))
    assert answer == {"hookStatus": "FAILED", "reason": "no task of the new version was found"}


def test_a_service_that_is_scaled_to_zero_has_nothing_to_try() -> None:
    assert answered(Ecs(desired=0), event())["hookStatus"] == "SUCCEEDED"


def test_what_cannot_be_tried_fails_so_that_ecs_goes_back() -> None:
    refused = Ecs(task())
    refused.failures = [{"reason": "Capacity is unavailable"}]
    with pytest.raises(VerificationImpossible, match="Capacity is unavailable"):
        answered(refused, event())
    other = Ecs(task(), deployed=f"{START}task-definition/prod-admin:1")
    with pytest.raises(VerificationImpossible, match="prod-admin is deployed, not prod-orders"):
        answered(other, event())


def test_rights_that_are_new_are_waited_for_and_missing_ones_are_not() -> None:
    late, never = Ecs(task()), Ecs(task())
    late.denied, never.denied = 3, 1000
    assert answered(late, event())["hookStatus"] == "IN_PROGRESS"
    with pytest.raises(ClientError):
        answered(never, event())


@mock_aws
def test_ecs_gets_its_answer_from_the_entry_of_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    path = "/shop/prod/verifier"
    function = deployed.deploy(monkeypatch, "verify_version", {"CLUSTER": CLUSTER, "ENTRIES": path})
    boto3.client("ssm").put_parameter(Name=f"{path}/orders", Value=json.dumps(ENTRY), Type="String")
    running = {"taskArn": TASK, "lastStatus": "RUNNING", "createdAt": datetime.now(UTC)}
    ecs = Ecs(running)
    deployed.stand_between(
        monkeypatch,
        lambda operation, given, call: (
            ecs.describe_tasks(**given) if operation == "DescribeTasks" else call()
        ),
    )
    assert deployed.invoke(function, event(task=TASK)) == {
        "hookStatus": "IN_PROGRESS",
        "callBackDelay": 15,
        "hookDetails": {"service": "orders", "task": TASK},
    }
    for details in ({}, {"service": "../task-runner/orders"}, {"service": "absent"}):
        refused = deployed.invoke(function, {**event(), "hookDetails": details})
        assert "errorMessage" in refused
