"""Changes a resource in place: which operations make it what its new inputs say."""

from collections.abc import Mapping
from typing import Any

from emulator.mapping.row import Call, Row
from emulator.mapping.tagging import TAGGING
from emulator.request import Inputs
from emulator.resource_calls import ResourceCalls
from emulator.scalars import Mismatch

_WHOLE = ("Put", "Set", "Register", "Create", "Add")
"""How operations begin that replace all that they cover: they get every input, changed or not."""


def changed(old: Inputs, new: Inputs) -> frozenset[str]:
    """The names of the inputs that differ."""
    return frozenset(name for name in {*old, *new} if old.get(name) != new.get(name))


def apply(calls: ResourceCalls, row: Row, old: Inputs) -> None:
    """Makes the calls for every input that differs. Raises Mismatch if AWS has none for one."""
    left = set(changed(old, calls.inputs)) - row.local - {"region"}
    tagging = row.retag or TAGGING.get(row.service)
    if "tags" in left and tagging:
        _retag(calls, tagging, old)
        left -= {"tags"}
    for call in row.also:
        if left & set(call.takes):
            inputs = {name: calls.inputs.get(name) for name in call.takes}
            calls.make(call, _given(inputs))
            left -= set(call.takes)
    for call in row.update:
        left -= _update(calls, call, row, left)
    if left:
        raise Mismatch(f"{min(left)}: AWS has no operation that changes it; replace the resource")


def _update(calls: ResourceCalls, call: Call, row: Row, left: set[str]) -> set[str]:
    own = {name for other in row.also for name in other.takes} | row.local | {"region", "tags"}
    is_whole = call.whole or (call.operation.startswith(_WHOLE) and not call.each)
    wanted = set(call.takes) or (set(calls.inputs) - own if is_whole else set(left))
    if not wanted & left:
        return set()
    inputs = _given({name: calls.inputs.get(name) for name in wanted})
    if call.each:
        for name, value in inputs.items():
            text = str(value).lower() if isinstance(value, bool) else str(value)
            named = {"AttributeName": name[:1].upper() + name[1:], "AttributeValue": text}
            calls.make(Call(call.operation, {**call.fixed, **named}), {})
        return wanted
    return calls.take(call, inputs, only_if=left)


def _retag(calls: ResourceCalls, tagging: tuple[Call, Call], old: Inputs) -> None:
    add, remove = tagging
    before, after = old.get("tags") or {}, calls.inputs.get("tags") or {}
    if gone := sorted(set(before) - set(after)):
        calls.make(remove, {"tagKeys": gone})
    if new := {key: value for key, value in after.items() if before.get(key) != value}:
        calls.make(add, {"tags": new})


def _given(inputs: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in inputs.items() if value is not None}
