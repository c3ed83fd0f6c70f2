"""What differs between two values of a resource's inputs, property by property.

Of a list whose entries have an identity (a container, a variable, a statement, a rule), an entry is
compared with its own earlier self, wherever it stood.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.values import SIGNATURE, UNKNOWN

ABSENT = object()
"""Stands for a property that one side does not have."""

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
)
"""Members by which AWS tells the entries of a list apart, the most telling first."""


@dataclass(frozen=True)
class Difference:
    """One property of a resource that is not what it was."""

    path: str
    """As Pulumi writes paths, `tags["a.b"][0]`, with the identity of a list's entry where it has
    one: `environment[LOG_LEVEL].value`. A resource option is in parentheses."""
    old: Any
    new: Any


def between(path: str, old: Any, new: Any, *, loose: bool) -> Iterator[Difference]:
    """The properties that differ. Where `loose`, a value that is not known yet may be any."""
    if old == new or (loose and _may_be_equal(old, new)):
        return
    old_content, new_content = opened(old), opened(new)
    match old_content, new_content:
        case dict(), dict():
            # The new side's order, then what is gone.
            for key in [*new_content, *(key for key in old_content if key not in new_content)]:
                sides = old_content.get(key, ABSENT), new_content.get(key, ABSENT)
                if ABSENT in sides and key == "hash" and SIGNATURE in new_content:
                    continue  # the checksum of a file that only one side could read
                yield from between(_member(path, key), *sides, loose=loose)
        case list(), list() if _holds_mappings(old_content) or _holds_mappings(new_content):
            for label, before, after in _paired(old_content, new_content):
                yield from between(f"{path}[{label}]", before, after, loose=loose)
        case _:
            yield Difference(path, old, new)


def _paired(old: list[Any], new: list[Any]) -> Iterator[tuple[str, Any, Any]]:
    """The entries of two lists, each with its counterpart and what tells it from the others."""
    if len(old) == len(new) == 1:
        # There is nothing to mistake it for, whatever it is called now.
        identity = _identity(old, new)
        label = old[0][identity] if identity and old[0][identity] == new[0][identity] else "0"
        yield label, old[0], new[0]
        return
    if identity := _identity(old, new):
        before = {str(each[identity]): each for each in old}
        after = {str(each[identity]): each for each in new}
        for label in [*after, *(label for label in before if label not in after)]:
            yield label, before.get(label, ABSENT), after.get(label, ABSENT)
        return
    # Without an identity, equal entries are the same ones; the others are paired by likeness.
    gone = [each for each in old if each not in new]
    come = [each for each in new if each not in old]
    alone = len(gone) == len(come) == 1
    for each in come:
        likest = max(gone, key=lambda other: _likeness(other, each), default=ABSENT)
        if likest is not ABSENT and (alone or _likeness(likest, each) > 0):
            gone.remove(likest)
            yield str(new.index(each)), likest, each
        else:
            yield str(new.index(each)), ABSENT, each
    for each in gone:
        yield str(old.index(each)), each, ABSENT


def _identity(old: Sequence[Any], new: Sequence[Any]) -> str | None:
    """The member that every entry of both sides has, and no two of a side alike."""
    if not all(isinstance(each, Mapping) for each in [*old, *new]):
        return None
    for member in _IDENTITIES:
        sides = [[each.get(member) for each in side] for side in (old, new)]
        if all(
            isinstance(value, str) and value != UNKNOWN for side in sides for value in side
        ) and all(len({str(value) for value in side}) == len(side) for side in sides):
            return member
    return None


def _likeness(one: Any, other: Any) -> int:
    """The number of members that two entries have in common."""
    if not isinstance(one, Mapping) or not isinstance(other, Mapping):
        return 0
    return sum(key in other and other[key] == value for key, value in one.items())


def _may_be_equal(old: Any, new: Any) -> bool:
    """Whether only what is not known yet tells them apart, also within a list of values."""
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return all(map(_may_be_equal, old, new))
    return old == new or UNKNOWN in (old, new)


def opened(value: Any) -> Any:
    """What a JSON text such as a policy holds; any other value as it is."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


def _holds_mappings(values: list[Any]) -> bool:
    return any(isinstance(value, dict) for value in values)


def _member(path: str, key: str) -> str:
    if not key.isidentifier():
        return f"{path}[{json.dumps(key)}]"
    return f"{path}.{key}" if path else key
