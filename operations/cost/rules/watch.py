"""Amounts for which alarms, dashboards, logs and traces are billed."""

from collections.abc import Iterator

from operations.cost.levels import Levels, total
from operations.cost.rules.amount import Amount, Rules, month
from operations.cost.scene import Scene, entries, number
from operations.plan import Resource

COMPRESSED = 0.2
"""Share of their size that kept logs take: CloudWatch compresses them."""
_TASK_LOGS = "awslogs-group"
_SMALL_LOG_GB = 0.1
"""GB that the log of a part of AWS's writes, other than flow logs: a cache's, a firewall's."""


def _alarm(resource: Resource, scene: Scene) -> Iterator[Amount]:
    queries = entries(resource.inputs.get("metricQueries"))
    metrics = [each for each in queries if each.get("metric")]
    bands = any("ANOMALY_DETECTION_BAND" in str(each.get("expression")) for each in queries)
    count = max(1, len(metrics)) + (2 if bands else 0)
    periods = [number(resource.inputs.get("period"))]
    periods += [number((each.get("metric") or {}).get("period")) for each in metrics]
    fast = any(0 < period < 60 for period in periods)
    key = "cloudwatch.alarm-fast" if fast else "cloudwatch.alarm"
    yield month(key, count, f"{count} metrics" if count > 1 else "")


def _composite(resource: Resource, scene: Scene) -> Iterator[Amount]:
    yield month("cloudwatch.alarm-composite")


def _dashboard(resource: Resource, scene: Scene) -> Iterator[Amount]:
    yield month("cloudwatch.dashboard")


def _logs(resource: Resource, scene: Scene) -> Iterator[Amount]:
    taken_in, key = _taken_in(resource, scene)
    if key:
        yield Amount(key, taken_in)
    months = number(resource.inputs.get("retentionInDays")) / 30 or 12
    yield Amount(
        "cloudwatch.log-storage", taken_in.times(months * COMPRESSED), f"{months:g} months"
    )
    groups = len(scene.resources.of("cloudwatch.LogGroup"))
    yield Amount("cloudwatch.log-query", scene.spread(scene.usage.log_query_gb / groups))


def _taken_in(resource: Resource, scene: Scene) -> tuple[Levels, str]:
    """Returns the GB that a log group takes in, and as what they are billed. Those of flow logs are
    billed with the flow log."""
    for each in scene.resources.of("ec2.FlowLog"):
        if resource in scene.resources.referred(
            each.inputs.get("logDestination"), "cloudwatch.LogGroup"
        ):
            return scene.flow_log_gb, ""
    mine = [
        tasks.number
        for tasks in scene.tasks.values()
        if scene.resources.component(tasks.service.urn) == scene.resources.component(resource.urn)
    ]
    every = scene.running
    if mine and every.expected:
        here = total(mine)
        share = Levels(*(a / b if b else 0.0 for a, b in zip(here, every, strict=True)))
        return scene.log_gb.times(share), "cloudwatch.log"
    return scene.spread(_SMALL_LOG_GB), "cloudwatch.log"


RULES: Rules = {
    "cloudwatch.CompositeAlarm": _composite,
    "cloudwatch.Dashboard": _dashboard,
    "cloudwatch.LogGroup": _logs,
    "cloudwatch.MetricAlarm": _alarm,
}
