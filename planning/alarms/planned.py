"""The alarms of one part of an environment: rows of the table with the part's names and figures."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from config.alarms import AlarmSettings
from planning.alarms.budgets import BUDGETS, EVERY_GROUP
from planning.alarms.caches import CACHE, SERVERLESS
from planning.alarms.data import AURORA, DATABASE
from planning.alarms.directions import Directions
from planning.alarms.events import EVENTS
from planning.alarms.foundation import FOUNDATION
from planning.alarms.identity import SIGN_INS
from planning.alarms.nat_instances import NAT_INSTANCES
from planning.alarms.programs import PROGRAMS
from planning.alarms.requests import EDGE, GATEWAY, SERVICES
from planning.alarms.row import Alarm, Event, Limit, Series, Severity, Subject
from planning.alarms.search import SEARCH
from planning.environment import Environment

TABLE: tuple[Alarm, ...] = (
    *GATEWAY,
    *SERVICES,
    *PROGRAMS,
    *DATABASE,
    *AURORA,
    *CACHE,
    *SEARCH,
    *SERVERLESS,
    *FOUNDATION,
    *NAT_INSTANCES,
    *SIGN_INS,
    *EDGE,
    *BUDGETS,
)
"""Every row about a metric."""
KEYS = frozenset({each.page or each.key for each in TABLE} | {each.key for each in EVENTS})
"""Names of all pages in docs/runbooks that rows lead to."""
MOST_METRICS = 10
"""Metrics that one alarm may name.
docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html"""
INSIGHTS = "DB_PERF_INSIGHTS"
"""Function by which CloudWatch reads a counter of Performance Insights. It stands where other
series have a namespace."""


@dataclass(frozen=True, kw_only=True)
class Query:
    """One metric or expression of an alarm, in the form of CloudWatch."""

    id: str
    metric: str = ""
    namespace: str = ""
    dimensions: Mapping[str, Any] | None = None
    statistic: str = ""
    expression: str = ""
    """Metric math. `{0}` and so on stand for `values`."""
    values: tuple[Any, ...] = ()
    label: str = ""


@dataclass(frozen=True, kw_only=True)
class Planned:
    """One alarm, ready to be made."""

    row: Alarm
    subject: Subject
    severity: Severity
    description: str
    queries: tuple[Query, ...]
    """The metrics, and last the one that is compared. A single one is a plain metric."""
    threshold: float
    periods: int
    datapoints: int

    @property
    def name(self) -> str:
        """Name among the alarms of the environment: `service-cpu--orders`, `database-cpu`."""
        return named(self.row.key, self.subject)


@dataclass(frozen=True, kw_only=True)
class PlannedEvent:
    """One rule about events, ready to be made."""

    row: Event
    pattern: Mapping[str, Any]
    text: str


def named(key: str, subject: Subject) -> str:
    """Returns a row's key with the name of its part. No name has two hyphens in a row, so two pairs
    never give the same text; a part that is the only one of its kind adds nothing."""
    return key if subject.name == subject.kind else f"{key}--{subject.name}"


def alarms_of(
    subject: Subject, settings: AlarmSettings, environment: Environment
) -> Iterator[Planned]:
    """Yields the alarms of one part."""
    for row in TABLE:
        if subject.kind in row.kinds and not lacks(row, subject):
            yield _planned(row, subject, settings, environment)


def lacks(row: Alarm, subject: Subject) -> str:
    """Returns the reason why a part goes without a row of its kind. Empty if it has it."""
    if row.key in subject.never:
        return subject.never[row.key]
    if row.key in subject.without:
        return f"{subject.name} exists already, and what this measures is not known of it"
    if row.limit.of and row.limit.of not in subject.figures:
        return f"{row.limit.of} of {subject.name} is not known here, so there is no figure"
    if row.together and row.kinds[0] == "service" and not subject.members[EVERY_GROUP]:
        return f"the routes of {subject.name} have budgets of their own"
    if row.limit.most and _fixed(row.limit, subject) >= row.limit.most:
        return f"{subject.name} may spend its budget at this pace even if every request is bad"
    if row.key == "cache-lag" and len(subject.members["node"]) < 2:
        return "a cache without replicas has none that could be behind"
    return ""


def events_of(
    facts: Mapping[str, list[Any]], settings: AlarmSettings, environment: Environment
) -> Iterator[PlannedEvent]:
    """Yields the rules about events. `facts` are the values that patterns name; a rule whose fact
    has none is left out."""
    for row in EVENTS:
        pattern = _filled(row.pattern, facts)
        if pattern is not None:
            where = _directions(row.key, row.first, {"stack": environment.stack}, settings)
            yield PlannedEvent(row=row, pattern=pattern, text=f"{row.title}. {where}")


def _planned(
    row: Alarm, subject: Subject, settings: AlarmSettings, environment: Environment
) -> Planned:
    threshold = _threshold(row.limit, subject, settings)
    periods = row.periods
    if row.minutes:
        periods = int(_figure(row.minutes, row.minutes, subject, settings)) * 60 // row.period
    datapoints = row.datapoints or periods
    words = {
        "name": subject.name,
        "stack": environment.stack,
        "region": environment.region,
        "server": "",
        "cache": "",
        **subject.words,
    }
    # A row of a kind that has one part mostly does not say which one it means.
    several = subject.name != subject.kind and "{name}" not in row.title
    which = f"{subject.name}: " if several else ""
    severity = "warning" if row.key in subject.lowered else row.severity
    figure = f"the usual + {threshold:g} deviations" if row.band else _shown(threshold)
    unit = "" if row.band else f" {row.limit.unit}"
    minutes = datapoints * row.period / 60
    rule = f"{row.comparison} {figure}{unit} for {minutes:g} minutes"
    first = subject.first.get(row.key, row.first)
    where = _directions(row.page or row.key, first, words, settings)
    return Planned(
        row=row,
        subject=subject,
        severity=severity,
        description=f"{which}{row.title.format(**words)} ({rule}). {where}",
        queries=tuple(_queries(row, subject, threshold)),
        threshold=threshold,
        periods=periods,
        datapoints=datapoints,
    )


def _directions(key: str, first: str, words: Mapping[str, Any], settings: AlarmSettings) -> str:
    base = (settings.runbooks or "docs/runbooks").rstrip("/")
    return str(Directions(f"{base}/{key}.md", first.format(**words)))


def _shown(figure: float) -> str:
    return f"{figure:,.0f}" if figure >= 10_000 else f"{figure:g}"


def _threshold(limit: Limit, subject: Subject, settings: AlarmSettings) -> float:
    if not limit.setting:
        return _fixed(limit, subject)
    chosen = _figure(limit.setting, limit.program, subject, settings)
    return max(limit.least, chosen * _own(limit, subject) * limit.scale)


def _fixed(limit: Limit, subject: Subject) -> float:
    """Returns the figure of a limit that no setting decides."""
    return round(limit.fixed * _own(limit, subject), 6)


def _own(limit: Limit, subject: Subject) -> float:
    return subject.figures[limit.of] if limit.of else 1


def _figure(setting: str, program: str, subject: Subject, settings: AlarmSettings) -> float:
    """Returns a figure of the settings, the program's own before the environment's."""
    own = settings.programs.get(subject.name)
    is_program = subject.kind in ("service", "inner-service", "worker", "job")
    value = getattr(own, program, None) if own and is_program else None
    return float(value if value is not None else getattr(settings.thresholds, setting))


def _queries(row: Alarm, subject: Subject, threshold: float) -> Iterator[Query]:
    ids: dict[str, list[str]] = {}
    count = 0
    for series in row.series:
        for query in _metrics(series, subject):
            count += 1
            value = _with_fill(query.id, series.fill)
            if series.times:
                beside = query.id.replace(series.id, series.times, 1)
                value += f" * {_with_fill(beside, series.fill)}"
            ids.setdefault(series.id, []).append(value)
            yield query
    if count > MOST_METRICS:
        raise ValueError(f"{named(row.key, subject)}: {count} metrics, and an alarm takes 10")
    if row.band:
        yield Query(
            id="usual",
            expression=f"ANOMALY_DETECTION_BAND({row.series[0].id}, {threshold:g})",
            label="Usual",
        )
    elif row.expression:
        lists = {id: ", ".join(each) for id, each in ids.items()}
        yield Query(id="result", expression=row.expression.format(**lists), label=row.limit.unit)


def _metrics(series: Series, subject: Subject) -> Iterable[Query]:
    """Returns the queries of one series: one for each member of its group, or one."""
    if series.namespace == INSIGHTS:
        value = subject.dimensions[series.dimensions]
        text = f"{INSIGHTS}('RDS', '{{0}}', '{series.metric}')"
        return [Query(id=series.id, expression=text, values=(value,), label=series.metric)]
    members = subject.members[series.each] if series.each else [{}]
    return [
        Query(
            id=f"{series.id}{number}" if series.each else series.id,
            metric=series.metric,
            namespace=series.namespace,
            dimensions=_dimensions(series, {**subject.dimensions, **member}),
            statistic=series.statistic.format(**subject.figures),
        )
        for number, member in enumerate(members)
    ]


def _dimensions(series: Series, known: Mapping[str, Any]) -> dict[str, Any]:
    names = [name.rstrip("?") for name in series.dimensions.split()]
    optional = {name.rstrip("?") for name in series.dimensions.split() if name.endswith("?")}
    return {name: known[name] for name in names if name in known or name not in optional}


def _with_fill(id: str, fill: str) -> str:
    return f"FILL({id}, {fill})" if fill else id


def _filled(pattern: Any, facts: Mapping[str, list[Any]]) -> Any:
    """Returns a pattern with facts in place of their names, or None if one has no value."""
    if isinstance(pattern, Mapping):
        made = {key: _filled(value, facts) for key, value in pattern.items()}
        return None if None in made.values() else made
    if isinstance(pattern, list):
        entries: list[Any] = []
        for each in pattern:
            if isinstance(each, str) and each.startswith("{"):
                entries += facts.get(each.strip("{}"), [])
            elif (made := _filled(each, facts)) is None:
                return None
            else:
                entries.append(made)
        return entries or None
    if isinstance(pattern, str) and pattern.startswith("{"):
        return next(iter(facts.get(pattern.strip("{}"), [])), None)
    return pattern
