"""Amounts at low, expected and high usage, and arithmetic with them."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

HOURS = 730.0
"""Hours of a month, as AWS's own calculator counts them."""
MONTH_DAYS = HOURS / 24


class Levels(NamedTuple):
    """An amount at low, expected and high usage."""

    low: float
    expected: float
    high: float

    def times(self, factor: "float | Levels") -> "Levels":
        """Returns the product with a number, or level by level."""
        other = factor if isinstance(factor, Levels) else always(factor)
        return Levels(*(mine * its for mine, its in zip(self, other, strict=True)))

    def plus(self, other: "float | Levels") -> "Levels":
        """Returns the sum with a number, or level by level."""
        added = other if isinstance(other, Levels) else always(other)
        return Levels(*(mine + its for mine, its in zip(self, added, strict=True)))

    def minus(self, other: "float | Levels") -> "Levels":
        """Returns the difference, and never less than nothing."""
        less = other if isinstance(other, Levels) else always(other)
        return Levels(*(max(0.0, mine - its) for mine, its in zip(self, less, strict=True)))

    def each(self, do: Callable[[float], float]) -> "Levels":
        """Returns what a function makes of each level."""
        return Levels(*map(do, self))

    @property
    def fixed(self) -> bool:
        """True if usage does not change the amount."""
        return self.low == self.expected == self.high


def always(amount: float) -> Levels:
    """Returns an amount that usage does not change."""
    return Levels(amount, amount, amount)


def total(amounts: Iterable[Levels]) -> Levels:
    """Returns the sum of amounts."""
    found = always(0.0)
    for each in amounts:
        found = found.plus(each)
    return found


NOTHING = always(0.0)
