"""Many changes shown in few comparisons: each takes part in two or three, beside others each time.

A preview takes seconds, and there are hundreds of keys. The changes stand in a square or a cube,
and each layer of each of its directions is one edited environment. A difference in precisely one
layer of each direction belongs to the change where they cross: any other change of one of these
layers stands in another layer of some direction, and would show there too.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from config import CloudPlatform
from operations.plan.changes import Comparison
from tests.stacks import everything
from tests.stacks.everything import Edit

_MANY = 200
"""Number of changes from which on a cube takes fewer comparisons than a square, though more changes
stand in a layer and hide each other."""

Change = Sequence[Edit]
Trace = tuple[str, ...]
"""One difference: the resource, what happens to it, the property, and both values."""


def traces(found: Comparison) -> Iterator[Trace]:
    """Yields every difference of a comparison. That a resource changes at all says nothing: many
    keys make it change, and beside others they could seem to be one that does not."""
    for change in found.changes:
        if not change.differences:
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
    """Returns the members of each layer. What the checks refuse beside the earlier ones of a layer
    stands in none."""
    if not changes:
        return []
    directions = 3 if len(changes) >= _MANY else 2
    side = next(length for length in itertools.count(1) if length**directions >= len(changes))
    standing: Sequence[int] = range(len(changes))
    lines: list[list[int]] = []
    for direction in range(directions):
        within: list[list[int]] = [[] for _ in range(side)]
        for member in standing:
            within[_layer(member, side, direction)].append(member)
        taken = [_accepted(changes, line) for line in within]
        standing = sorted(itertools.chain(*taken))
        lines += taken
    crossing = set(standing)
    kept = [[member for member in line if member in crossing] for line in lines]
    return [line for line in kept if line]


def _layer(member: int, side: int, direction: int) -> int:
    """Returns the layer of a member in one direction. Neighbours, which are of one section and may
    hide each other, share no layer."""
    across, along, above = member % side, member // side % side, member // side**2
    return (across, along + 2 * across, above + along + 4 * across)[direction] % side


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
