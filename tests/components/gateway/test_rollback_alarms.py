"""Alarms that send a deployment back."""

from typing import Any

from components.gateway.rollback_alarms import error_queries, latency_queries
from tests.components.compute.made import ALARM, TASK_DEFINITION, Bench, a_service
from tests.graph import Graph, deploy

GROUPS = ("targetgroup/blue/1", "targetgroup/green/2")


def orders(stack: str) -> Graph:
    program = a_service(routes=[{"paths": ["/api/orders"]}])
    return deploy(lambda: Bench(stack).service("orders", program))


def test_errors_of_both_target_groups_count_against_the_requests_of_both() -> None:
    queries: list[Any] = list(error_queries("app/gateway/1", GROUPS))
    *metrics, share = queries
    read = {
        (each["metric"]["metric_name"], each["metric"]["dimensions"]["TargetGroup"])
        for each in metrics
    }
    assert read == {
        (name, group) for name in ("HTTPCode_Target_5XX_Count", "RequestCount") for group in GROUPS
    }
    assert share["expression"] == (
        "IF((FILL(errors0, 0) + FILL(errors1, 0)) >= 5, "
        "100 * (FILL(errors0, 0) + FILL(errors1, 0)) "
        "/ (FILL(requests0, 0) + FILL(requests1, 0)), 0)"
    )


def test_the_slower_target_group_decides_the_latency() -> None:
    queries: list[Any] = list(latency_queries("app/gateway/1", GROUPS))
    *metrics, slowest = queries
    assert [each["metric"]["stat"] for each in metrics] == ["p95", "p95"]
    assert slowest["expression"] == "MAX([FILL(p95of0, 0), FILL(p95of1, 0)])"


def test_no_traffic_is_no_failure() -> None:
    for alarm in orders("prod").all(ALARM):
        assert alarm.inputs["treatMissingData"] == "notBreaching"
        assert alarm.inputs["comparisonOperator"] == "GreaterThanThreshold"


def test_rolling_looks_at_the_one_target_group() -> None:
    errors = orders("staging").one(ALARM, "orders.api-orders-errors").inputs["metricQueries"]
    groups = {each["metric"]["dimensions"]["TargetGroup"] for each in errors if "metric" in each}
    assert len(groups) == 1


def test_the_metrics_are_those_of_the_load_balancer() -> None:
    graph = orders("prod")
    suffix = graph.one("aws:lb/loadBalancer:LoadBalancer").outputs["arnSuffix"]
    for alarm in [each for each in graph.all(ALARM) if "." in each.name]:
        for query in alarm.inputs["metricQueries"]:
            if "metric" in query:
                assert query["metric"]["dimensions"]["LoadBalancer"] == suffix


def test_memory_is_that_of_the_tasks_whatever_service_runs_them() -> None:
    graph = orders("prod")
    *metrics, share = graph.one(ALARM, "orders-memory").inputs["metricQueries"]
    dimensions = {
        "ClusterName": graph.one("aws:ecs/cluster:Cluster").outputs["name"],
        "TaskDefinitionFamily": graph.one(TASK_DEFINITION).inputs["family"],
    }
    assert [each["metric"]["dimensions"] for each in metrics] == [dimensions, dimensions]
    assert share["expression"] == "100 * used / given"


def test_the_alarms_notify_nobody() -> None:
    for alarm in orders("prod").all(ALARM):
        assert "alarmActions" not in alarm.inputs
