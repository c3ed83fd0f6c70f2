"""The trial of one alarm: measurements that should and should not make it go off, put through its
own arithmetic."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from config import CloudPlatform
from operations.alarms.trial import evaluation, figures, promise
from operations.alarms.trial.alarm import MetricAlarm
from operations.alarms.trial.arithmetic import Unsupported
from operations.alarms.trial.evaluation import ALARM
from operations.alarms.trial.figures import Edge
from operations.alarms.trial.places import Dimensions, Place
from operations.alarms.trial.promise import Promise
from operations.alarms.trial.series import Metric, Samples, Store, samples
from operations.plan import Resources
from planning.alarms import Series

_QUIET = 3
"""Periods beyond those that an alarm looks at, so that it has settled."""


@dataclass(frozen=True, kw_only=True)
class Tried:
    """The outcome of one alarm's trial."""

    name: str
    told: str
    """The value at which it goes off, and after which time, in words."""
    faults: tuple[str, ...]


def tried(alarm: MetricAlarm, resources: Resources, platform: CloudPlatform) -> Tried:
    """Puts one alarm through its trial."""
    found = promise.of(alarm)
    if found is None:
        fault = "its name and description fit no row of the table, so nobody knows what it is for"
        return Tried(name=alarm.name, told="", faults=(fault,))
    place = Place(
        part=found.part,
        row=found.row,
        region=str(alarm.resource.inputs.get("region") or platform.settings.region),
        platform=platform,
        resources=resources,
    )
    try:
        trial = _Trial(alarm, found, place)
        return Tried(name=alarm.name, told=trial.told, faults=tuple(dict.fromkeys(trial.faults())))
    except Unsupported as error:
        return Tried(name=alarm.name, told="", faults=(str(error),))


