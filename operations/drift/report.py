"""The report of drift: what differs, what somebody decided about it, and what could not be told."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from config.decisions import Baseline, Decision
from operations.drift.found import Finding, LeftOut, Reading, counted
from operations.errors import Ended

CLEAN, UNTOLD = Ended.DONE, Ended.UNTOLD


@dataclass(frozen=True)
class Item:
    """A difference with what is known about it."""

    finding: Finding
    decision: Decision | None = None
    """The entry of the baseline about it."""
    changed_by: str = ""
    """The last change of the resource, according to CloudTrail."""

    @property
    def is_open(self) -> bool:
        """True if it counts: nobody decided about it, or it is to be repaired."""
        return self.decision is None or self.decision.decision == "revert"


@dataclass(frozen=True)
class Report:
    """The whole report."""

    stack: str
    items: tuple[Item, ...]
    """Differences that are shown."""
    number: int
    """Number of resources read."""
    ignored: tuple[Item, ...] = ()
    """Differences that the baseline does not want to be shown."""
    left_out: tuple[LeftOut, ...] = ()
    unread: tuple[str, ...] = ()
    """What could not be told."""
    notes: tuple[str, ...] = ()
    unused: tuple[Decision, ...] = ()
    """Decisions about what differs no more."""

    @property
    def open(self) -> tuple[Item, ...]:
        """Differences that count."""
        return tuple(item for item in self.items if item.is_open)

    @property
    def recorded(self) -> tuple[Item, ...]:
        """Differences that are known and accepted."""
        return tuple(item for item in self.items if not item.is_open)

    @property
    def status(self) -> int:
        """The exit status of the command."""
        if self.unread:
            return UNTOLD
        return Ended.FOUND if self.open else CLEAN


def decided(stack: str, reading: Reading, baseline: Baseline, notes: Iterable[str] = ()) -> Report:
    """Returns the report of a reading, with the decisions of a baseline."""
    items: list[Item] = []
    ignored: list[Item] = []
    used = set()
    for finding in reading.findings:
        decision = _decision(stack, finding, baseline)
        used.add(id(decision))
        hidden = decision is not None and decision.decision == "ignore"
        (ignored if hidden else items).append(Item(finding, decision))
    return Report(
        stack,
        tuple(items),
        reading.number,
        ignored=tuple(ignored),
        left_out=reading.left_out,
        unread=reading.unread,
        notes=(*reading.notes, *notes),
        unused=tuple(
            each for each in baseline.drift if id(each) not in used and each.is_for(stack)
        ),
    )


def _decision(stack: str, finding: Finding, baseline: Baseline) -> Decision | None:
    return next(
        (
            each
            for each in baseline.drift
            if each.covers(stack=stack, names=finding.names, path=finding.path)
        ),
        None,
    )


def as_json(report: Report) -> dict[str, Any]:
    """Returns the report for machines."""
    return {
        "stack": report.stack,
        "status": report.status,
        "read": report.number,
        "differences": [_plain(item) for item in report.items],
        "ignored": len(report.ignored),
        "leftOut": [{**each.finding.plain(), "reason": each.reason} for each in report.left_out],
        "unread": list(report.unread),
        "notes": list(report.notes),
        "unusedDecisions": [each.model_dump(mode="json") for each in report.unused],
    }


def _plain(item: Item) -> dict[str, Any]:
    decision = item.decision
    return {
        **item.finding.plain(),
        "decision": decision.model_dump(mode="json") if decision else None,
        "changedBy": item.changed_by or None,
    }


def count(report: Report) -> str:
    """Returns the result in one line."""
    parts = list(_counts(report))
    if report.unread:
        parts.insert(0, "could not be told completely")
    return ", ".join(parts) or "nothing differs from what was declared"


def _counts(report: Report) -> Iterator[str]:
    if report.open:
        yield counted(len(report.open))
    if number := len(report.recorded):
        yield f"{number} recorded"
    if report.ignored:
        yield f"{len(report.ignored)} ignored"
