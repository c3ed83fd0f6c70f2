"""A job: when it starts, who starts it, and what becomes of a start that fails."""

from typing import Any

import pytest

from components.compute.job import Job, JobArgs
from tests.components.compute.made import KEY, ROLE, ROLE_POLICY, SUBNETS, Bench, a_job
from tests.graph import Graph, deploy

ACCOUNT = "111122223333"
SCHEDULE = "aws:scheduler/schedule:Schedule"
QUEUE = "aws:sqs/queue:Queue"


def reports(**program: Any) -> Graph:
    def deployed() -> None:
        bench, job = Bench(), a_job(**program)
        Job(
            "reports",
            JobArgs(
                environment=bench.environment,
                program=job,
                task=bench.task("reports", job),
                cluster=bench.cluster,
                subnet_ids=SUBNETS,
                kms_key_arn=KEY,
            ),
        )

    return deploy(deployed)


@pytest.fixture(scope="module")
def graph() -> Graph:
    return reports(schedule="cron(0 2 * * ? *)", timezone="Europe/Berlin")


def statements(graph: Graph) -> dict[str, Any]:
    """Of the schedule's role, by their first action and service of the key."""
    policy = graph.policy(graph.one(ROLE_POLICY, "reports-schedule"))
    return {each.get("Sid", each["Action"][0]): each for each in policy["Statement"]}


def test_it_starts_by_the_clock_of_its_time_zone(graph: Graph) -> None:
    inputs = graph.one(SCHEDULE).inputs
    assert inputs["scheduleExpression"] == "cron(0 2 * * ? *)"
    assert inputs["scheduleExpressionTimezone"] == "Europe/Berlin"
    assert inputs["flexibleTimeWindow"] == {"mode": "OFF"}
    assert inputs["kmsKeyArn"] == KEY


def test_it_runs_on_fargate_in_private_subnets(graph: Graph) -> None:
    target = graph.one(SCHEDULE).inputs["target"]
    assert target["arn"] == graph.one("aws:ecs/cluster:Cluster").outputs["arn"]
    ecs = target["ecsParameters"]
    definition = graph.one("aws:ecs/taskDefinition:TaskDefinition")
    assert ecs["taskDefinitionArn"] == definition.outputs["arn"]
    assert ecs["launchType"] == "FARGATE"
    assert ecs["networkConfiguration"]["subnets"] == SUBNETS
    assert ecs["networkConfiguration"]["assignPublicIp"] is False


def test_the_schedule_starts_every_revision_of_this_task_in_this_cluster(graph: Graph) -> None:
    run = statements(graph)["ecs:RunTask"]
    assert run["Action"] == ["ecs:RunTask"]
    assert run["Resource"] == [
        f"arn:aws:ecs:eu-central-1:{ACCOUNT}:task-definition/shop-test-7a8d8e-reports:*"
    ]
    cluster = graph.one("aws:ecs/cluster:Cluster").outputs["arn"]
    assert run["Condition"] == {"ArnEquals": {"ecs:cluster": cluster}}


def test_it_passes_the_tasks_two_roles_to_ecs_tasks_only(graph: Graph) -> None:
    passing = statements(graph)["iam:PassRole"]
    assert passing["Action"] == ["iam:PassRole"]
    assert sorted(passing["Resource"]) == sorted(
        graph.one(ROLE, name).outputs["arn"] for name in ("reports-task", "reports-execution")
    )
    assert passing["Condition"] == {
        "StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}
    }


def test_it_tags_tasks_only_as_it_starts_them(graph: Graph) -> None:
    tagging = statements(graph)["ecs:TagResource"]
    assert tagging["Resource"] == [f"arn:aws:ecs:eu-central-1:{ACCOUNT}:task/shop-test/*"]
    assert tagging["Condition"] == {"StringEquals": {"ecs:CreateAction": "RunTask"}}


def test_it_uses_the_key_by_the_queue_and_the_schedule_only(graph: Graph) -> None:
    found = statements(graph)
    for sid, service, actions in (
        ("KeyByQueue", "sqs", ["kms:Decrypt", "kms:GenerateDataKey"]),
        ("KeyBySchedule", "scheduler", ["kms:Decrypt"]),
    ):
        assert found[sid]["Action"] == actions
        assert found[sid]["Resource"] == [KEY]
        assert found[sid]["Condition"] == {
            "StringEquals": {"kms:ViaService": f"{service}.eu-central-1.amazonaws.com"}
        }


def test_it_may_do_nothing_else(graph: Graph) -> None:
    assert set(statements(graph)) == {
        "ecs:RunTask",
        "iam:PassRole",
        "ecs:TagResource",
        "sqs:SendMessage",
        "KeyByQueue",
        "KeyBySchedule",
    }


def test_the_role_is_the_schedulers_for_this_account(graph: Graph) -> None:
    (trust,) = graph.policy(graph.one(ROLE, "reports-schedule"), "assumeRolePolicy")["Statement"]
    assert trust["Principal"] == {"Service": "scheduler.amazonaws.com"}
    assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}


def test_a_start_that_fails_for_an_hour_is_kept_for_two_weeks(graph: Graph) -> None:
    queue = graph.one(QUEUE, "reports-unstarted")
    target = graph.one(SCHEDULE).inputs["target"]
    assert target["deadLetterConfig"] == {"arn": queue.outputs["arn"]}
    assert target["retryPolicy"]["maximumEventAgeInSeconds"] == 3600
    assert queue.inputs["messageRetentionSeconds"] == 14 * 24 * 3600
    assert queue.inputs["kmsMasterKeyId"] == KEY
    assert statements(graph)["sqs:SendMessage"]["Resource"] == [queue.outputs["arn"]]


def test_nobody_reaches_the_queue_without_tls(graph: Graph) -> None:
    policy = graph.policy(graph.one("aws:sqs/queuePolicy:QueuePolicy", "reports-unstarted"))
    (deny,) = policy["Statement"]
    assert deny["Effect"] == "Deny"
    assert deny["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_it_does_not_start_before_its_roles_are_complete(graph: Graph) -> None:
    dependencies = graph.one(SCHEDULE).dependencies
    for policy in ("reports-schedule", "reports-execution", "registry-to-reports"):
        assert graph.one(ROLE_POLICY, policy).urn in dependencies
