"""The arithmetic of scaling."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.scaling.metrics import (
    IN_FLIGHT,
    acceptable_backlog,
    backlog_metrics,
    connection_metrics,
    request_metrics,
)

TASKS = st.integers(1, 1000)
DEPTH = st.integers(1, 1_000_000)
LATENCY = st.integers(1, 86400)
WORK = st.floats(0.001, 43200)


@pytest.mark.parametrize(
    ("latency", "work", "expected"),
    [(60, 0.5, 120), (30, 2, 15), (10, 3, 3), (5, 5, 1), (1, 0.1, 10), (3, 0.3, 10)],
)
def test_a_task_may_have_what_it_finishes_in_time(latency: int, work: float, expected: int) -> None:
    assert acceptable_backlog(latency, work, queue_depth=10**9, tasks_max=1) == expected


def test_binary_fractions_do_not_lose_a_message() -> None:
    # 6 // 0.1 is 59 in binary floating point.
    assert acceptable_backlog(6, 0.1, queue_depth=10**9, tasks_max=1) == 60


@given(LATENCY, WORK, DEPTH, TASKS)
def test_a_task_may_always_have_one_message(
    latency: int, work: float, depth: int, tasks: int
) -> None:
    assert acceptable_backlog(latency, work, queue_depth=depth, tasks_max=tasks) >= 1


@given(LATENCY, WORK, DEPTH, TASKS)
def test_the_backlog_never_asks_for_fewer_tasks_than_the_depth_does(
    latency: int, work: float, depth: int, tasks: int
) -> None:
    backlog = acceptable_backlog(latency, work, queue_depth=depth, tasks_max=tasks)
    assert math.ceil(depth / backlog) >= min(tasks, depth)


def test_one_metric_of_each_set_is_what_the_policy_follows() -> None:
    for metrics in (
        backlog_metrics("q", "c", "s"),
        request_metrics("lb", ["a", "b"]),
        connection_metrics("c", "s", "d"),
    ):
        assert [each["return_data"] for each in metrics].count(True) == 1
        assert metrics[-1]["return_data"] is True


def test_the_backlog_is_the_queue_divided_by_the_running_tasks() -> None:
    metrics: list[Any] = list(backlog_metrics("mails-1", "shop-prod", "mails"))
    visible, running, tasks, backlog = metrics
    assert visible["metric_stat"]["metric"] == {
        "namespace": "AWS/SQS",
        "metric_name": "ApproximateNumberOfMessagesVisible",
        "dimensions": [{"name": "QueueName", "value": "mails-1"}],
    }
    assert running["metric_stat"]["metric"] == {
        "namespace": "ECS/ContainerInsights",
        "metric_name": "RunningTaskCount",
        "dimensions": [
            {"name": "ClusterName", "value": "shop-prod"},
            {"name": "ServiceName", "value": "mails"},
        ],
    }
    assert tasks["expression"] == "FILL(running, REPEAT)"
    assert backlog["expression"] == "FILL(visible, 0) / IF(tasks > 0, tasks, 1)"


def test_no_task_goes_while_a_long_message_is_in_flight() -> None:
    metrics: list[Any] = list(backlog_metrics("mails-1", "shop-prod", "mails", hold_at=7))
    *_, backlog, flying, held = metrics
    assert backlog["return_data"] is False
    assert flying["metric_stat"]["metric"]["metric_name"] == IN_FLIGHT
    assert flying["metric_stat"]["stat"] == "Maximum"
    assert held["expression"] == "IF(FILL(flying, 0) > 0 AND backlog < 7, 7, backlog)"
    assert [each["return_data"] for each in metrics].count(True) == 1


def test_requests_are_summed_over_all_target_groups_with_silence_as_zero() -> None:
    groups = ["targetgroup/a/1", "targetgroup/b/2"]
    everything: list[Any] = list(request_metrics("app/gateway/1", groups))
    *metrics, total = everything
    assert total["expression"] == "FILL(requests0, 0) + FILL(requests1, 0)"
    assert [each["id"] for each in metrics] == ["requests0", "requests1"]
    assert {each["metric_stat"]["stat"] for each in metrics} == {"Sum"}


def test_connections_are_those_of_one_service_and_the_average_of_its_tasks() -> None:
    metrics: list[Any] = list(connection_metrics("shop-prod", "play-1", "play"))
    opened, connections = metrics
    assert opened["metric_stat"] == {
        "metric": {
            "namespace": "AWS/ECS",
            "metric_name": "ActiveConnectionCount",
            "dimensions": [
                {"name": "ClusterName", "value": "shop-prod"},
                {"name": "ServiceName", "value": "play-1"},
                {"name": "DiscoveryName", "value": "play"},
            ],
        },
        "stat": "Average",
    }
    assert connections["expression"] == "FILL(open, 0)"
