"""The state of an alarm at the end of each of its periods, by its own arithmetic and its own rules
about periods and missing values.

docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html has the rules, and the
tables that tests/operations/alarms hold this against.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from operations.alarms.trial import arithmetic
from operations.alarms.trial.alarm import MetricAlarm, Query
from operations.alarms.trial.arithmetic import Band, Points, Surroundings, Unsupported, Value
from operations.alarms.trial.series import Metric, Store
from planning.alarms import INSIGHTS

ALARM, OK, UNKNOWN = "ALARM", "OK", "INSUFFICIENT_DATA"

MORE = 2
"""Periods further back than it must that CloudWatch looks for values, if some are missing."""

_BREACHED: Mapping[str, Callable[[float, float], bool]] = {
    "GreaterThanThreshold": lambda value, limit: value > limit,
    "GreaterThanOrEqualToThreshold": lambda value, limit: value >= limit,
    "LessThanThreshold": lambda value, limit: value < limit,
    "LessThanOrEqualToThreshold": lambda value, limit: value <= limit,
    "GreaterThanUpperThreshold": lambda value, limit: value > limit,
    "LessThanLowerThreshold": lambda value, limit: value < limit,
}


@dataclass(frozen=True)
class Usual:
    """The values that anomaly detection has learnt to expect of a metric."""

    mean: float
    deviation: float

    def band(self, values: Points, width: float) -> Band:
        """Returns the band for as many periods as the metric has."""
        apart = width * self.deviation
        return Band((self.mean - apart,) * len(values), (self.mean + apart,) * len(values))


def breaches(alarm: MetricAlarm, store: Store, usual: Usual) -> tuple[bool | None, ...]:
    """Returns for each period if its value is on the wrong side; None where there is none."""
    period = alarm.period
    values = _Values(alarm, store, period, usual)
    compare = _BREACHED.get(alarm.operator)
    if compare is None:
        raise Unsupported(f"the operator {alarm.operator} is not known here")
    compared = [each for each in alarm.queries if each.returned and each.id != alarm.threshold_id]
    if len(compared) != 1:
        raise Unsupported(f"{len(compared)} values are compared, and one must be")
    found = arithmetic.points(values.of(compared[0]), values.periods)
    limits = _limits(alarm, values)
    return tuple(
        None if value is None or limit is None else compare(value, limit)
        for value, limit in zip(found, limits, strict=True)
    )


def states(alarm: MetricAlarm, breached: Sequence[bool | None]) -> list[str]:
    """Returns the state at the end of each period."""
    found: list[str] = []
    for end in range(1, len(breached) + 1):
        before = found[-1] if found else UNKNOWN
        window = breached[max(0, end - alarm.periods - MORE) : end]
        found.append(_state(alarm, window, before))
    return found


def _state(alarm: MetricAlarm, window: Sequence[bool | None], before: str) -> str:
    known = [each for each in window if each is not None]
    wrong = sum(known[-alarm.periods :])
    gaps = alarm.periods - len(known)
    if wrong >= alarm.datapoints:
        return ALARM
    if gaps <= 0:
        return OK
    if alarm.missing == "breaching":
        return ALARM if wrong + gaps >= alarm.datapoints else OK
    if alarm.missing == "notBreaching":
        return OK
    if alarm.missing == "ignore":
        return before
    if not known:
        return UNKNOWN
    return ALARM if _old_enough(alarm, window) else OK


def _old_enough(alarm: MetricAlarm, window: Sequence[bool | None]) -> bool:
    """Returns true if the oldest wrong value is as old as the alarm asks for, and nothing since was
    right."""
    recent = window[-alarm.periods :]
    first = next((at for at, each in enumerate(recent) if each), None)
    if first is None or False in recent[first:]:
        return False
    return len(recent) - first >= alarm.datapoints


def _limits(alarm: MetricAlarm, values: "_Values") -> Points:
    if not alarm.threshold_id:
        if alarm.threshold is None:
            raise Unsupported("there is no threshold")
        return (alarm.threshold,) * values.periods
    band = values.by_id(alarm.threshold_id)
    if not isinstance(band, Band):
        raise Unsupported(f"{alarm.threshold_id} is no band of usual values")
    return band.lower if alarm.operator == "LessThanLowerThreshold" else band.upper


class _Values:
    """Values of an alarm's queries, each worked out once."""

    def __init__(self, alarm: MetricAlarm, store: Store, period: int, usual: Usual) -> None:
        self._queries = {each.id: each for each in alarm.queries}
        self._store, self._period, self._usual = store, period, usual
        self._known: dict[str, Value] = {}
        self._asked: list[str] = []
        self.periods = store.slots * store.seconds // period

    def by_id(self, id: str) -> Value:
        """Returns a query's values. Raises Unsupported for an ID that no query has."""
        if id == arithmetic.REPEAT and id not in self._queries:
            return id
        if id not in self._queries:
            raise Unsupported(f"no query has the ID {id}")
        return self.of(self._queries[id])

    def of(self, query: Query) -> Value:
        if query.id in self._asked:
            raise Unsupported(f"{query.id} needs itself")
        if query.id not in self._known:
            self._asked.append(query.id)
            self._known[query.id] = self._worked_out(query)
            self._asked.remove(query.id)
        return self._known[query.id]

    def _worked_out(self, query: Query) -> Value:
        if not query.expression:
            metric = Metric.of(query.namespace, query.metric, query.dimensions)
            return self._store.statistic(metric, query.statistic, self._period)
        around = Surroundings(
            values=self.by_id, periods=self.periods, learn=self._usual.band, insight=self._insight
        )
        return arithmetic.evaluate(query.expression, around)

    def _insight(self, instance: str, counter: str) -> Points:
        metric = Metric.of(INSIGHTS, counter, {"DbiResourceId": instance})
        return self._store.statistic(metric, "Average", self._period)
