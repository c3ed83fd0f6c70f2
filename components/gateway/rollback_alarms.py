"""Alarms that roll a deployment back: one for every service, and two for each of its routes.

    MetricAlarm    <service>-memory             its tasks have hardly any memory left
    MetricAlarm    <service>.<route>-errors     the service answers 5xx
    MetricAlarm    <service>.<route>-latency    the slowest twentieth of its answers is too slow

Only ECS reads them: they notify nobody. With blue/green both target groups count, since they take
turns.

Every service has the first one, so that a service that loses its last route still names an alarm.
The provider sends an update that removes all of them without any alarm, and ECS's API refuses it.

Left out: unhealthy tasks, which the circuit breaker of ECS counts itself.
"""

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.gateway.listener_rules import ListenerRoute

ERROR_PERCENT = 1
"""The share of errors that rolls back: ten times the share that the environment may have over a
month, 0.1 %, so that a deployment which is merely unlucky stays."""
ERRORS_AT_LEAST = 5
"""The errors in a minute below which the share says nothing: of ten requests, one error is 10 %."""
LATENCY_SECONDS = 1
"""The latency that rolls back: twice the time that 95 of 100 requests may take over a month, 500
ms."""
MEMORY_PERCENT = 95
"""The share of a task's memory. A little above it, Linux ends a program in the task, and ECS the
task."""
MINUTES = 3
"""The minutes, one after the other, that must be bad before a deployment is rolled back."""

_Query = aws.cloudwatch.MetricAlarmMetricQueryArgsDict


def memory_alarm(
    service: str, cluster: pulumi.Input[str], family: str, parent: pulumi.Resource
) -> pulumi.Output[str]:
    """Creates the alarm that every service has; returns its name. `family` is that of the tasks'
    definition, which has a metric of its own. The ECS service, which names the alarm, does not
    exist yet."""
    return _alarm(
        f"{service}-memory",
        f"{service} uses more than {MEMORY_PERCENT} % of its memory",
        memory_queries(cluster, family),
        MEMORY_PERCENT,
        parent,
    ).name


def rollback_alarms(
    service: str,
    routes: Sequence[ListenerRoute],
    load_balancer: pulumi.Input[str],
    parent: pulumi.Resource,
) -> list[pulumi.Output[str]]:
    """Creates the alarms of routes; returns their names. `load_balancer` is its name in
    CloudWatch."""
    names = []
    for route in routes:
        groups = route.target_group_suffixes
        # Neither part can contain a dot, so no two services share a name.
        name = f"{service}.{route.key}"
        errors = _alarm(
            f"{name}-errors",
            f"{service} answers more than {ERROR_PERCENT} % of its requests with 5xx",
            error_queries(load_balancer, groups),
            ERROR_PERCENT,
            parent,
        )
        latency = _alarm(
            f"{name}-latency",
            f"{service} takes more than {LATENCY_SECONDS} s for 5 % of its requests",
            latency_queries(load_balancer, groups),
            LATENCY_SECONDS,
            parent,
        )
        names += [errors.name, latency.name]
    return names


def memory_queries(cluster: pulumi.Input[str], family: str) -> list[_Query]:
    """Returns the percentage of their memory that the tasks use, as Container Insights measures
    it."""
    dimensions = {"ClusterName": cluster, "TaskDefinitionFamily": family}
    queries: list[_Query] = [
        {
            "id": query_id,
            "metric": {
                "namespace": "ECS/ContainerInsights",
                "metric_name": metric,
                "dimensions": dimensions,
                "stat": "Average",
                "period": 60,
            },
            "return_data": False,
        }
        for query_id, metric in (("used", "MemoryUtilized"), ("given", "MemoryReserved"))
    ]
    return [*queries, _result("share", "Memory, %", "100 * used / given")]


def error_queries(
    load_balancer: pulumi.Input[str], groups: Sequence[pulumi.Input[str]]
) -> list[_Query]:
    """Returns the percentage of requests that the tasks answered with 5xx; zero while there are few
    errors."""
    queries: list[_Query] = []
    for index, group in enumerate(groups):
        for kind, metric in (
            ("errors", "HTTPCode_Target_5XX_Count"),
            ("requests", "RequestCount"),
        ):
            queries.append(_query(f"{kind}{index}", metric, load_balancer, group, "Sum"))
    # CloudWatch has no data for a target group without errors or requests.
    errors = " + ".join(f"FILL(errors{index}, 0)" for index, _ in enumerate(groups))
    requests = " + ".join(f"FILL(requests{index}, 0)" for index, _ in enumerate(groups))
    share = f"100 * ({errors}) / ({requests})"
    return [
        *queries,
        _result("share", "Errors, %", f"IF(({errors}) >= {ERRORS_AT_LEAST}, {share}, 0)"),
    ]


def latency_queries(
    load_balancer: pulumi.Input[str], groups: Sequence[pulumi.Input[str]]
) -> list[_Query]:
    """Returns the 95th percentile of the time to answer, in seconds, of the slower target group."""
    ids = [f"p95of{index}" for index, _ in enumerate(groups)]
    queries = [
        _query(query_id, "TargetResponseTime", load_balancer, group, "p95")
        for query_id, group in zip(ids, groups, strict=True)
    ]
    filled = ", ".join(f"FILL({query_id}, 0)" for query_id in ids)
    return [*queries, _result("slowest", "Slowest 5 %, seconds", f"MAX([{filled}])")]


def _alarm(
    name: str,
    description: str,
    queries: Sequence[_Query],
    threshold: float,
    parent: pulumi.Resource,
) -> aws.cloudwatch.MetricAlarm:
    return aws.cloudwatch.MetricAlarm(
        name,
        alarm_description=f"{description}; a deployment under way is sent back",
        metric_queries=list(queries),
        comparison_operator="GreaterThanThreshold",
        threshold=threshold,
        evaluation_periods=MINUTES,
        treat_missing_data="notBreaching",
        opts=pulumi.ResourceOptions(parent=parent),
    )


def _query(
    query_id: str,
    metric_name: str,
    load_balancer: pulumi.Input[str],
    group: pulumi.Input[str],
    stat: str,
) -> _Query:
    return {
        "id": query_id,
        "metric": {
            "namespace": "AWS/ApplicationELB",
            "metric_name": metric_name,
            "dimensions": {"LoadBalancer": load_balancer, "TargetGroup": group},
            "stat": stat,
            "period": 60,
        },
        "return_data": False,
    }


def _result(query_id: str, label: str, expression: str) -> _Query:
    return {"id": query_id, "label": label, "expression": expression, "return_data": True}
