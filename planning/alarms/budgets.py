"""Alarms of error budgets: for each pace two rows, whose windows must agree before anybody is told.

Services have the two paces that page. The gateway stands for the environment: it has all three, and
warns. A service with more routes than one alarm can name has its budgets by route.
"""

from collections.abc import Iterator

from planning.alarms.burn_rates import PACES, Pace
from planning.alarms.row import Alarm, Kind, Limit, Series, Trial

_BALANCER = "AWS/ApplicationELB"
_KINDS: tuple[Kind, ...] = ("service", "gateway")
EVERY_GROUP = "target group of a route"
"""Members of a service or a route: the target groups of all of its routes."""
BAD_AT_LEAST = 5
"""Bad requests in a window below which a share says nothing: of ten requests, one is 10 %."""


def _rows() -> Iterator[Alarm]:
    for kind in _KINDS:
        for pace in PACES:
            if kind == "service" and pace.severity == "warning":
                continue
            for minutes in (pace.long_minutes, pace.short_minutes):
                yield _errors(kind, pace, minutes)
                yield _latency(kind, pace, minutes)


def _errors(kind: Kind, pace: Pace, minutes: int) -> Alarm:
    bad = [_sum(kind, "failed", "HTTPCode_Target_5XX_Count")]
    whole = _sum(kind, "requests", "RequestCount")
    beside: dict[str, float] = {"RequestCount": 1_000_000}
    if kind == "gateway":
        # A request for which there is no target is in this metric, and not in RequestCount.
        bad.append(_sum(kind, "refused", "HTTPCode_ELB_5XX_Count"))
        beside["HTTPCode_ELB_5XX_Count"] = 0
    lost = " + ".join(f"SUM([{{{each.id}}}])" for each in bad)
    all_ = "SUM([{requests}])" + (" + SUM([{refused}])" if kind == "gateway" else "")
    return _row(
        "errors",
        kind,
        pace,
        minutes,
        said="fail",
        series=(*bad, whole),
        expression=f"IF({lost} >= {BAD_AT_LEAST}, 100 * ({lost}) / ({all_}), 0)",
        trial=Trial(varies="HTTPCode_Target_5XX_Count", beside=beside),
    )


def _latency(kind: Kind, pace: Pace, minutes: int) -> Alarm:
    slow = Series(
        id="slow",
        metric="TargetResponseTime",
        namespace=_BALANCER,
        dimensions=_dimensions(kind),
        # The share of requests that took longer, in percent.
        statistic="PR({latency_seconds:g}:)",
        each=_each(kind),
        fill="0",
        times="requests",
    )
    return _row(
        "latency",
        kind,
        pace,
        minutes,
        said="are slow",
        series=(slow, _sum(kind, "requests", "RequestCount")),
        # `slow` counts a hundred for each slow request.
        expression=f"IF(SUM([{{slow}}]) >= {100 * BAD_AT_LEAST}, "
        "SUM([{slow}]) / SUM([{requests}]), 0)",
        trial=Trial(varies="TargetResponseTime", beside={"RequestCount": 1_000_000}),
    )


def _row(
    measure: str,
    kind: Kind,
    pace: Pace,
    minutes: int,
    *,
    said: str,
    series: tuple[Series, ...],
    expression: str,
    trial: Trial,
) -> Alarm:
    window = f"{minutes // 60}h" if minutes >= 60 else f"{minutes}m"
    whose = "{name}" if kind == "service" else "the environment"
    return Alarm(
        key=f"budget-{measure}-{pace.name}-{window}",
        page=f"budget-{measure}",
        together=f"budget-{measure}-{pace.name}",
        kinds=(kind,) if kind == "gateway" else (kind, "route"),
        title=f"Too many requests of {whose} {said}: at {pace.times:g} times the pace that its "
        f"objective allows",
        # What is spent of the environment's budget is spent of a service's, which pages.
        severity=pace.severity if kind == "service" else "warning",
        series=series,
        expression=expression,
        period=minutes * 60,
        periods=1,
        limit=Limit(
            # 100 minus the objective, which is the part's own figure.
            of=f"{measure}_budget_percent",
            fixed=pace.times,
            most=100,
            unit="% of requests",
        ),
        first="python -m operations status --stack {stack}",
        trial=trial,
    )


def _sum(kind: Kind, id: str, metric: str) -> Series:
    return Series(
        id=id,
        metric=metric,
        namespace=_BALANCER,
        dimensions=_dimensions(kind),
        statistic="Sum",
        each=_each(kind),
        fill="0",
    )


def _dimensions(kind: Kind) -> str:
    return "LoadBalancer TargetGroup" if kind == "service" else "LoadBalancer"


def _each(kind: Kind) -> str:
    return EVERY_GROUP if kind == "service" else ""


BUDGETS = tuple(_rows())
"""Every row of a budget."""
