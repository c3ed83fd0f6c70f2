"""The content of an environment's dashboard: whether people are served, then why not.

Rows, from above: alarms that page, objectives and what is left of their budgets, the gateway, each
service, workers and queues, the database, the cache, the ways out.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from planning.alarms import Subject
from planning.dashboard import parts
from planning.dashboard.facts import Facts
from planning.dashboard.lines import of
from planning.dashboard.parts import BALANCER
from planning.dashboard.widgets import Line, Widget, graph, number, placed, states, text

MONTH_SECONDS = 30 * 24 * 3600
SERVICES = 100
"""Services that have a row of their own: a dashboard takes 500 widgets, and each row has four.
docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html"""
Row = tuple[int, Sequence[Widget]]


def content(facts: Facts) -> dict[str, Any]:
    """Returns the body of the dashboard. Values of dimensions may be outputs of Pulumi."""
    return {
        "start": "-PT6H",
        "periodOverride": "inherit",
        "widgets": placed(list(_rows(facts))),
    }


def _rows(facts: Facts) -> Iterator[Row]:
    kinds: dict[str, list[Subject]] = {}
    for subject in facts.subjects:
        kinds.setdefault(subject.kind, []).append(subject)
    yield 2, [text(f"# {facts.title}\nRunbooks: {facts.runbooks}")]
    if facts.pages:
        yield 3, [states("Alarms that page", facts.pages)]
    for gateway in kinds.get("gateway", []):
        yield 4, _objectives(gateway, facts)
        yield 6, _gateway(gateway, facts)
    services = [*kinds.get("service", []), *kinds.get("inner-service", [])]
    for service in services[:SERVICES]:
        yield 5, parts.service(service, facts)
    for worker in kinds.get("worker", []):
        yield 5, parts.worker(worker, facts)
    if dead := kinds.get("dead-letter-queue"):
        yield 5, [parts.dead_letters(dead, facts)]
    for database in kinds.get("database", []):
        replicas = [each for each in kinds.get("replica", []) if each.of == database.name]
        yield 6, parts.database(database, replicas, facts)
    for aurora in (*kinds.get("aurora", []), *kinds.get("aurora-class", [])):
        yield 6, parts.aurora(aurora, facts)
    if cache := kinds.get("cache"):
        yield 6, parts.cache(cache, facts)
    for serverless in kinds.get("serverless-cache", []):
        yield 6, parts.serverless_cache(serverless, facts)
    for nat in kinds.get("nat", []):
        yield 5, [parts.nat(nat, facts)]
    for instance in kinds.get("nat-instance", []):
        yield 5, [parts.nat_instance(instance, facts)]


def _objectives(gateway: Subject, facts: Facts) -> list[Widget]:
    failed = of(BALANCER, gateway, "HTTPCode_Target_5XX_Count", "Sum", id="failed", hidden=True)
    refused = of(BALANCER, gateway, "HTTPCode_ELB_5XX_Count", "Sum", id="refused", hidden=True)
    requests = of(BALANCER, gateway, "RequestCount", "Sum", id="requests", hidden=True)
    slow = of(
        BALANCER,
        gateway,
        "TargetResponseTime",
        f"PR({facts.objectives.latency_seconds:g}:)",
        id="slow",
        hidden=True,
    )
    lost = "100 * (FILL(failed, 0) + FILL(refused, 0)) / (requests + FILL(refused, 0))"
    available, fast = facts.objectives.availability_percent, facts.objectives.latency_percent
    within = f"{facts.objectives.latency_seconds:g} s"

    def shown(title: str, expression: str, *lines: Line) -> Widget:
        result = Line(expression=expression, label="%", id="result")
        return number(title, [*lines, result], region=facts.region, period=MONTH_SECONDS)

    errors = (failed, refused, requests)
    return [
        shown(f"Available, 30 days (objective {available:g} %)", f"100 - {lost}", *errors),
        shown("Budget of errors left", f"100 * (1 - ({lost}) / {100 - available:.6g})", *errors),
        shown(f"Within {within}, 30 days (objective {fast:g} %)", "100 - slow", slow),
        shown("Budget of slowness left", f"100 * (1 - slow / {100 - fast:.6g})", slow),
    ]


def _gateway(gateway: Subject, facts: Facts) -> list[Widget]:
    def counted(metric: str, label: str) -> Line:
        return of(BALANCER, gateway, metric, "Sum", label=label)

    return [
        graph("Requests a minute", [counted("RequestCount", "requests")], region=facts.region),
        graph(
            "Errors a minute",
            [
                counted("HTTPCode_Target_5XX_Count", "5xx of services"),
                counted("HTTPCode_ELB_5XX_Count", "5xx of the load balancer"),
                counted("HTTPCode_Target_4XX_Count", "4xx of services"),
                counted("HTTPCode_ELB_4XX_Count", "4xx of the load balancer"),
            ],
            region=facts.region,
        ),
        graph(
            "Seconds to answer",
            [
                of(BALANCER, gateway, "TargetResponseTime", each, label=each)
                for each in ("p50", "p95", "p99")
            ],
            region=facts.region,
            limit=facts.thresholds.gateway_latency_seconds,
        ),
        graph(
            "Connections",
            [
                counted("ActiveConnectionCount", "open"),
                counted("NewConnectionCount", "new"),
                counted("RejectedConnectionCount", "refused"),
            ],
            region=facts.region,
        ),
    ]
