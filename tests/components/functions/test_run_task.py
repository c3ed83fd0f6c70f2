"""The Lambda function that runs a task to its end, against an ECS made of a list of tasks."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from components.functions.handlers.run_task import Runner, TaskFailed
from tests.components.functions import deployed

CLUSTER = "arn:aws:ecs:eu-central-1:111122223333:cluster/shop-prod"
DEFINITION = "arn:aws:ecs:eu-central-1:111122223333:task-definition/prod-orders:7"
EVENT: dict[str, Any] = {
    "task_definition": DEFINITION,
    "container": "orders",
    "security_groups": ["sg-1", "sg-2"],
    "command": ["migrate"],
    "timeout_seconds": 60,
    "log_group": "/shop/prod/service/orders",
    "log_stream_prefix": "service",
}


class Ecs:
    """Keeps tasks; each ends with `exit_code` when it was described `after` times."""

    def __init__(self, *, exit_code: int | None = 0, after: int = 2) -> None:
        self.exit_code, self.after = exit_code, after
        self.tasks: dict[str, dict[str, Any]] = {}
        self.requests: list[dict[str, Any]] = []
        self.stopped: list[str] = []
        self.refusals: list[ClientError] = []
        self.failures: list[dict[str, str]] = []
        self.unknown_at_first = 0
        self._described: dict[str, int] = {}

    def add(self, started_by: str, *, stopped: bool = False) -> str:
        arn = f"arn:aws:ecs:eu-central-1:111122223333:task/shop-prod/{len(self.tasks)}"
        self.tasks[arn] = {
            "taskArn": arn,
            "startedBy": started_by,
            "lastStatus": "STOPPED" if stopped else "RUNNING",
            "containers": [{"name": "proxy"}, {"name": "orders"}],
        }
        return arn

    def run_task(self, **request: Any) -> dict[str, Any]:
        if self.refusals:
            raise self.refusals.pop()
        self.requests.append(request)
        if self.failures:
            return {"tasks": [], "failures": self.failures}
        arn = self.add(request["startedBy"])
        return {"tasks": [{"taskArn": arn}], "failures": []}

    def describe_tasks(self, *, cluster: str, tasks: list[str]) -> dict[str, Any]:
        assert cluster == CLUSTER
        if self.unknown_at_first:
            self.unknown_at_first -= 1
            return {"tasks": [], "failures": [{"reason": "MISSING"}]}
        for arn in tasks:
            self._described[arn] = self._described.get(arn, 0) + 1
            if self._described[arn] >= self.after:
                self._stop(arn)
        return {"tasks": [self.tasks[arn] for arn in tasks]}

    def stop_task(self, *, cluster: str, task: str, reason: str) -> None:
        assert (cluster, bool(reason)) == (CLUSTER, True)
        self.stopped.append(task)

    def get_paginator(self, operation: str) -> "Ecs":
        assert operation == "list_tasks"
        return self

    def paginate(self, *, cluster: str, family: str, desiredStatus: str) -> list[dict[str, Any]]:
        assert (cluster, family) == (CLUSTER, "prod-orders")
        found = [arn for arn, t in self.tasks.items() if t["lastStatus"] == desiredStatus]
        return [{"taskArns": [arn]} for arn in found]

    def _stop(self, arn: str) -> None:
        task = self.tasks[arn]
        task["lastStatus"], task["stoppedReason"] = "STOPPED", "Essential container exited"
        container = task["containers"][1]
        if self.exit_code is None:
            container["reason"] = "CannotPullContainerError: not found"
        else:
            container["exitCode"] = self.exit_code


class Time:
    """Passes only when somebody sleeps."""

    def __init__(self, now: float) -> None:
        self.now = now

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def clock(self) -> float:
        return self.now


def run(ecs: Ecs, *, hour: int = 0, **changes: Any) -> dict[str, str]:
    time = Time(hour * 3600.0)
    runner = Runner(ecs, CLUSTER, ["subnet-a"], sleep=time.sleep, clock=time.clock)
    return runner.run({**EVENT, **changes})


def refusal(code: str, message: str = "no") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, "RunTask")


def test_it_returns_when_the_container_ended_well() -> None:
    ecs = Ecs()
    assert run(ecs) == {"task": next(iter(ecs.tasks))}


def test_it_starts_the_revision_in_private_subnets_on_fargate() -> None:
    ecs = Ecs()
    run(ecs)
    (request,) = ecs.requests
    assert request["taskDefinition"] == DEFINITION
    assert request["launchType"] == "FARGATE"
    assert request["networkConfiguration"] == {
        "awsvpcConfiguration": {
            "subnets": ["subnet-a"],
            "securityGroups": ["sg-1", "sg-2"],
            "assignPublicIp": "DISABLED",
        }
    }
    assert request["overrides"] == {
        "containerOverrides": [{"name": "orders", "command": ["migrate"]}]
    }


def test_without_a_command_the_programs_own_runs() -> None:
    ecs = Ecs()
    run(ecs, command=[])
    assert "overrides" not in ecs.requests[0]


def test_a_failure_names_exit_code_reason_and_log() -> None:
    with pytest.raises(TaskFailed) as failed:
        run(Ecs(exit_code=3))
    message = str(failed.value)
    assert "orders: ended with exit code 3" in message
    assert "Essential container exited" in message
    assert "stream service/orders/0 of /shop/prod/service/orders" in message


def test_a_container_that_never_started_is_a_failure() -> None:
    with pytest.raises(TaskFailed, match=r"orders: did not start \(CannotPullContainerError"):
        run(Ecs(exit_code=None))


def test_a_task_that_ecs_does_not_start_is_a_failure() -> None:
    ecs = Ecs()
    ecs.failures = [{"reason": "Capacity is unavailable at this time"}]
    with pytest.raises(TaskFailed, match="Capacity is unavailable"):
        run(ecs)


def test_a_task_that_takes_too_long_is_stopped() -> None:
    ecs = Ecs(after=1000)
    with pytest.raises(TaskFailed, match="took longer than 60 seconds"):
        run(ecs)
    assert ecs.stopped == list(ecs.tasks)


def test_a_task_that_ended_in_time_is_not_stopped() -> None:
    ecs = Ecs()
    run(ecs)
    assert ecs.stopped == []


def test_a_repeated_call_waits_for_the_task_that_already_runs() -> None:
    ecs = Ecs()
    run(ecs)
    started_by = ecs.requests[0]["startedBy"]
    again = Ecs(after=3)
    running = again.add(started_by)
    assert run(again) == {"task": running}
    assert again.requests == []


@pytest.mark.parametrize(
    "other", [{"command": ["seed"]}, {"task_definition": DEFINITION.replace(":7", ":8")}]
)
def test_another_command_or_revision_does_not_wait_for_it(other: dict[str, Any]) -> None:
    ecs = Ecs()
    run(ecs)
    again = Ecs(after=3)
    again.add(ecs.requests[0]["startedBy"])
    run(again, **other)
    assert len(again.requests) == 1


def test_two_calls_at_once_ask_ecs_for_the_same_task() -> None:
    first, second = Ecs(), Ecs()
    run(first)
    run(second)
    assert first.requests[0]["clientToken"] == second.requests[0]["clientToken"]
    assert len(first.requests[0]["clientToken"]) == 64


def test_after_a_failure_the_next_call_starts_a_new_task() -> None:
    ecs = Ecs(exit_code=1)
    for _ in range(2):
        with pytest.raises(TaskFailed):
            run(ecs)
    first, second = ecs.requests
    assert first["startedBy"] == second["startedBy"]
    assert first["clientToken"] != second["clientToken"]


def test_ecs_may_have_forgotten_a_former_task_but_not_its_token() -> None:
    first, much_later = Ecs(), Ecs()
    run(first)
    run(much_later, hour=2)
    assert first.requests[0]["clientToken"] != much_later.requests[0]["clientToken"]


@pytest.mark.parametrize(
    "problem",
    [
        refusal("AccessDeniedException"),
        refusal("ClientException", "ECS was unable to assume the role"),
    ],
)
def test_it_is_patient_with_iam(problem: ClientError) -> None:
    ecs = Ecs()
    ecs.refusals = [problem, problem]
    run(ecs)
    assert len(ecs.requests) == 1


def test_it_is_not_patient_for_ever() -> None:
    ecs = Ecs()
    ecs.refusals = [refusal("AccessDeniedException")] * 100
    with pytest.raises(ClientError):
        run(ecs)
    assert len(ecs.refusals) < 100


def test_any_other_refusal_is_reported_at_once() -> None:
    ecs = Ecs()
    ecs.refusals = [refusal("InvalidParameterException")] * 2
    with pytest.raises(ClientError):
        run(ecs)
    assert len(ecs.refusals) == 1


def test_a_task_that_is_not_found_yet_is_asked_for_again() -> None:
    ecs = Ecs()
    ecs.unknown_at_first = 2
    assert run(ecs)["task"] in ecs.tasks


PATH = "/shop/prod/task-runner"


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """moto's account with a cluster, a task definition and an entry; gives the function."""
    with mock_aws():
        variables = {"CLUSTER": "shop-prod", "SUBNETS": subnet(), "ENTRIES": PATH}
        function = deployed.deploy(monkeypatch, "run_task", variables)
        ecs = boto3.client("ecs")
        ecs.create_cluster(clusterName="shop-prod")
        registered = ecs.register_task_definition(
            family="prod-orders",
            containerDefinitions=[{"name": "orders", "image": "orders:1", "memory": 128}],
        )
        entry = {**EVENT, "task_definition": registered["taskDefinition"]["taskDefinitionArn"]}
        boto3.client("ssm").put_parameter(
            Name=f"{PATH}/orders-migration", Type="String", Value=json.dumps(entry)
        )
        yield function


