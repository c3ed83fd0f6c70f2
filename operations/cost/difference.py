"""The difference between two estimates: what each line costs before and after a change."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from operations.cost.cost_json import levels
from operations.cost.estimate import Estimate, estimate
from operations.cost.levels import NOTHING, Levels
from operations.cost.usage import usage_in
from operations.plan import Resources

CENT = 0.005
"""US dollars below which a difference is none."""


@dataclass(frozen=True)
class Moved:
    """A line that costs more or less after a change."""

    resource: str
    says: str
    before: Levels
    after: Levels

    @property
    def usd(self) -> float:
        """The difference at expected usage."""
        return self.after.expected - self.before.expected

    def __str__(self) -> str:
        """Returns the line as a report shows it."""
        return (
            f"{self.resource}: {self.says}: {self.before.expected:,.2f} -> "
            f"{self.after.expected:,.2f} USD ({self.usd:+,.2f})"
        )


@dataclass(frozen=True)
class Difference:
    """Two estimates, and the lines that differ."""

    before: Estimate
    after: Estimate
    lines: tuple[Moved, ...]
    """The lines that differ, the largest difference first."""

    @property
    def usd(self) -> float:
        """The difference of the totals at expected usage."""
        return self.after.total.expected - self.before.total.expected


def difference(before: Estimate, after: Estimate) -> Difference:
    """Returns the lines in which two estimates differ."""
    sums: list[dict[tuple[str, str], Levels]] = []
    names: dict[str, str] = {}
    for each in (before, after):
        found: dict[tuple[str, str], Levels] = defaultdict(lambda: NOTHING)
        for line in each.lines:
            product = line.says.partition(" (")[0]
            names[line.urn] = line.resource
            found[line.urn, product] = found[line.urn, product].plus(line.usd)
        sums.append(found)
    old, new = sums
    moved = [
        Moved(names[urn], says, old.get((urn, says), NOTHING), new.get((urn, says), NOTHING))
        for urn, says in dict.fromkeys([*old, *new])
    ]
    differing = [
        each
        for each in moved
        if any(abs(a - b) >= CENT for a, b in zip(each.before, each.after, strict=True))
    ]
    differing.sort(key=lambda each: (-abs(each.usd), each.resource, each.says))
    return Difference(before, after, tuple(differing))


def between(before: Resources, after: Resources) -> Difference:
    """Returns the difference between two plans or states. Both are estimated with the usage of the
    second one, so that what is only assumed makes no difference."""
    usage = usage_in(after)
    return difference(estimate(before, usage), estimate(after, usage))


def as_json(found: Difference) -> dict[str, Any]:
    """Returns a difference for programs."""
    return {
        "before": levels(found.before.total),
        "after": levels(found.after.total),
        "difference": round(found.usd, 4),
        "lines": [
            {
                "resource": each.resource,
                "says": each.says,
                "before": levels(each.before),
                "after": levels(each.after),
            }
            for each in found.lines
        ],
    }
