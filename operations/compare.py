"""What differs between two documents of `pulumi preview --json`."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from emulator.registration import STACK_TYPE
from emulator.values import SECRET_TEXT, SIGNATURE, UNKNOWN
from operations.document import Document
from operations.errors import OperationError

ABSENT = object()
"""Stands for a property that one side does not have."""

_OPTIONS = (
    "parent",
    "protect",
    "dependencies",
    "provider",
    "additionalSecretOutputs",
    "customTimeouts",
    "retainOnDelete",
    "deletedWith",
    "replaceWith",
    "ignoreChanges",
    "hideDiff",
    "replaceOnChanges",
    "replacementTrigger",
)
"""The options of a resource that a change is worth a reader's attention in."""


@dataclass(frozen=True)
class Difference:
    """One property of a resource that is not what it was."""

    path: str
    """As Pulumi writes paths, `tags["a.b"][0]`; a resource option is in parentheses."""
    old: Any
    new: Any


@dataclass(frozen=True)
class Change:
    """One resource that is not what it was."""

    kind: Literal["created", "updated", "deleted"]
    urn: str
    differences: tuple[Difference, ...] = ()

    @property
    def type(self) -> str:
        """The resource's type, without those of its parents."""
        return self.urn.split("::")[2].rpartition("$")[2]

    @property
    def name(self) -> str:
        """The resource's name."""
        return self.urn.split("::", 3)[3]


@dataclass(frozen=True)
class Comparison:
    """All that differs between two documents."""

    changes: tuple[Change, ...]
    unchanged: int


def compare(before: Document, after: Document, *, before_file: str) -> Comparison:
    """Compares what two previews want to exist. Raises OperationError if `before` is of another
    stack, or leaves out what its preview found unchanged."""
    old, new = _resources(before), _resources(after)
    _check_comparable(before, old, new, file=before_file)
    # Against a stack that exists, the CLI knows values which a first preview cannot.
    loose = _has_state(before) or _has_state(after)
    changes: list[Change] = []
    for urn, state in new.items():
        if urn not in old:
            changes.append(Change("created", urn))
        elif found := tuple(_differences(old[urn], state, loose=loose)):
            changes.append(Change("updated", urn, found))
    changes += [Change("deleted", urn) for urn in old if urn not in new]
    unchanged = len(new) - sum(change.kind != "deleted" for change in changes)
    return Comparison(tuple(changes), unchanged)


def _resources(document: Document) -> dict[str, Mapping[str, Any]]:
    """What is to exist, by URN: a step without a new state deletes."""
    return {step["urn"]: step["newState"] for step in document["steps"] if "newState" in step}


def _has_state(document: Document) -> bool:
    return any("oldState" in step for step in document["steps"])


def _check_comparable(
    before: Document, old: Mapping[str, Any], new: Mapping[str, Any], *, file: str
) -> None:
    summary = before.get("changeSummary") or {}
    shown = sum(step.get("op") == "same" for step in before["steps"])
    missing = summary.get("same", 0) - shown
    if missing > 0:
        raise OperationError(
            f"leaves out {missing} unchanged resources, so it cannot be compared with",
            file=file,
            remedy="write it with `pulumi preview --json --show-sames`",
        )
    stacks = [{urn for urn in found if STACK_TYPE in urn} for found in (old, new)]
    if stacks[0] != stacks[1] and all(stacks):
        names = [urns.pop().rpartition("::")[2] for urns in stacks]
        raise OperationError(f"is of {names[0]}, and this is {names[1]}", file=file)


def _differences(
    old: Mapping[str, Any], new: Mapping[str, Any], *, loose: bool
) -> Iterator[Difference]:
    inputs = [_chosen(state.get("inputs", {})) for state in (old, new)]
    yield from _between("", inputs[0], inputs[1], loose=loose)
    for option in _OPTIONS:
        values = [_option(option, state.get(option, ABSENT)) for state in (old, new)]
        yield from _between_options(f"({option})", *values)


def _between_options(path: str, old: Any, new: Any) -> Iterator[Difference]:
    if not isinstance(old, list) and not isinstance(new, list):
        if old != new:
            yield Difference(path, old, new)
        return
    # Lists of options have no order, and each entry stands for itself.
    before, after = ([] if side is ABSENT else side for side in (old, new))
    for item in before:
        if item not in after:
            yield Difference(path, item, ABSENT)
    for item in after:
        if item not in before:
            yield Difference(path, ABSENT, item)


def _chosen(value: Any) -> Any:
    """A value without what the provider filled in: the CLI lists those keys in `__defaults`."""
    if isinstance(value, dict):
        filled_in = {"__defaults", *(value.get("__defaults") or ())}
        return {key: _chosen(item) for key, item in value.items() if key not in filled_in}
    return [_chosen(item) for item in value] if isinstance(value, list) else value


def _option(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return [_option(name, item) for item in value]
    if not isinstance(value, str) or not value.startswith("urn:"):
        return value
    # All URNs of a document start alike. A provider's ID is not known at first, and random later.
    urn = value.rpartition("::")[0] if name == "provider" else value
    return urn.split("::", 2)[-1]


def _between(path: str, old: Any, new: Any, *, loose: bool) -> Iterator[Difference]:
    if old == new or (loose and _may_be_equal(old, new)):
        return
    old_content, new_content = _content(old), _content(new)
    match old_content, new_content:
        case dict(), dict():
            # The new side's order, then what is gone.
            for key in [*new_content, *(key for key in old_content if key not in new_content)]:
                sides = old_content.get(key, ABSENT), new_content.get(key, ABSENT)
                if ABSENT in sides and key == "hash" and SIGNATURE in new_content:
                    continue  # the checksum of a file that only one side could read
                yield from _between(_member(path, key), *sides, loose=loose)
        case list(), list() if _holds_mappings(old_content) or _holds_mappings(new_content):
            for index in range(max(len(old_content), len(new_content))):
                sides = _at(old_content, index), _at(new_content, index)
                yield from _between(f"{path}[{index}]", *sides, loose=loose)
        case _:
            yield Difference(path, old, new)


def _may_be_equal(old: Any, new: Any) -> bool:
    """Whether only what is not known yet tells them apart, also within a list of values."""
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return all(map(_may_be_equal, old, new))
    return old == new or UNKNOWN in (old, new)


def _content(value: Any) -> Any:
    """What a JSON text such as a policy holds; any other value as it is."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


def _holds_mappings(values: list[Any]) -> bool:
    return any(isinstance(value, dict) for value in values)


def _at(values: list[Any], index: int) -> Any:
    return values[index] if index < len(values) else ABSENT


def _member(path: str, key: str) -> str:
    if not key.isidentifier():
        return f"{path}[{json.dumps(key)}]"
    return f"{path}.{key}" if path else key


def shown(value: Any) -> str:
    """A value as text for people; what is secret or not known says so."""
    if value is ABSENT:
        return "(none)"
    text = json.dumps(value, ensure_ascii=False)
    return text.replace(f'"{UNKNOWN}"', "known after up").replace(f'"{SECRET_TEXT}"', SECRET_TEXT)


def shown_pair(difference: Difference) -> tuple[str, str]:
    """Both values as text. One that was or becomes secret is hidden on both sides."""
    old, new = shown(difference.old), shown(difference.new)
    if SECRET_TEXT not in old + new:
        return old, new
    return _hidden(old), _hidden(new)


def _hidden(text: str) -> str:
    if SECRET_TEXT in text:
        return SECRET_TEXT
    return text if text == shown(ABSENT) else "not secret"
