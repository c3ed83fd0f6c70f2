"""A range that the provider checks, of numbers or of lengths in characters."""

import re
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Range:
    """A range that includes both ends; `high` is None if the provider has no upper limit."""

    low: float
    high: float | None
    characters: bool = False

    @classmethod
    def parse(cls, text: Any) -> "Range":
        """Returns the range that a text such as `0..30`, `1..` or `1..64 characters` names."""
        found = re.fullmatch(r"(-?[\d.]+?)\.\.(-?[\d.]+)?( characters)?", str(text))
        if not found:
            raise ValueError("is no range; write `0..30`, `1..` or `1..64 characters`")
        low, high, characters = found.groups()
        return cls(float(low), float(high) if high else None, bool(characters))

    def holds(self, value: Any) -> bool:
        """Returns true if the provider accepts a value, and for any value that the range does not
        apply to."""
        if self.characters:
            size = float(len(value)) if isinstance(value, str) else None
        else:
            size = None if isinstance(value, bool) else _number(value)
        return size is None or (self.low <= size and (self.high is None or size <= self.high))

    def __str__(self) -> str:
        high = "" if self.high is None else f"{self.high:g}"
        return f"{self.low:g}..{high}{' characters' if self.characters else ''}"


def _number(value: Any) -> float | None:
    if isinstance(value, int | float):
        return float(value)
    return float(value) if isinstance(value, str) and re.fullmatch(r"-?\d+", value) else None
