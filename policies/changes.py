"""Violations that a change brings, for whoever reviews it."""

from collections.abc import Mapping, Sequence
from typing import Any

from policies import waivers
from policies.judging import Violation, judge_document
from policies.waivers import Waiver


def worsened(
    before: Mapping[str, Any], after: Mapping[str, Any], accepted: Sequence[Waiver] = ()
) -> tuple[Violation, ...]:
    """Returns the violations that the second of two documents adds, and those that are worse there,
    without those that are accepted. What neither side knows is on neither list."""
    stood: dict[tuple[str, str, str], list[float]] = {}
    for each in judge_document(before).violations:
        stood.setdefault(each.identity, []).append(each.fault.size)
    found: list[Violation] = []
    for each in waivers.apply(judge_document(after).violations, accepted).open:
        # Two statements may have one name; each of them answers for one only.
        as_bad = [size for size in stood.get(each.identity, ()) if size >= each.fault.size]
        if as_bad:
            stood[each.identity].remove(min(as_bad))
        else:
            found.append(each)
    return tuple(found)
