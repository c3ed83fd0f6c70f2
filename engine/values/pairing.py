"""Pairs the entries of two lists by the member that identifies them, wherever they stand."""

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from engine.values.values import UNKNOWN

ABSENT = object()
"""A mark for an entry that one side does not have."""

_IDENTITIES = (
    "name",
    "Name",
    "Sid",
    "sid",
    "id",
    "Id",
    "key",
    "Key",
    "originId",
    "pathPattern",
    "containerPath",
    "containerName",
    "metricName",
    "zone",
    "subnetId",
    "capacityProvider",
    "domainName",
    "arn",
    "errorCode",
)
"""Members by which AWS identifies the entries of a list, the most reliable first."""

Pair = tuple[str, Any, Any]
"""The text that identifies an entry, the entry before, and the entry after."""


def paired(
    old: Sequence[Any],
    new: Sequence[Any],
    *,
    same: Callable[[Any, Any], bool] = operator.eq,
    absent: Any = ABSENT,
) -> Iterator[Pair]:
    """Yields the entries of two lists, each with its counterpart, or with `absent` if it has
    none."""
    if len(old) == len(new) == 1:
        # A single entry on both sides is the same one, even if its name has changed.
        identity = _identity(old, new)
        label = old[0][identity] if identity and old[0][identity] == new[0][identity] else "0"
        yield _label(label), old[0], new[0]
    elif identity := _identity(old, new):
        before = {_label(each[identity]): each for each in old}
        after = {_label(each[identity]): each for each in new}
        for label in [*after, *(label for label in before if label not in after)]:
            yield label, before.get(label, absent), after.get(label, absent)
    else:
        yield from _by_likeness(old, new, same, absent)


def labels(values: Sequence[Any]) -> list[str]:
    """Returns the texts that identify the entries of a list, in its order."""
    return [label for label, *_ in paired(values, values)]


def _by_likeness(
    old: Sequence[Any], new: Sequence[Any], same: Callable[[Any, Any], bool], absent: Any
) -> Iterator[Pair]:
    """Pairs entries without an identity: equal entries first, then the others by likeness."""
    gone, come = list(enumerate(old)), []
    for index, each in enumerate(new):
        match = next((at for at, (_, other) in enumerate(gone) if same(other, each)), None)
        if match is None:
            come.append((index, each))
        else:
            del gone[match]
    alone = len(gone) == len(come) == 1
    for index, each in come:
        likest = max(gone, key=lambda pair: _likeness(pair[1], each, same), default=None)
        if likest is not None and (alone or _likeness(likest[1], each, same) > 0):
            gone.remove(likest)
            yield str(index), likest[1], each
        else:
            yield str(index), absent, each
    for index, each in gone:
        yield str(index), each, absent


def _identity(old: Sequence[Any], new: Sequence[Any]) -> str | None:
    """Returns the member that every entry of both sides has, with a different value in each entry
    of a side; None if there is no such member."""
    if not all(isinstance(each, Mapping) for each in [*old, *new]):
        return None
    for member in _IDENTITIES:
        sides = [[each.get(member) for each in side] for side in (old, new)]
        if all(
            isinstance(value, str | int | float) and value != UNKNOWN
            for side in sides
            for value in side
        ) and all(len({_label(value) for value in side}) == len(side) for side in sides):
            return member
    return None


def _label(value: Any) -> str:
    """Returns an identity as text: 403 is the same as the engine's 403.0."""
    return f"{value:g}" if isinstance(value, float) else str(value)


def _likeness(one: Any, other: Any, same: Callable[[Any, Any], bool]) -> int:
    """Returns the number of members that two entries have in common."""
    if not isinstance(one, Mapping) or not isinstance(other, Mapping):
        return 0
    return sum(key in other and same(other[key], value) for key, value in one.items())
