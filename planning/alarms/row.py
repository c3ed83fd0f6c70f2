"""The form of the table of alarms: one row for each thing that can be wrong with a kind of part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Severity = Literal["critical", "warning"]
Kind = Literal[
    "gateway",
    "service",
    "route",
    "inner-service",
    "worker",
    "job",
    "queue",
    "dead-letter-queue",
    "database",
    "replica",
    "aurora",
    "aurora-class",
    "aurora-readers",
    "proxy",
    "cache",
    "search",
    "search-nodes",
    "serverless-cache",
    "nat",
    "nat-instance",
    "edge",
    "firewall",
    "certificate",
    "mail",
    "mutual-gateway",
    "rotation",
    "sign-in",
]
"""Kinds of watched parts. An inner service has no route, so it has no target group either."""
Comparison = Literal["above", "at least", "below"]
Missing = Literal["breaching", "missing", "notBreaching"]


@dataclass(frozen=True, kw_only=True)
class Subject:
    """One part of an environment that is watched. Values may be anything that stands for a text,
    such as an output of Pulumi: nothing here looks into them."""

    kind: Kind
    name: str
    """Name of the part: the program's or the queue's, or that of the component."""
    dimensions: Mapping[str, Any]
    """Names and values by which CloudWatch knows the part."""
    members: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    """Groups of further dimensions, one for each node, gateway or target group."""
    figures: Mapping[str, float] = field(default_factory=dict)
    """Figures of the part from which thresholds are made, such as `connections`."""
    words: Mapping[str, str] = field(default_factory=dict)
    """Further words of the first command, such as the `queue` of a worker."""
    first: Mapping[str, str] = field(default_factory=dict)
    """First commands of this part in place of those of its rows, by key."""
    without: frozenset[str] = frozenset()
    """Keys of rows that this part goes without, because what they measure is not known of it."""
    never: Mapping[str, str] = field(default_factory=dict)
    """Reasons by keys of rows that say nothing of this part: its engine has no such thing."""
    lowered: frozenset[str] = frozenset()
    """Keys of critical rows that only warn here, because another part's alarm pages already."""
    of: str = ""
    """Name of the database server that a replica or a proxy belongs to."""
    after: str = ""
    """Name of the part whose fall explains every fall of this one."""
    team: str = ""
    """Team that owns the part, and is told of it. Empty: whoever the environment tells."""


@dataclass(frozen=True, kw_only=True)
class Series:
    """One metric of a row."""

    id: str
    metric: str
    namespace: str
    dimensions: str
    """Names of the dimensions, as words. One with `?` is left out where the part has none."""
    statistic: str = "Average"
    each: str = ""
    """Group of members that has such a metric each. Empty: the part itself."""
    fill: str = ""
    """Value in place of missing points, or REPEAT for the last one. Empty: they stay missing."""
    times: str = ""
    """ID of a series by which this one is multiplied, member by member."""


@dataclass(frozen=True, kw_only=True)
class Limit:
    """Figure at which a row goes off."""

    setting: str = ""
    """Key of `alarms.thresholds`, which has the default and its source. Empty: `fixed` counts."""
    of: str = ""
    """Figure of the part that the setting, or `fixed`, multiplies."""
    scale: float = 1
    """Factor between the setting's unit and the metric's, such as 0.01 for percent."""
    least: float = 0
    fixed: float = 0
    unit: str = ""
    """Unit of the metric, for people."""
    program: str = ""
    """Key by which one program's figure is set (`alarms.programs`)."""
    most: float = 0
    """Largest value of the metric: a figure above it can never be passed, so there is no alarm. 0:
    none."""


@dataclass(frozen=True, kw_only=True)
class Trial:
    """Values with which a row is tried: one metric is raised until it goes off, the others stay."""

    varies: str
    beside: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """One row: a metric, or arithmetic over some, that must stay on one side of a limit."""

    key: str
    """Name of the row."""
    kinds: tuple[Kind, ...]
    title: str
    """A sentence about `{name}` that says what is wrong, in plain English."""
    severity: Severity
    series: tuple[Series, ...]
    expression: str = ""
    """Metric math over the series' IDs in braces. Those of members stand as a list. Empty: the
    series itself."""
    period: int = 60
    periods: int = 5
    datapoints: int = 0
    """Periods of these that must be bad. 0: all."""
    minutes: str = ""
    """Key of the setting that gives the length in minutes instead of `periods`."""
    comparison: Comparison = "above"
    limit: Limit
    band: bool = False
    """True if the limit is the width of the usual band, which CloudWatch learns (anomaly
    detection)."""
    missing: Missing = "notBreaching"
    first: str
    """First command to run, with `{name}` and `{stack}`."""
    trial: Trial
    page: str = ""
    """Name of the page in docs/runbooks. Empty: the key's."""
    together: str = ""
    """Name that rows share which only count when all of them are bad."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """One row of what AWS announces by an event, for which there is no metric."""

    key: str
    severity: Severity
    title: str
    """A sentence with the event's values in `<...>`."""
    pattern: Mapping[str, Any]
    """Pattern of EventBridge. Texts may hold `{cluster}` and so on, names of the facts."""
    paths: Mapping[str, str]
    """Place of each value of the title in the event."""
    first: str
