"""Comparison of AWS's values with the declared ones, value by value."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from aws_account.drift.reading import ABSENT, Whole, is_choice
from aws_account.drift.tables import AtDefault
from engine.values import paired

_NOTHING: tuple[Any, ...] = (None, False, "", [], {}, ABSENT)

_ON, _OFF = ("true", "enabled", "on", "yes"), ("false", "disabled", "off", "no")
"""Words by which AWS says that a switch is on or off."""


@dataclass(frozen=True)
class Entry:
    """Step into a list, to one of its entries."""

    label: str
    declared: Any
    """The entry as it was declared. ABSENT if it was added."""

    def __str__(self) -> str:
        return f"[{self.label}]"


Step = str | Entry
Steps = tuple[Step, ...]


@dataclass(frozen=True)
class Unequal:
    """One value that differs from its declaration."""

    steps: Steps
    declared: Any
    found: Any

    @property
    def path(self) -> str:
        """The value's place for people: `parameters[log_statement].value`."""
        text = ""
        for step in self.steps:
            plain = isinstance(step, Entry) or step.isidentifier()
            joined = str(step) if plain else f"[{json.dumps(step)}]"
            text += f".{joined}" if text and not joined.startswith("[") else joined
        return text

    @property
    def kind(self) -> str:
        """The value's place without positions in lists, as the mapping table writes paths."""
        return ".".join(step for step in self.steps if isinstance(step, str))


def unequal(
    declared: Any, found: Any, steps: Steps = (), *, whole: bool = False
) -> Iterator[Unequal]:
    """Yields the differences between a declared value and AWS's, each with its place."""
    if same(declared, found, whole=whole):
        return
    whole = whole or _are_documents(declared, found)
    declared, found = _parsed(_plain(declared)), _parsed(found)
    if is_choice(declared) and isinstance(found, Mapping):
        yield Unequal(steps, declared, found)
    elif isinstance(declared, Mapping) and isinstance(found, Mapping):
        whole = whole or isinstance(found, Whole)
        for key in sorted({*declared, *found}):
            old, new = declared.get(key, ABSENT), found.get(key, ABSENT)
            yield from unequal(old, new, (*steps, key), whole=whole)
    elif isinstance(declared, list) and isinstance(found, list) and _holds_blocks(declared, found):
        pairs = paired(
            declared, found, same=lambda old, new: same(old, new, whole=whole), absent=ABSENT
        )
        for label, old, new in pairs:
            at = (*steps, Entry(label, _given(old)))
            if ABSENT in (old, new):
                yield Unequal(at, _given(old), _present(new))
            else:
                yield from unequal(old, new, at, whole=whole)
    elif isinstance(declared, list) and isinstance(found, list):
        yield from _items(declared, found, steps)
    else:
        yield Unequal(steps, _given(declared), _typed(declared, found))


def same(declared: Any, found: Any, *, whole: bool = False) -> bool:
    """Returns true if AWS has the declared value. The order in lists, spaces in JSON and the types
    of scalars do not matter. With `whole`, AWS must have nothing more."""
    whole = whole or _are_documents(declared, found)
    declared, found = _parsed(declared), _parsed(found)
    if isinstance(declared, AtDefault):
        if declared.value is None:
            return _is_nothing(found)
        return found in (None, ABSENT) or same(declared.value, found)
    if declared in (None, ABSENT) or found == ABSENT:
        # AWS leaves out a value that is switched off.
        return (found == ABSENT or not whole) and declared in _NOTHING
    if is_choice(declared) and isinstance(found, Mapping):
        return set(declared) <= {key for key, item in found.items() if item != ABSENT}
    if isinstance(declared, Mapping) and isinstance(found, Mapping):
        whole = whole or isinstance(found, Whole)
        return all(
            same(declared.get(key), found.get(key, ABSENT), whole=whole)
            for key in {*declared, *found}
        )
    if isinstance(declared, list) or isinstance(found, list):
        return _same_lists(_listed(declared), _listed(found), whole=whole)
    if isinstance(found, bool) and isinstance(declared, str):
        # Pulumi writes a switch that may be absent as text.
        declared = {"true": True, "false": False}.get(declared, declared)
    if isinstance(declared, bool):
        return str(found).lower() in (_ON if declared else _OFF)
    return _scalar(declared) == _scalar(found)


def _same_lists(declared: list[Any], found: list[Any], *, whole: bool) -> bool:
    left = list(found)
    for item in declared:
        match = next((at for at, each in enumerate(left) if same(item, each, whole=whole)), None)
        if match is None:
            return False
        del left[match]
    return not left


def _items(declared: list[Any], found: list[Any], steps: Steps) -> Iterator[Unequal]:
    """Yields the entries that only one of two lists has. An entry in place of another is one
    change."""
    left = list(found)
    gone = []
    for item in declared:
        match = next((index for index, other in enumerate(left) if same(item, other)), None)
        if match is None:
            gone.append(item)
        else:
            del left[match]
    for index in range(max(len(gone), len(left))):
        old = gone[index] if index < len(gone) else ABSENT
        new = left[index] if index < len(left) else ABSENT
        yield Unequal(steps, old, new)


def _is_nothing(found: Any) -> bool:
    """Returns true if a value, and everything in it, is off, empty or absent."""
    if isinstance(found, Mapping):
        return all(_is_nothing(item) for item in found.values())
    if isinstance(found, list):
        return all(_is_nothing(item) for item in found)
    return found in _NOTHING or str(found).lower() in ("0", "none", *_OFF)


def _given(declared: Any) -> Any:
    """Returns a declared value without the parts that only AWS adds."""
    if isinstance(declared, Mapping):
        given = {name: _given(item) for name, item in declared.items()}
        return {
            name: item for name, item in given.items() if not isinstance(declared[name], AtDefault)
        }
    return [_given(item) for item in declared] if isinstance(declared, list) else declared


def _present(found: Any) -> Any:
    """Returns a value that was added without the members that others beside it have."""
    if isinstance(found, Mapping):
        return {name: _present(item) for name, item in found.items() if item != ABSENT}
    return [_present(item) for item in found] if isinstance(found, list) else found


def _plain(declared: Any) -> Any:
    if isinstance(declared, AtDefault):
        return ABSENT if declared.value is None else declared.value
    return declared


def _typed(declared: Any, found: Any) -> Any:
    """Returns the found value in the type of the declared one, because some of AWS's answers are
    all text."""
    if isinstance(found, str) and isinstance(declared, bool):
        return found.lower() in _ON
    if isinstance(found, str) and isinstance(declared, int) and found.isdigit():
        return int(found)
    return found


def _holds_blocks(*sides: list[Any]) -> bool:
    return any(isinstance(item, Mapping) for side in sides for item in side)


def _listed(value: Any) -> list[Any]:
    if value == ABSENT:
        return []
    return value if isinstance(value, list) else [value]


def _are_documents(declared: Any, found: Any) -> bool:
    """Returns true for two texts in JSON. AWS keeps such a text as it was given and adds nothing,
    so a key that was not declared is somebody's."""
    return isinstance(declared, str) and isinstance(found, str) and found[:1] in ("{", "[")


def _parsed(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _scalar(value: Any) -> str:
    text = str(value)
    try:
        return str(float(text))
    except ValueError:
        return text.rstrip(".")
