"""Differences between two values of a resource's inputs, property by property.

If the entries of a list have an identity (a container, a variable, a statement, a rule), an entry
is compared with its own earlier version, wherever it stood.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from engine.values import ABSENT, SIGNATURE, UNKNOWN, paired


@dataclass(frozen=True)
class Difference:
    """One property of a resource that differs from before."""

    path: str
    """Path as Pulumi writes it, `tags["a.b"][0]`, with the identity of a list's entry if it has
    one: `environment[LOG_LEVEL].value`. A resource option is in parentheses."""
    old: Any
    new: Any


def between(path: str, old: Any, new: Any, *, loose: bool) -> Iterator[Difference]:
    """Yields the properties that differ. With `loose`, a value that is not known yet may equal any
    other."""
    if old == new or (loose and _may_be_equal(old, new)):
        return
    old_content, new_content = opened(old), opened(new)
    match old_content, new_content:
        case dict(), dict():
            # The order is that of the new side; removed entries come last.
            for key in [*new_content, *(key for key in old_content if key not in new_content)]:
                sides = old_content.get(key, ABSENT), new_content.get(key, ABSENT)
                if ABSENT in sides and key == "hash" and SIGNATURE in new_content:
                    continue  # This is the checksum of a file that only one side could read.
                yield from between(_member(path, key), *sides, loose=loose)
        case list(), list() if _holds_mappings(old_content) or _holds_mappings(new_content):
            for label, before, after in paired(old_content, new_content):
                yield from between(f"{path}[{label}]", before, after, loose=loose)
        case _:
            yield Difference(path, old, new)


def _may_be_equal(old: Any, new: Any) -> bool:
    """Returns true if the values differ only where one is not known yet, also inside a list of
    values."""
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return all(map(_may_be_equal, old, new))
    return old == new or UNKNOWN in (old, new)


def opened(value: Any) -> Any:
    """Returns the content of a JSON text, such as a policy. Any other value is returned
    unchanged."""
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