def subnet() -> str:
    ec2 = boto3.client("ec2", region_name=deployed.REGION)
    return str(ec2.describe_subnets()["Subnets"][0]["SubnetId"])


def event_of(name: str = "orders-migration") -> dict[str, str]:
    found = boto3.client("ssm").get_parameter(Name=f"{PATH}/{name}")["Parameter"]["Value"]
    return {"run": name, "digest": hashlib.sha256(found.encode()).hexdigest()}


def started(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What ECS is asked to run; each task has ended well when it is looked at."""
    requests: list[dict[str, Any]] = []

    def between(operation: str, parameters: dict[str, Any], call: deployed.ApiCall) -> Any:
        answer = call()
        if operation == "RunTask":
            requests.append(parameters)
        for task in answer.get("tasks", []) if operation == "DescribeTasks" else []:
            task["lastStatus"] = "STOPPED"
            task["containers"] = [{"name": "orders", "exitCode": 0}]
        return answer

    deployed.stand_between(monkeypatch, between)
    return requests


def test_lambda_runs_what_the_entry_says(account: str, monkeypatch: pytest.MonkeyPatch) -> None:
    requests = started(monkeypatch)
    assert "task" in deployed.invoke(account, event_of())
    [request] = requests
    assert request["cluster"] == "shop-prod"
    [override] = request["overrides"]["containerOverrides"]
    assert override == {"name": "orders", "command": ["migrate"]}
    network = request["networkConfiguration"]["awsvpcConfiguration"]
    assert network["securityGroups"] == ["sg-1", "sg-2"]


@pytest.mark.parametrize(
    "changes",
    [
        {"command": ["sh", "-c", "env"]},
        {"security_groups": ["sg-database"]},
        {"run": "../other/orders-migration"},
        {"run": "orders-migration/.."},
        {"run": None},
        {"digest": "0" * 64},
        {"digest": ""},
    ],
    ids=str,
)
def test_who_may_call_it_cannot_run_anything_else(
    account: str, monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any]
) -> None:
    requests = started(monkeypatch)
    answer = deployed.invoke(account, {**event_of(), **changes})
    assert answer["errorType"] == "TaskFailed"
    # What it took before: the task itself, in the event.
    assert "errorType" in deployed.invoke(account, EVENT)
    assert requests == []
