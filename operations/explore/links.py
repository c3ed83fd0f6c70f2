"""Links between resources: references that the engine knows, and physical names that a value
repeats."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from operations.explore.entries import Entry
from operations.plan import opened

_NAMED_BY = ("id", "arn", "name", "identifier", "bucket", "url", "userId", "userGroupId")
"""Inputs and outputs by whose value others say which resource they mean."""
_TELLING = frozenset("-/:.")
"""Characters of physical names. A word without any, such as `database`, means many things."""


class Links:
    """Every resource that the inputs of another one name."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._by_urn = {entry.urn: number for number, entry in enumerate(entries)}
        self.names = _names(entries)
        self._entries = entries

    def of(self, entry: Entry) -> list[int]:
        """Returns the numbers of the resources that a resource needs."""
        own = self._by_urn[entry.urn]
        found = [self._by_urn[urn] for urn in entry.before]
        found += [self.names[text] for text in texts(entry.resource.inputs) if text in self.names]
        return [number for number in dict.fromkeys(found) if number != own]

    def used_names(self) -> dict[str, int]:
        """Returns the physical names that occur in inputs, each with the number of its resource."""
        used = {text for entry in self._entries for text in texts(entry.resource.inputs)}
        return {text: number for text, number in self.names.items() if text in used}


def _names(entries: Sequence[Entry]) -> dict[str, int]:
    """Returns the number of the resource that each physical name means. A bucket's name is the ID
    of each part of its configuration too, and of those the type with the shortest name owns it."""
    claims: dict[str, set[int]] = {}
    for number, entry in enumerate(entries):
        for values in (entry.resource.inputs, entry.resource.outputs):
            for key in _NAMED_BY:
                value = values.get(key)
                if isinstance(value, str) and "${" not in value and _TELLING & set(value):
                    claims.setdefault(value, set()).add(number)
    found = {}
    for value, numbers in claims.items():
        shortest = min(len(entries[number].resource.kind) for number in numbers)
        owners = [each for each in numbers if len(entries[each].resource.kind) == shortest]
        if len(owners) == 1:
            found[value] = owners[0]
    return found


def texts(value: Any) -> Iterator[str]:
    """Yields every text inside of a value, also of JSON within a text."""
    content = opened(value)
    if isinstance(content, Mapping):
        for item in content.values():
            yield from texts(item)
    elif isinstance(content, list | tuple):
        for item in content:
            yield from texts(item)
    elif isinstance(content, str):
        yield content
