"""The alarms and event rules of an environment as a list, and the parts that go without."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from config import CloudPlatform
from operations.alarms.trial import Alarms, places, promise, severities
from operations.plan import Resource, Resources
from planning.alarms import (
    EVENTS,
    EVERY_GROUP,
    MOST_METRICS,
    TABLE,
    UNKNOWN_OF_EXISTING,
    Alarm,
    Kind,
    Subject,
    directions,
    lacks,
    named,
    never_of,
)
from planning.cache import nodes_of, part_name
from planning.search import search_nodes

_RULE = re.compile(r"\((?:above|at least|below) [^)]* minutes\)")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One alarm or rule about events."""

    key: str
    part: str
    severity: str
    rule: str
    page: str
    first: str


@dataclass(frozen=True)
class Unwatched:
    """A part that goes without an alarm, and why."""

    part: str
    key: str
    reason: str


def lines(resources: Resources, alarms: Alarms) -> Iterator[Line]:
    """Yields what people are told of: alarms of the table, and events."""
    told = severities.of(resources, alarms)
    for each in alarms.metric:
        said, found = _RULE.search(each.description), directions.read(each.description)
        for row, part in promise.rows_of(each):
            if said and found:
                yield Line(
                    key=row.key,
                    part="" if part in row.kinds else part,
                    severity=told.get(each.physical, "nobody"),
                    rule=said[0].strip("()"),
                    page=found.page,
                    first=found.first,
                )
    yield from _events(resources)


def _events(resources: Resources) -> Iterator[Line]:
    targets = {each.name: each for each in resources.of("cloudwatch.EventTarget")}
    for row in EVENTS:
        target = targets.get(f"events-{row.key}")
        if target is None:
            continue
        text = str((target.inputs.get("inputTransformer") or {}).get("inputTemplate"))
        found = directions.read(text.rstrip('"'))
        yield Line(
            key=row.key,
            part="",
            severity=severities.topic(resources, target.inputs.get("arn")) or "nobody",
            rule="an event of AWS",
            page=found.page if found else "",
            first=found.first if found else "",
        )


def unwatched(platform: CloudPlatform, resources: Resources, alarms: Alarms) -> Iterator[Unwatched]:
    """Yields each part that goes without an alarm of its kind, with the reason."""
    names = {each.name for each in alarms.metric}
    existing = {each.name for each in resources.of("rds.Instance", "rds.Cluster") if each.given}
    instances = {places.server_part(each): each for each in resources.of("rds.Instance")}
    for kind, part, members in _parts(platform, resources):
        groups: list[dict[str, Any]] = [
            {} for each in resources.of("lb.TargetGroup") if _is_of(each, part)
        ]
        subject = Subject(
            kind=kind,
            name=part,
            dimensions={},
            members={
                "node": [{}] * members,
                EVERY_GROUP: groups if len(groups) <= MOST_METRICS // 2 else [],
            },
            figures=_budgets(platform, part),
            without=UNKNOWN_OF_EXISTING if part in existing else frozenset(),
            never=_never(instances[part]) if part in instances else {},
        )
        for row in TABLE:
            name = named(row.key, subject)
            if kind in row.kinds and not {f"alarms-{name}", f"alarms-edge-{name}"} & names:
                yield Unwatched(part, row.key, _reason(row, subject))
    for queue in sorted(platform.workload.queues):
        if queue in {worker.queue for worker in platform.workload.workers.values()}:
            yield Unwatched(queue, "queue-age", "its worker's alarms look at it")


def _never(instance: Resource) -> dict[str, str]:
    insights = instance.given or instance.inputs.get("performanceInsightsEnabled") is True
    return never_of(str(instance.inputs.get("engine")), insights=bool(insights))


def _is_of(group: Resource, service: str) -> bool:
    return group.name.startswith(f"gateway-{service}.")


def _budgets(platform: CloudPlatform, part: str) -> dict[str, float]:
    """Returns the figures of objectives, from which the alarms of budgets follow."""
    objectives = platform.settings.objectives
    own = objectives.of(part) if part in platform.workload.services else objectives
    return {
        "errors_budget_percent": 100 - own.availability_percent,
        "latency_budget_percent": 100 - own.latency_percent,
        "latency_seconds": own.latency_seconds,
    }


def _reason(row: Alarm, subject: Subject) -> str:
    return lacks(row, subject) or "the plan has none, and no reason is known"


_GROUP = "autoscaling.Group"
_BY_TYPE: dict[str, Kind] = {
    "lb.LoadBalancer": "gateway",
    "ec2.NatGateway": "nat",
    "cloudfront.Distribution": "edge",
    "wafv2.WebAcl": "firewall",
    "sesv2.EmailIdentity": "mail",
}
"""Kinds of which an environment has one part."""


def _parts(platform: CloudPlatform, resources: Resources) -> Iterator[tuple[Kind, str, int]]:
    """Yields the parts of an environment, with the number of their nodes."""
    workload = platform.workload
    for name, service in workload.services.items():
        yield ("service" if service.routes else "inner-service"), name, 0
    for name in workload.workers:
        yield "worker", name, 0
    for name in workload.jobs:
        yield "job", name, 0
    for name in workload.queues:
        yield "dead-letter-queue", name, 0
    for each in resources.of("rds.Instance"):
        yield _instance(each)
    for each in resources.of("rds.Cluster"):
        by_acus = bool(each.inputs.get("serverlessv2ScalingConfiguration"))
        yield ("aurora" if by_acus else "aurora-class"), each.name, 0
        instances = [x for x in resources.of("rds.ClusterInstance") if x.name.startswith(each.name)]
        if len(instances) > 1:
            yield "aurora-readers", f"{each.name}-readers", 0
    for each in resources.of("rds.Proxy"):
        yield "proxy", places.server_part(each), 0
    for each in resources.of("elasticache.ReplicationGroup"):
        for part, ends in nodes_of(each.inputs).ends().items():
            yield "cache", part_name(each.name, part), len(ends)
    for each in resources.of("opensearch.Domain"):
        yield "search", "search-engine", 0
        if search_nodes(each.inputs) > 1:
            yield "search-nodes", "search-nodes", 0
    for each in resources.of("cognito.UserPoolClient"):
        if each.inputs.get("allowedOauthFlows") == ["code"]:
            yield "sign-in", each.name, 0
    for each in resources.of("elasticache.ServerlessCache"):
        yield "serverless-cache", each.name, 0
    if any(each.name.startswith("network-nat-instance-") for each in resources.of(_GROUP)):
        yield "nat-instance", "nat-instance", 0
    for type_, kind in _BY_TYPE.items():
        if resources.of(type_):
            yield kind, kind, 0


def _instance(instance: Resource) -> tuple[Kind, str, int]:
    if instance.inputs.get("replicateSourceDb"):
        return "replica", places.server_part(instance), 0
    return "database", places.server_part(instance), 0
