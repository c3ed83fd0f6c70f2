"""The part of a review that says what a change costs, and whether the budget still holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from operations.cost import Difference, between, budget_in, difference
from operations.errors import OperationError
from operations.plan import Resources
from operations.report import Block, Folded, Heading, Paragraph, Table
from wording import counted

_ROWS = 20
KEY = "alarms.budget_usd"
"""The key of the budget in a stack's file."""


@dataclass(frozen=True)
class CostChange:
    """The cost of an environment before and after a change."""

    found: Difference | None = None
    budget: float | None = None
    """US dollars a month that the settings allow after the change."""
    passed: bool = False
    """True if the change passes the budget, or makes what passed it larger."""
    problem: str = ""
    """The reason why there is no estimate."""

    @property
    def said(self) -> str:
        """The total of both sides, as one sentence."""
        if self.found is None:
            return f"The cost could not be estimated: {self.problem}"
        before, after = self.found.before.total.expected, self.found.after.total.expected
        return f"{before:,.2f} -> {after:,.2f} USD a month ({self.found.usd:+,.2f})"


def of(before: Resources, after: Resources) -> CostChange:
    """Returns the cost of both sides of a change."""
    try:
        found = between(before, after)
    except OperationError as error:
        return CostChange(problem=str(error))
    budget = budget_in(after)
    old, new = found.before.total.expected, found.after.total.expected
    stood = (limit := budget_in(before)) is not None and old > limit and new <= old
    return CostChange(found, budget, budget is not None and new > budget and not stood)


def blocks(change: CostChange) -> Iterator[Block]:
    """Yields the part of the report. An environment whose cost stays the same has none."""
    found = change.found
    if found is None:
        if change.problem:
            yield Paragraph(f"{change.said}.")
        return
    if not found.lines and not change.passed:
        return
    yield Heading("Cost", 3)
    yield Paragraph(f"Expected: {change.said}.")
    if change.passed:
        yield Paragraph(
            f"Above the budget of {change.budget:,.2f} USD: raise `{KEY}` in the stack's file with "
            "whoever pays, or make something cheaper (`make cost`)."
        )
    yield Table(
        ("resource", "what", "before", "after"),
        tuple(
            (
                each.resource,
                each.says,
                f"{each.before.expected:,.2f}",
                f"{each.after.expected:,.2f}",
            )
            for each in found.lines[:_ROWS]
        ),
    )
    if more := found.lines[_ROWS:]:
        yield Folded(f"{counted(len(more), 'more line')}", tuple(map(str, more)))
    if found.after.unpriced:
        lines = tuple(f"{each.resource}: {each.why}" for each in found.after.unpriced)
        yield Folded(f"{len(lines)} without a price, which the sums lack", lines)


def as_json(change: CostChange) -> dict[str, Any]:
    """Returns the part for programs."""
    if change.found is None:
        return {"problem": change.problem or None}
    return {
        **difference.as_json(change.found),
        "unpriced": [each.resource for each in change.found.after.unpriced],
        "budgetUsd": change.budget,
        "overBudget": change.passed,
    }
