"""The task runner and one-off tasks: what may be started, and when it runs again."""

import hashlib
from typing import Any

import pytest

from components.compute.one_off_task import OneOffTask, OneOffTaskArgs
from tests.components.compute.made import INVOCATION, ROLE, ROLE_POLICY, Bench, a_service
from tests.graph import Graph, deploy

ACCOUNT = "111122223333"
PARAMETER = "aws:ssm/parameter:Parameter"
FUNCTION = "aws:lambda/function:Function"


def one_off(name: str = "orders-migration", **changes: Any) -> Graph:
    def program() -> None:
        bench = Bench()
        task = bench.task("orders", a_service())
        OneOffTask(name, OneOffTaskArgs(task=task, task_runner=bench.runner(), **changes))

    return deploy(program)


@pytest.fixture(scope="module")
def graph() -> Graph:
    return one_off(command=["migrate", "up"], timeout_seconds=300)


def test_the_runner_knows_cluster_and_subnets_so_that_they_run_nothing_again(
    graph: Graph,
) -> None:
    cluster = graph.one("aws:ecs/cluster:Cluster").outputs["arn"]
    variables = graph.one(FUNCTION).inputs["environment"]["variables"]
    assert variables == {
        "CLUSTER": cluster,
        "SUBNETS": "subnet-a,subnet-b",
        "ENTRIES": "/shop/test/task-runner",
    }
    assert "subnet" not in graph.one(INVOCATION).inputs["input"]


def test_the_runner_waits_as_long_as_lambda_lets_it(graph: Graph) -> None:
    assert graph.one(FUNCTION).inputs["timeout"] == 900


def test_the_runner_watches_and_stops_tasks_of_its_cluster_only(graph: Graph) -> None:
    policy = graph.policy(graph.one(ROLE_POLICY, "task-runner"))
    watching, tagging, listing = policy["Statement"][-3:]
    assert watching["Action"] == ["ecs:DescribeTasks", "ecs:StopTask"]
    assert watching["Resource"] == [f"arn:aws:ecs:eu-central-1:{ACCOUNT}:task/shop-test/*"]
    assert tagging["Action"] == ["ecs:TagResource"]
    assert tagging["Resource"] == watching["Resource"]
    assert tagging["Condition"] == {"StringEquals": {"ecs:CreateAction": "RunTask"}}
    assert listing["Action"] == ["ecs:ListTasks"]
    cluster = graph.one("aws:ecs/cluster:Cluster").outputs["arn"]
    assert listing["Condition"] == {"ArnEquals": {"ecs:cluster": cluster}}


def test_the_runner_starts_tasks_of_this_environment_with_their_own_roles(graph: Graph) -> None:
    policy = graph.policy(graph.one(ROLE_POLICY, "task-runner"))
    [run] = [each for each in policy["Statement"] if each["Action"] == ["ecs:RunTask"]]
    [passing] = [each for each in policy["Statement"] if each["Action"] == ["iam:PassRole"]]
    family = graph.one("aws:ecs/taskDefinition:TaskDefinition").inputs["family"]
    own = family.removesuffix("orders")
    assert own.startswith("shop-test-")
    assert run["Resource"] == [f"arn:aws:ecs:eu-central-1:{ACCOUNT}:task-definition/{own}*:*"]
    cluster = graph.one("aws:ecs/cluster:Cluster").outputs["arn"]
    assert run["Condition"] == {"ArnEquals": {"ecs:cluster": cluster}}
    assert passing["Resource"] == [f"arn:aws:iam::{ACCOUNT}:role/shop/test/tasks/*"]
    assert passing["Condition"] == {
        "StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}
    }
    for name in ("orders-task", "orders-execution"):
        assert graph.one(ROLE, name).inputs["path"] == "/shop/test/tasks/"


def test_a_new_revision_runs_it_again_and_a_destroy_does_not(graph: Graph) -> None:
    inputs = graph.one(INVOCATION).inputs
    revision = graph.one("aws:ecs/taskDefinition:TaskDefinition").outputs["arn"]
    assert inputs["triggers"] == {"revision": revision}
    assert inputs["lifecycleScope"] == "CREATE_ONLY"


def test_the_entry_says_what_to_run_and_where_its_log_is(graph: Graph) -> None:
    entry = graph.policy(graph.one(PARAMETER), "insecureValue")
    assert entry["container"] == "orders"
    assert entry["command"] == ["migrate", "up"]
    assert entry["timeout_seconds"] == 300
    assert entry["log_group"] == "/shop/test/service/orders"
    assert entry["log_stream_prefix"] == "service"


def test_the_event_only_names_what_to_run(graph: Graph) -> None:
    parameter = graph.one(PARAMETER).inputs
    digest = hashlib.sha256(parameter["insecureValue"].encode()).hexdigest()
    event = graph.policy(graph.one(INVOCATION), "input")
    assert event == {"run": "orders-migration", "digest": digest}
    assert parameter["name"] == "/shop/test/task-runner/orders-migration"
    assert graph.one(PARAMETER).urn in graph.one(INVOCATION).dependencies
    policy = graph.policy(graph.one(ROLE_POLICY, "task-runner"))
    [reads] = [each for each in policy["Statement"] if each["Action"] == ["ssm:GetParameter"]]
    assert reads["Resource"] == [
        f"arn:aws:ssm:eu-central-1:{ACCOUNT}:parameter/shop/test/task-runner/*"
    ]


def test_it_does_not_run_before_it_may(graph: Graph) -> None:
    dependencies = graph.one(INVOCATION).dependencies
    for policy in (
        "orders-execution",
        "registry-to-orders",
    ):
        assert graph.one(ROLE_POLICY, policy).urn in dependencies


def test_two_one_off_tasks_of_one_program_do_not_share_a_resource() -> None:
    def program() -> None:
        bench = Bench()
        task, runner = bench.task("orders", a_service()), bench.runner()
        for name in ("orders-migration", "orders-seed"):
            OneOffTask(name, OneOffTaskArgs(task=task, task_runner=runner))

    urns = [each.urn for each in deploy(program).registrations]
    assert len(urns) == len(set(urns))
