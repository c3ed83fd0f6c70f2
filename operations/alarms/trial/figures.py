"""The values at which a row goes off: how far its one varied metric must rise or fall."""

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from operations.alarms.trial import arithmetic
from operations.alarms.trial.arithmetic import Surroundings, Unsupported
from operations.alarms.trial.evaluation import Usual
from operations.alarms.trial.promise import Promise
from planning.alarms import Alarm, Series

USUAL = Usual(mean=100, deviation=10)
"""Values that a metric has had for weeks, where a row asks for what is usual."""
_SMALL = 1e-6

_COMPARED: Mapping[str, Callable[[float, float], bool]] = {
    "above": lambda value, limit: value > limit,
    "at least": lambda value, limit: value >= limit,
    "below": lambda value, limit: value < limit,
}


@dataclass(frozen=True)
class Edge:
    """Values of the varied metric on both sides of the figure."""

    within: float
    beyond: float
    equal: float | None
    """The value that makes exactly the figure. None if sums of it may be a hair off."""


def is_bad(promise: Promise, value: float | None) -> bool:
    """Returns true if the row's result is on the wrong side of its figure."""
    limit = promise.figure
    if promise.row.band:
        limit = USUAL.mean + promise.figure * USUAL.deviation
    return value is not None and _COMPARED[promise.row.comparison](value, limit)


def result(row: Alarm, values: Mapping[str, float | None]) -> float | None:
    """Returns what comes of a row's arithmetic, by the IDs of its series."""
    if not row.expression:
        return values[row.series[0].id]
    text = row.expression.format(**{each.id: _with_factor(each) for each in row.series})
    around = Surroundings(
        values=lambda id: (values[id],),
        periods=1,
        learn=USUAL.band,
        insight=lambda _instance, _counter: (None,),
    )
    return arithmetic.points(arithmetic.evaluate(text, around), 1)[0]


def _with_factor(series: Series) -> str:
    return f"{series.id} * {series.times}" if series.times else series.id


def values(row: Alarm, varied: float) -> dict[str, float | None]:
    """Returns the value of each series while the varied metric has one value."""
    trial = row.trial
    return {
        each.id: varied if each.metric == trial.varies else trial.beside.get(each.metric)
        for each in row.series
    }


def edge(promise: Promise) -> Edge:
    """Returns the values around the figure. Raises Unsupported if no value makes the row go off."""

    def bad(varied: float) -> bool:
        return is_bad(promise, result(promise.row, values(promise.row, varied)))

    good, wrong = _between(bad, promise)
    step = max(abs(wrong) * (_SMALL if promise.exact else 1e-4), _SMALL)
    up = 1 if wrong >= good else -1
    return Edge(good - up * step, wrong + up * step, _equal(promise, wrong))


def _equal(promise: Promise, near: float) -> float | None:
    whole = float(round(near))
    if not promise.exact or promise.row.band or abs(whole - near) > _SMALL:
        return None
    found = result(promise.row, values(promise.row, whole))
    return whole if found == promise.figure else None


def _between(bad: Callable[[float], bool], promise: Promise) -> tuple[float, float]:
    """Returns two neighbouring values, one that is well and one that is not."""
    steps = sorted({0.0, *_hints(promise)})
    for low, high in itertools.pairwise(steps):
        if bad(low) == bad(high):
            continue
        while high - low > abs(high) * 1e-12:
            middle = (low + high) / 2
            if middle in (low, high):
                break
            if bad(middle) == bad(low):
                low = middle
            else:
                high = middle
        return (low, high) if bad(high) else (high, low)
    raise Unsupported(f"no value of {promise.row.trial.varies} makes its row go off")


def _hints(promise: Promise) -> Iterator[float]:
    yield from (10.0**power for power in range(-4, 16))
    yield promise.figure
    yield from promise.row.trial.beside.values()


def without_data(row: Alarm, last: Mapping[str, float | None]) -> dict[str, float | None]:
    """Returns the values of the series when their metrics have none. `last` are those before."""
    return {each.id: _filled(each, last) for each in row.series}


def _filled(series: Series, last: Mapping[str, float | None]) -> float | None:
    if series.fill == arithmetic.REPEAT:
        return last.get(series.id)
    return float(series.fill) if series.fill else None
