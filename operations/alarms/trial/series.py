"""Measurements of a trial, and CloudWatch's statistics of them over periods."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from operations.alarms.trial.arithmetic import Points, Unsupported

Samples = tuple[tuple[float, float], ...]
"""Measured values, each with how often it was measured."""


@dataclass(frozen=True)
class Metric:
    """One metric, as CloudWatch finds it: all three must agree."""

    namespace: str
    name: str
    dimensions: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, namespace: str, name: str, dimensions: Mapping[str, str]) -> "Metric":
        """Returns a metric by its dimensions in any order."""
        return cls(namespace, name, tuple(sorted(dimensions.items())))


@dataclass
class Store:
    """Everything that was measured, in slots of equal length."""

    seconds: int
    """Length of a slot."""
    slots: int
    measured: dict[Metric, list[Samples]] = field(default_factory=dict)

    def statistic(self, metric: Metric, name: str, period: int) -> Points:
        """Returns a statistic over each period from the start on. Periods in which nothing was
        measured have none."""
        of = statistic(name)
        slots = self.measured.get(metric)
        count = self.slots * self.seconds // period
        if slots is None:
            return (None,) * count
        return tuple(of(self._between(slots, at * period, period)) for at in range(count))

    def _between(self, slots: Sequence[Samples], start: int, period: int) -> Samples:
        found: list[tuple[float, float]] = []
        for number in range(start // self.seconds, (start + period - 1) // self.seconds + 1):
            begins = number * self.seconds
            shared = min(start + period, begins + self.seconds) - max(start, begins)
            found += [(value, count * shared / self.seconds) for value, count in slots[number]]
        return tuple(found)


def samples(name: str, value: float) -> Samples:
    """Returns measurements whose statistic is this value, while every other one differs."""
    if name == "SampleCount":
        return ((7.0, float(int(value))),) if value >= 1 else ()
    if name == "Sum":
        return ((value / 10, 10.0),)
    if name == "Average":
        apart = abs(value) / 2 or 1.0
        return ((value - apart, 1.0), (value + apart, 1.0))
    if name == "Maximum":
        return ((value, 1.0), (value / 2, 199.0))
    if name == "Minimum":
        return ((value, 1.0), (value * 2 + 1, 9.0))
    if percentile := _percent(name):
        near = min(0.5, (100 - percentile) / 2)
        high = 100 - percentile - near
        return ((value / 2, percentile - near), (value, 2 * near), (value * 10, high))
    inside, outside = _places(*_rank(name))
    return ((inside, value), (outside, 100 - value))


def statistic(name: str) -> Callable[[Samples], float | None]:
    """Returns the function of a statistic. Raises Unsupported for one that is not known here."""
    if name == "SampleCount":
        return lambda all_: _count(all_) or None
    if name == "Sum":
        return _known(lambda all_: sum(value * count for value, count in all_))
    if name == "Average":
        return _known(lambda all_: sum(value * count for value, count in all_) / _count(all_))
    if name == "Maximum":
        return _known(lambda all_: max(value for value, _ in all_))
    if name == "Minimum":
        return _known(lambda all_: min(value for value, _ in all_))
    if percentile := _percent(name):
        return _known(lambda all_: _percentile(all_, percentile / 100))
    low, high = _rank(name)
    return _known(lambda all_: _ranked(all_, low, high))


def _known(of: Callable[[Samples], float]) -> Callable[[Samples], float | None]:
    return lambda all_: of(all_) if _count(all_) else None


def _count(all_: Samples) -> float:
    return sum(count for _, count in all_)


def _percentile(all_: Samples, share: float) -> float:
    wanted, below = _count(all_) * share, 0.0
    ordered = sorted(all_)
    for value, count in ordered:
        below += count
        if below >= wanted - 1e-9:
            return value
    return ordered[-1][0]


def _ranked(all_: Samples, low: float | None, high: float | None) -> float:
    """Returns the percentage of measurements between two bounds."""
    inside = sum(
        count
        for value, count in all_
        if (low is None or value >= low) and (high is None or value <= high)
    )
    return 100 * inside / _count(all_)


def _percent(name: str) -> float:
    """Returns the 95 of p95, and 0 for another statistic."""
    found = re.fullmatch(r"p(\d+(?:\.\d+)?)", name)
    return float(found[1]) if found else 0


def _rank(name: str) -> tuple[float | None, float | None]:
    found = re.fullmatch(r"PR\(([\d.]*):([\d.]*)\)", name)
    if found is None or not (found[1] or found[2]):
        raise Unsupported(f"the statistic {name} is not known here")
    return (float(found[1]) if found[1] else None, float(found[2]) if found[2] else None)


def _places(low: float | None, high: float | None) -> tuple[float, float]:
    """Returns a value between two bounds, and one outside of them."""
    if low is None:
        assert high is not None
        return high / 2, high * 2
    return (low * 2 if high is None else (low + high) / 2), low / 2
