"""The metrics that the number of tasks follows, and the arithmetic behind them; pure.

docs.aws.amazon.com/autoscaling/application/userguide/
application-auto-scaling-target-tracking-metric-math.html
"""

from collections.abc import Sequence
from decimal import Decimal

import pulumi

# The class is imported by name, because `aws.appautoscaling.` before it would exceed a line.
from pulumi_aws.appautoscaling import (
    PolicyTargetTrackingScalingPolicyConfigurationCustomizedMetricSpecificationMetricArgsDict,
)

Metric = PolicyTargetTrackingScalingPolicyConfigurationCustomizedMetricSpecificationMetricArgsDict

VISIBLE = "ApproximateNumberOfMessagesVisible"
"""The messages of a queue that no program has received yet."""
IN_FLIGHT = "ApproximateNumberOfMessagesNotVisible"
"""The messages that a program has received and not deleted yet: they are in work."""


def acceptable_backlog(
    latency_seconds: int, seconds_per_message: float, *, queue_depth: int, tasks_max: int
) -> int:
    """Returns the number of messages that may wait for each task, at least one.

    One task must finish them within `latency_seconds`. The number is limited further, so that at
    `queue_depth` messages all of `tasks_max` are needed.

    >>> acceptable_backlog(60, 0.5, queue_depth=1000, tasks_max=5)
    120
    >>> acceptable_backlog(3600, 0.5, queue_depth=1000, tasks_max=5)
    200
    >>> acceptable_backlog(1, 1, queue_depth=1, tasks_max=5)
    1
    """
    # With binary fractions, 0.3 divided by 0.1 would come to 2.
    within_latency = int(Decimal(latency_seconds) // Decimal(str(seconds_per_message)))
    return max(1, min(within_latency, queue_depth // tasks_max))


def backlog_metrics(
    queue_name: pulumi.Input[str],
    cluster_name: pulumi.Input[str],
    service_name: pulumi.Input[str],
    *,
    hold_at: int | None = None,
) -> list[Metric]:
    """Returns the metric of messages that wait for each running task.

    With `hold_at`, the value that the autoscaler keeps, the metric does not fall below that value
    as long as a message is in flight, so no task is stopped then. Nobody can choose which task is
    stopped, so one message in flight holds them all.

    The number of tasks arrives a minute later than that of messages, so its last value is used
    meanwhile; taking it for zero would start tasks at every delay. With no task at all, one is
    assumed: a division by zero has no value, and nothing would ever scale.
    """
    queue = {"QueueName": queue_name}
    held: list[Metric] = []
    if hold_at is not None:
        expression = f"IF(FILL(flying, 0) > 0 AND backlog < {hold_at}, {hold_at}, backlog)"
        held = [
            _metric("flying", "AWS/SQS", IN_FLIGHT, queue, stat="Maximum"),
            {
                "id": "held",
                "label": "Messages for each task, or as many as are kept while one is in flight",
                "expression": expression,
                "return_data": True,
            },
        ]
    return [
        _metric("visible", "AWS/SQS", VISIBLE, queue),
        _metric(
            "running",
            "ECS/ContainerInsights",
            "RunningTaskCount",
            {"ClusterName": cluster_name, "ServiceName": service_name},
        ),
        {"id": "tasks", "expression": "FILL(running, REPEAT)", "return_data": False},
        {
            "id": "backlog",
            "label": "Messages for each task",
            "expression": "FILL(visible, 0) / IF(tasks > 0, tasks, 1)",
            "return_data": not held,
        },
        *held,
    ]


def request_metrics(
    load_balancer: pulumi.Input[str], target_groups: Sequence[pulumi.Input[str]]
) -> list[Metric]:
    """Returns the metric of requests that each task gets in a minute, by all routes together.

    AWS's own metric ALBRequestCountPerTarget looks at one target group, so it does not fit
    blue/green, where two take turns. The one without traffic has no data and counts as zero.
    """
    ids = [f"requests{index}" for index, _ in enumerate(target_groups)]
    metrics = [
        _metric(
            metric_id,
            "AWS/ApplicationELB",
            "RequestCountPerTarget",
            {"LoadBalancer": load_balancer, "TargetGroup": group},
            stat="Sum",
        )
        for metric_id, group in zip(ids, target_groups, strict=True)
    ]
    total: Metric = {
        "id": "requests",
        "label": "Requests for each task",
        "expression": " + ".join(f"FILL({metric_id}, 0)" for metric_id in ids),
        "return_data": True,
    }
    return [*metrics, total]


def connection_metrics(
    cluster_name: pulumi.Input[str],
    service_name: pulumi.Input[str],
    discovery_name: pulumi.Input[str],
) -> list[Metric]:
    """Returns the metric of connections that are open to each task, whoever opened them.

    The load balancer counts connections for all services together, and from both of its sides. The
    proxy of Service Connect stands before each task and counts those of its task alone; it reports
    them once a minute as one value, so the average is that of the tasks
    (github.com/aws/amazon-ecs-agent, agent/stats/service_connect_linux.go).
    """
    dimensions = {
        "ClusterName": cluster_name,
        "ServiceName": service_name,
        "DiscoveryName": discovery_name,
    }
    return [
        _metric("open", "AWS/ECS", "ActiveConnectionCount", dimensions),
        {
            "id": "connections",
            "label": "Connections of each task",
            "expression": "FILL(open, 0)",
            "return_data": True,
        },
    ]


def _metric(
    metric_id: str,
    namespace: str,
    metric_name: str,
    dimensions: dict[str, pulumi.Input[str]],
    *,
    stat: str = "Average",
) -> Metric:
    return {
        "id": metric_id,
        "metric_stat": {
            "metric": {
                "namespace": namespace,
                "metric_name": metric_name,
                "dimensions": [
                    {"name": name, "value": value} for name, value in dimensions.items()
                ],
            },
            "stat": stat,
        },
        "return_data": False,
    }