class _Trial:
    """One alarm beside its promise."""

    def __init__(self, alarm: MetricAlarm, promised: Promise, place: Place) -> None:
        self._alarm, self._promise, self._row = alarm, promised, promised.row
        self._edge: Edge = figures.edge(promised)
        self._known = {
            series.id: [_metric(series, each) for each in place.members(series)]
            for series in self._row.series
        }
        slow = _slow_seconds(place)
        self._statistics = {
            each.id: each.statistic.format(latency_seconds=slow) for each in self._row.series
        }
        self._lead = promised.within + _QUIET

    @property
    def told(self) -> str:
        """The value at which it goes off, and after which time, in words."""
        row, beside = self._row, self._row.trial.beside
        values = ", ".join(f"{metric} {value:g}" for metric, value in beside.items())
        minutes = self._promise.bad * row.period / 60
        return (
            f"{row.trial.varies} {self._edge.beyond:.8g}"
            + (f" beside {values}" if values else "")
            + f" for {minutes:g} min"
        )

    def faults(self) -> Iterator[str]:
        """Yields what is wrong, and nothing if the alarm keeps its promise."""
        yield from self._strangers()
        for member in self._members():
            yield from self._fires_and_clears(member)
            yield from self._at_equality(member)
        yield from self._without_data()

    def _strangers(self) -> Iterator[str]:
        """Yields metrics that are not those of the part."""
        known = {metric for all_ in self._known.values() for metric in all_}
        for each in self._alarm.queries:
            if each.metric:
                metric = Metric.of(each.namespace, each.metric, each.dimensions)
                if metric not in known:
                    where = ", ".join(f"{key} {value}" for key, value in metric.dimensions)
                    yield f"looks at {metric.namespace} {metric.name} of {where}, which is another"

    def _members(self) -> Sequence[int]:
        """Returns which of a series' metrics are tried: the first and the last that it names."""
        named = {Metric.of(q.namespace, q.metric, q.dimensions) for q in self._alarm.queries}
        numbers = sorted(
            {
                number
                for series in self._row.series
                if series.each
                for number, metric in enumerate(self._known[series.id])
                if metric in named
            }
        )
        return sorted({*numbers[:1], *numbers[-1:]}) or [0]

    def _store(self, course: Sequence[float | None], member: int) -> Store:
        """Returns the measurements while the varied metric takes these values, one for each period
        of the row; None for a time in which nothing is measured."""
        store = Store(self._row.period, len(course))
        by_course = [
            {} if varied is None else figures.values(self._row, varied) for varied in course
        ]
        for series in self._row.series:
            metrics = self._known[series.id]
            if metrics:
                metric = metrics[min(member, len(metrics) - 1)] if series.each else metrics[0]
                slots: list[Samples] = []
                for values in by_course:
                    value = values.get(series.id)
                    slots.append(
                        () if value is None else samples(self._statistics[series.id], value)
                    )
                store.measured[metric] = slots
        return store

    def _states(self, course: Sequence[float | None], member: int) -> list[str]:
        """Returns the state at the end of each of the row's periods."""
        store = self._store(course, member)
        breached = evaluation.breaches(self._alarm, store, figures.USUAL)
        found = evaluation.states(self._alarm, breached)
        ends = [(at + 1) * self._row.period // self._alarm.period - 1 for at in range(len(course))]
        return [found[min(end, len(found) - 1)] if found and end >= 0 else "" for end in ends]

    def _fires_and_clears(self, member: int) -> Iterator[str]:
        lead, bad = self._lead, self._promise.bad
        within, beyond = self._edge.within, self._edge.beyond
        late = evaluation.MORE if self._measures_nothing(beyond) else 0
        course = [within] * lead + [beyond] * (bad + late) + [within] * lead
        states = self._states(course, member)
        if ALARM in states[self._promise.within : lead]:
            yield f"goes off within its figure, at {self._said(within)}"
        if ALARM in states[lead : lead + bad - 1]:
            yield f"goes off before {self._minutes} minutes"
        if states[lead + bad + late - 1] != ALARM:
            yield f"stays silent at {self._said(beyond)} for {self._minutes} minutes"
        if states[-1] == ALARM:
            yield f"does not end at {self._said(within)}"

    def _measures_nothing(self, value: float) -> bool:
        """Returns true if a value of the varied metric means that there is no measurement. For want
        of one, CloudWatch looks at older ones first."""
        return any(
            not samples(self._statistics[each.id], value)
            for each in self._row.series
            if each.metric == self._row.trial.varies
        )

    def _at_equality(self, member: int) -> Iterator[str]:
        value = self._edge.equal
        if value is None:
            return
        states = self._states([value] * self._lead, member)
        fires = states[-1] == ALARM
        expected = figures.is_bad(
            self._promise, figures.result(self._row, figures.values(self._row, value))
        )
        if fires != expected:
            word = "goes off" if fires else "stays silent"
            yield f"{word} at exactly {self._said(value)}, and it says {self._row.comparison}"

    def _without_data(self) -> Iterator[str]:
        before = figures.values(self._row, self._edge.within)
        # Periods until nothing that was measured counts any more.
        gone = [None] * (self._promise.within + 2 * _QUIET)
        for last, course, when in (
            (before, [*[self._edge.within] * self._lead, *gone], "when nothing is measured"),
            ({}, [*gone], "where nothing was ever measured"),
        ):
            value = figures.result(self._row, figures.without_data(self._row, last))
            expected = self._row.missing == "breaching" if value is None else None
            if expected is None:
                expected = figures.is_bad(self._promise, value)
            fires = self._states(course, self._members()[0])[-1] == ALARM
            if fires != expected:
                yield f"{'goes off' if fires else 'stays silent'} {when}"

    @property
    def _minutes(self) -> str:
        return f"{self._promise.bad * self._row.period / 60:g}"

    def _said(self, value: float) -> str:
        return f"{self._row.trial.varies} {value:.8g}"


def _metric(series: Series, dimensions: Dimensions) -> Metric:
    return Metric.of(series.namespace, series.metric, dimensions)


def _slow_seconds(place: Place) -> float:
    """Returns the time from which an answer counts as slow, of a service or of the environment."""
    objectives = place.platform.settings.objectives
    # A route's part is called after its service.
    service = place.part.partition(".")[0]
    is_service = service in place.platform.workload.services
    return (objectives.of(service) if is_service else objectives).latency_seconds
