"""Many changes shown in few comparisons: each takes part in two, beside other changes each time.

A preview takes a second, and there are hundreds of keys. The changes stand in a square, and each
row and each column is one edited environment. A difference in precisely one row and one column
belongs to the change where they cross: any other change in that row stands in another column, and
would show there too.
"""

import itertools
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from config import CloudPlatform
from operations.plan.changes import Comparison
from tests.stacks import everything
from tests.stacks.everything import Edit

Change = Sequence[Edit]
Trace = tuple[str, ...]
"""One difference: the resource, what happens to it, the property, and both values."""


def traces(found: Comparison) -> Iterator[Trace]:
    """Yields every difference of a comparison."""
    for change in found.changes:
        yield change.urn, change.kind
        for difference in change.differences:
            yield change.urn, difference.path, repr(difference.old), repr(difference.new)


def own_traces(changes: Sequence[Change]) -> Mapping[int, frozenset[Trace]]:
    """Returns the differences that belong to each change alone, by its position."""
    lines = _lines(changes)
    seen: dict[Trace, set[int]] = defaultdict(set)
    for number, line in enumerate(lines):
        edited = _together(changes, line)
        assert edited, "the checks took more than this line before"
        for trace in traces(everything.compared(edited)):
            seen[trace].add(number)
    owners = {
        frozenset(number for number, line in enumerate(lines) if member in line): member
        for line in lines
        for member in line
    }
    own: dict[int, set[Trace]] = defaultdict(set)
    for trace, numbers in seen.items():
        if (member := owners.get(frozenset(numbers))) is not None:
            own[member].add(trace)
    return {member: frozenset(found) for member, found in own.items()}


def _lines(changes: Sequence[Change]) -> list[list[int]]:
    """Returns the members of each row and column. What the checks refuse beside the earlier ones of
    a line stands in none."""
    if not changes:
        return []
    side = math.isqrt(len(changes) - 1) + 1
    members = range(len(changes))
    rows = [_accepted(changes, members[number::side]) for number in range(side)]
    within: list[list[int]] = [[] for _ in range(side)]
    for member in sorted(itertools.chain(*rows)):
        # Neighbours, which are of one section and may hide each other, share no line.
        within[(member // side + 2 * member) % side].append(member)
    columns = [_accepted(changes, line) for line in within]
    crossing = {member for line in columns for member in line}
    rows = [[member for member in line if member in crossing] for line in rows]
    return [line for line in (*rows, *columns) if line]


def _accepted(
    changes: Sequence[Change], members: Sequence[int], beside: Sequence[int] = ()
) -> list[int]:
    """Returns the members that the checks accept together, and beside others."""
    if _together(changes, [*beside, *members]):
        return [*members]
    if len(members) < 2:
        return []
    half = len(members) // 2
    first = _accepted(changes, members[:half], beside)
    return [*first, *_accepted(changes, members[half:], [*beside, *first])]


def _together(changes: Sequence[Change], members: Sequence[int]) -> CloudPlatform | None:
    return everything.platform(edit for member in members for edit in changes[member])
