"""Differences between two documents of `pulumi preview --json`."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from engine import STACK_TYPE
from engine.values import ABSENT, SECRET_TEXT, UNKNOWN
from operations.errors import OperationError
from operations.plan import consequences, standing
from operations.plan.changes import Change, Comparison
from operations.plan.differences import Difference, between
from operations.plan.document import Document, check_whole, references
from operations.plan.ignored import is_ignored

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
"""Resource options whose change is worth a reader's attention."""


def compare(before: Document, after: Document, *, before_file: str) -> Comparison:
    """Compares the resources of two previews. Raises OperationError if `before` is of another
    stack, or leaves out resources that its preview found unchanged."""
    # If one side has a reference for a value, the other side must not have it as unknown.
    readable = bool(references(before)) and bool(references(after))
    old, new = (_resources(side, readable=readable) for side in (before, after))
    _check_comparable(before, old, new, file=before_file)
    # For a stack that exists, the CLI knows values that a first preview cannot know.
    loose = _has_state(before) or _has_state(after)
    found = {
        urn: tuple(_differences(old[urn], state, loose=loose))
        for urn, state in new.items()
        if urn in old
    }
    changes = [Change("created", urn) for urn in new if urn not in old]
    changes += consequences.judged(found, old, new)
    changes += [consequences.deleted(urn, old[urn]) for urn in old if urn not in new]
    gone = sum(change.kind == "deleted" for change in changes)
    return Comparison(
        changes=tuple(sorted(changes, key=lambda change: change.rank)),
        unchanged=len(new) - len(changes) + gone,
        unreadable=sum(_unreadable(old[urn], state) for urn, state in new.items() if urn in old),
        encrypted=sum(map(_encrypted, old.values())) if standing.outputs(before) else 0,
        before=old,
        after=new,
    )


def _unreadable(old: Mapping[str, Any], new: Mapping[str, Any]) -> int:
    """Returns the inputs of a resource that are not known on either side."""
    before, after = old.get("inputs", {}), new.get("inputs", {})
    return sum(
        UNKNOWN in json.dumps(value) and UNKNOWN in json.dumps(before.get(name))
        for name, value in after.items()
    )


def _encrypted(state: Mapping[str, Any]) -> int:
    """Returns the number of inputs of a resource that hold a secret."""
    return sum(SECRET_TEXT in json.dumps(value) for value in state.get("inputs", {}).values())


def _resources(document: Document, *, readable: bool) -> dict[str, Mapping[str, Any]]:
    """Returns the resources that are to exist, by URN. A step without a new state deletes."""
    known = references(document) if readable else {}
    return {
        step["urn"]: _with_references(step["newState"], known.get(step["urn"], {}))
        for step in document["steps"]
        if "newState" in step
    }


def _with_references(state: Mapping[str, Any], known: Mapping[str, Any]) -> Mapping[str, Any]:
    if not known:
        return state
    return {**state, "inputs": {**state.get("inputs", {}), **known}}


def _has_state(document: Document) -> bool:
    return any("oldState" in step for step in document["steps"])


def _check_comparable(
    before: Document, old: Mapping[str, Any], new: Mapping[str, Any], *, file: str
) -> None:
    check_whole(before, file=file)
    stacks = [{urn for urn in found if STACK_TYPE in urn} for found in (old, new)]
    if stacks[0] != stacks[1] and all(stacks):
        names = [urns.pop().rpartition("::")[2] for urns in stacks]
        raise OperationError(
            f"is a document of {names[0]}, and this preview is of {names[1]}", file=file
        )


def _differences(
    old: Mapping[str, Any], new: Mapping[str, Any], *, loose: bool
) -> Iterator[Difference]:
    inputs = [_chosen(state.get("inputs", {})) for state in (old, new)]
    ignored = new.get("ignoreChanges") or ()
    for each in between("", inputs[0], inputs[1], loose=loose):
        if not is_ignored(each.path, ignored):
            yield each
    for option in _OPTIONS:
        values = [_option(option, state.get(option, ABSENT)) for state in (old, new)]
        yield from _between_options(f"({option})", *values)


def _between_options(path: str, old: Any, new: Any) -> Iterator[Difference]:
    if not isinstance(old, list) and not isinstance(new, list):
        if old != new:
            yield Difference(path, old, new)
        return
    # Lists of options have no order, so each entry is compared by itself.
    before, after = ([] if side is ABSENT else side for side in (old, new))
    for item in before:
        if item not in after:
            yield Difference(path, item, ABSENT)
    for item in after:
        if item not in before:
            yield Difference(path, ABSENT, item)


def _chosen(value: Any) -> Any:
    """Returns a value without the keys that the provider filled in, which the CLI lists in
    `__defaults`."""
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


def shown(value: Any) -> str:
    """Returns a value as text for people. It says if a value is secret or not known."""
    if value is ABSENT:
        return "(none)"
    text = json.dumps(value, ensure_ascii=False)
    return text.replace(f'"{UNKNOWN}"', "known after up").replace(f'"{SECRET_TEXT}"', SECRET_TEXT)


def shown_pair(difference: Difference) -> tuple[str, str]:
    """Returns both values as text. One that was or becomes secret is hidden on both sides."""
    old, new = shown(difference.old), shown(difference.new)
    if SECRET_TEXT not in old + new:
        return old, new
    return _hidden(old), _hidden(new)


def _hidden(text: str) -> str:
    if SECRET_TEXT in text:
        return SECRET_TEXT
    return text if text == shown(ABSENT) else "not secret"
