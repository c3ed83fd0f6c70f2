"""Changes a resource in place, by the operations that give it its new inputs."""

import contextlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from aws_account.mapping import TAGGING, Call, Row
from aws_account.requests import Inputs
from aws_account.resources.resource_calls import ResourceCalls
from aws_account.spelling import Mismatch

_WHOLE = ("Put", "Set", "Register", "Create", "Add")
"""Beginnings of the names of operations that replace everything they cover. They get every input,
changed or not."""


def changed(old: Inputs, new: Inputs) -> frozenset[str]:
    """Returns the names of the inputs that differ."""
    return frozenset(name for name in {*old, *new} if old.get(name) != new.get(name))


def with_kept(row: Row, old: Inputs, new: Inputs) -> dict[str, Any]:
    """Returns the new inputs, and those that are no longer given but keep their value."""
    stay = {name for name in row.kept & old.keys() if new.get(name) is None}
    return {**new, **{name: old[name] for name in stay}}


def apply(calls: ResourceCalls, row: Row, old: Inputs) -> None:
    """Makes the calls for every input that differs. Raises Mismatch if AWS has no call for one."""
    left = set(changed(old, calls.inputs)) - row.local - {"region"}
    tagging = row.retag or TAGGING.get(row.service)
    if "tags" in left and tagging:
        _retag(calls, tagging, old)
        left -= {"tags"}
    for call in row.also:
        if left & set(call.takes) and not call.singly:
            inputs = {name: calls.inputs.get(name) for name in call.takes}
            calls.make(call, _given(inputs))
            left -= set(call.takes)
    done: set[str] = set()
    for call in row.update:
        # One call may add entries of a list, and another one remove some.
        seen = left if call.adds or call.removes else left - done
        done |= _update(calls, call, row, seen, old)
    left -= done
    # A value that can be changed but not removed stays, as it does with the provider.
    left -= {name for name in left if calls.inputs.get(name) is None}
    if left:
        raise Mismatch(f"{min(left)}: AWS has no operation that changes it; replace the resource")


def _update(calls: ResourceCalls, call: Call, row: Row, left: set[str], old: Inputs) -> set[str]:
    if call.adds or call.removes:
        return _add_and_remove(calls, call, left, old)
    also = (other for other in row.also if not other.singly)
    own = {name for other in also for name in other.takes} | row.local | {"region", "tags"}
    is_whole = call.whole or (call.operation.startswith(_WHOLE) and not call.each)
    wanted = set(call.takes) or ({*calls.inputs, *left} - own if is_whole else set(left))
    if not wanted & left:
        return set()
    inputs = _given({name: calls.inputs.get(name) for name in wanted})
    gone = (wanted & left) - set(inputs)
    if call.each:
        emptied = {name: _nothing(old[name]) for name in gone}
        # One of AWS's words cannot be emptied, and has no effect once the other values are gone.
        words = {key: text for key, text in emptied.items() if text not in (None, "")}
        _set_each(calls, call, inputs | words)
        return wanted
    if is_whole or call.takes:
        # The operation removes every value that it does not get.
        gone &= _fitting(calls, call, {name: old[name] for name in gone}) | set(call.takes)
        return calls.take(call, inputs, only_if=set(inputs) if gone else left) | gone
    emptied = _given({name: _nothing(old[name]) for name in gone})
    for name in emptied.keys() - _fitting(calls, call, emptied):
        del emptied[name]
    return calls.take(call, {**inputs, **emptied}, only_if=left)


def _fitting(calls: ResourceCalls, call: Call, inputs: Inputs) -> set[str]:
    """Returns the names of the inputs that an operation accepts with these values."""
    found = set()
    for name, value in inputs.items():
        with contextlib.suppress(Mismatch):
            found |= calls.places(call, {name: value})
    return found


def _set_each(calls: ResourceCalls, call: Call, inputs: Inputs) -> None:
    # The scope of a filter must be set before the filter.
    for name, value in sorted(inputs.items(), reverse=True):
        text = str(value).lower() if isinstance(value, bool) else str(value)
        named = {"AttributeName": name[:1].upper() + name[1:], "AttributeValue": text}
        calls.make(Call(call.operation, {**call.fixed, **named}), {})


def _add_and_remove(calls: ResourceCalls, call: Call, left: set[str], old: Inputs) -> set[str]:
    (name,) = call.takes
    if name not in left:
        return set()
    before, after = old.get(name) or [], calls.inputs.get(name) or []
    new = [item for item in after if item not in before]
    gone = [item for item in before if item not in after]
    for parameter, items in ((call.adds, new), (call.removes, gone)):
        if parameter and items:
            change = replace(call, rename={name: parameter})
            for each in [[item] for item in items] if call.singly else [items]:
                calls.make(change, {name: each})
    return {name}


def _nothing(value: Any) -> Any:
    """Returns the value that removes one of this kind. None if only AWS knows its default."""
    if isinstance(value, str):
        return "{}" if value.startswith("{") else ""
    if isinstance(value, bool):
        return False
    return [] if isinstance(value, list) else None


def _retag(calls: ResourceCalls, tagging: tuple[Call, Call], old: Inputs) -> None:
    add, remove = tagging
    before, after = old.get("tags") or {}, calls.inputs.get("tags") or {}
    if gone := sorted(set(before) - set(after)):
        calls.make(remove, {"tagKeys": gone})
    if new := {key: value for key, value in after.items() if before.get(key) != value}:
        calls.make(add, {"tags": new})


def _given(inputs: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in inputs.items() if value is not None}
