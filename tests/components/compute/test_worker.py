"""A worker: how it follows its queue, and how it ends."""

import json
from typing import Any

import pytest

from tests.components.compute.made import (
    ALARM,
    ECS_SERVICE,
    POLICY,
    ROLE_POLICY,
    TASK_DEFINITION,
    Bench,
    a_worker,
)
from tests.graph import Graph, deploy

TRACKING = "targetTrackingScalingPolicyConfiguration"
STEPS = "stepScalingPolicyConfiguration"


def mails(stack: str = "prod", *, settings: Any = None, **program: Any) -> Graph:
    return deploy(lambda: Bench(stack, **(settings or {})).worker("mails", a_worker(**program)))


def test_a_worker_is_deployed_rolling_in_every_environment() -> None:
    for stack in ("prod", "staging"):
        inputs = mails(stack).one(ECS_SERVICE).inputs
        assert inputs["deploymentConfiguration"] == {"strategy": "ROLLING"}
        assert "loadBalancers" not in inputs


def test_a_worker_calls_by_name_and_is_not_called() -> None:
    connected = mails().one(ECS_SERVICE).inputs["serviceConnectConfiguration"]
    assert connected["enabled"] is True
    assert "services" not in connected


def test_spot_is_used_as_the_settings_of_workers_say() -> None:
    assert mails("prod").one(ECS_SERVICE).inputs["capacityProviderStrategies"] == [
        {"capacityProvider": "FARGATE", "weight": 50, "base": 1},
        {"capacityProvider": "FARGATE_SPOT", "weight": 50},
    ]


def test_the_backlog_of_a_task_follows_from_the_acceptable_latency() -> None:
    policy = mails().one(POLICY, "mails-scaling-backlog").inputs
    assert policy["policyType"] == "TargetTrackingScaling"
    assert policy[TRACKING]["targetValue"] == 120
    slow = mails(acceptable_latency_seconds=30, seconds_per_message=20)
    assert slow.one(POLICY, "mails-scaling-backlog").inputs[TRACKING]["targetValue"] == 1


@pytest.mark.parametrize(("work", "held"), [(30, False), (31, True), (900, True)])
def test_tasks_stay_while_a_message_is_in_flight_that_outlasts_their_stop(
    work: int, held: bool
) -> None:
    graph = mails(acceptable_latency_seconds=900, seconds_per_message=work)
    policy = graph.one(POLICY, "mails-scaling-backlog").inputs[TRACKING]
    last = policy["customizedMetricSpecification"]["metrics"][-1]
    value = policy["targetValue"]
    expected = f"IF(FILL(flying, 0) > 0 AND backlog < {value}, {value}, backlog)"
    assert (last["expression"] == expected) is held


def test_tasks_that_protect_themselves_do_not_hold_the_others() -> None:
    work: dict[str, Any] = {"acceptable_latency_seconds": 900, "seconds_per_message": 870}
    graph = mails(protect_tasks=True, **work)
    policy = graph.one(POLICY, "mails-scaling-backlog").inputs[TRACKING]
    assert policy["customizedMetricSpecification"]["metrics"][-1]["id"] == "backlog"
    right = graph.one(ROLE_POLICY, "mails-protection")
    [statement] = graph.policy(right)["Statement"]
    assert statement["Action"] == ["ecs:GetTaskProtection", "ecs:UpdateTaskProtection"]
    cluster = graph.one("aws:ecs/cluster:Cluster").outputs["name"]
    [tasks] = statement["Resource"]
    assert tasks.endswith(f":task/{cluster}/*")
    service = graph.one(ECS_SERVICE, "mails")
    assert right.urn in service.dependencies
    assert service.custom_timeouts["update"] == (30 + 15) * 60
    plain = mails(**work)
    assert "mails-protection" not in plain.names(ROLE_POLICY)
    assert plain.one(ECS_SERVICE, "mails").custom_timeouts["update"] == 30 * 60


def test_the_backlog_is_counted_in_its_own_queue_and_service() -> None:
    graph = mails()
    policy = graph.one(POLICY, "mails-scaling-backlog").inputs[TRACKING]
    metrics = policy["customizedMetricSpecification"]["metrics"]
    dimensions = {
        each["name"]: each["value"]
        for metric in metrics
        if "metricStat" in metric
        for each in metric["metricStat"]["metric"]["dimensions"]
    }
    assert dimensions == {
        "QueueName": "mails-1",
        "ClusterName": "shop-test",
        "ServiceName": graph.one(ECS_SERVICE).outputs["name"],
    }


def test_a_deep_queue_starts_all_tasks_at_once() -> None:
    graph = mails(settings={"workers": {"alarm_queue_depth": 1000}})
    alarm = graph.one(ALARM, "mails-scaling-deep-queue").inputs
    policy = graph.one(POLICY, "mails-scaling-deep-queue")
    assert alarm["threshold"] == 1000
    assert alarm["comparisonOperator"] == "GreaterThanOrEqualToThreshold"
    assert alarm["dimensions"] == {"QueueName": "mails-1"}
    assert alarm["alarmActions"] == [policy.outputs["arn"]]
    assert policy.inputs[STEPS]["adjustmentType"] == "ExactCapacity"
    assert policy.inputs[STEPS]["stepAdjustments"] == [
        {"metricIntervalLowerBound": "0", "scalingAdjustment": 5}
    ]


def test_a_worker_without_tasks_wakes_for_the_first_message() -> None:
    graph = mails(settings={"workers": {"tasks_min": 0}})
    alarm = graph.one(ALARM, "mails-scaling-wake").inputs
    policy = graph.one(POLICY, "mails-scaling-wake")
    assert alarm["threshold"] == 1
    assert alarm["alarmActions"] == [policy.outputs["arn"]]
    assert alarm["metricQueries"][-1]["expression"] == "IF(FILL(running, REPEAT) < 1, visible, 0)"
    assert policy.inputs[STEPS]["adjustmentType"] == "ChangeInCapacity"
    assert policy.inputs[STEPS]["stepAdjustments"][0]["scalingAdjustment"] == 1


def test_a_worker_that_always_runs_needs_no_waking() -> None:
    assert "mails-scaling-wake" not in mails().names(POLICY)


def test_the_autoscaler_keeps_the_range_of_the_settings() -> None:
    graph = mails(settings={"sizes": {"mails": {"tasks_min": 2, "tasks_max": 7}}})
    target = graph.one("aws:appautoscaling/target:Target").inputs
    assert (target["minCapacity"], target["maxCapacity"]) == (2, 7)
    service = graph.one(ECS_SERVICE).outputs["name"]
    assert target["resourceId"] == f"service/shop-test/{service}"


def test_the_cooldown_holds_in_both_directions() -> None:
    graph = mails(settings={"workers": {"cooldown_seconds": 90}})
    tracking = graph.one(POLICY, "mails-scaling-backlog").inputs[TRACKING]
    assert (tracking["scaleInCooldown"], tracking["scaleOutCooldown"]) == (90, 90)
    assert graph.one(POLICY, "mails-scaling-deep-queue").inputs[STEPS]["cooldown"] == 90


def test_a_task_that_stops_gets_its_time_to_finish() -> None:
    text = mails(stop_timeout_seconds=90).one(TASK_DEFINITION).inputs["containerDefinitions"]
    assert json.loads(text)[0]["stopTimeout"] == 90


def test_nobody_opens_a_session_in_a_worker() -> None:
    assert mails("staging").one(ECS_SERVICE).inputs["enableExecuteCommand"] is False
