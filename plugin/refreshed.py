"""The resource as the account has it now, in the form in which the program declared it."""

import copy
import json
from collections.abc import Mapping, Sequence
from typing import Any

from aws_account.drift import ABSENT, Difference, Entry, Step, Steps, drift, found_value
from aws_account.requests import Inputs
from aws_account.resources import Resource

Change = tuple[Steps, Difference]
"""A difference, and the steps that are left to it."""


def refreshed(resource: Resource, answer: Mapping[str, Any]) -> tuple[Inputs, Inputs]:
    """Returns the inputs and outputs of a resource, changed where AWS's answer differs. A value
    that does not differ keeps its spelling, so an untouched account gives no change."""
    inputs = copy.deepcopy(dict(resource.inputs))
    outputs = copy.deepcopy(dict(resource.outputs))
    by_name: dict[str, list[Change]] = {}
    for difference in drift.changes(resource, answer, given_only=True):
        by_name.setdefault(str(difference.steps[0]), []).append((difference.steps, difference))
    for name, changes in by_name.items():
        if name == "tags":
            inputs, outputs = _with_tags(resource, answer, inputs, outputs)
        else:
            inputs = _put(inputs, changes)
            outputs[name] = inputs.get(name)
    return inputs, outputs


def _with_tags(
    resource: Resource, answer: Mapping[str, Any], inputs: Inputs, outputs: Inputs
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Returns inputs and outputs with the tags. All tags are an output; the ones that the provider
    does not add are the program's."""
    found = dict(found_value("tags", {}, answer, resource.row))
    declared, defaults = resource.inputs.get("tags") or {}, resource.default_tags
    own = {
        key: value for key, value in found.items() if key in declared or defaults.get(key) != value
    }
    return {**inputs, "tags": own}, {**outputs, "tags": own, "tagsAll": found}


def _put(value: Any, changes: Sequence[Change]) -> Any:
    """Returns the value with all differences of it applied. Those of one item of a list are applied
    together, because the item is found by what it was before."""
    if isinstance(value, str) and changes[0][0]:
        return json.dumps(_put(json.loads(value), changes))
    below: list[tuple[Step, list[Change]]] = []
    for steps, difference in changes:
        if not steps:
            value = _whole(value, difference)
            continue
        of_step = next((inner for step, inner in below if step == steps[0]), None)
        if of_step is None:
            below.append((steps[0], of_step := []))
        of_step.append((steps[1:], difference))
    for step, inner in below:
        value = _put_at(value, step, inner)
    return value


def _put_at(value: Any, step: Step, changes: Sequence[Change]) -> Any:
    """Returns the value with the differences of one of its parts applied."""
    if isinstance(step, Entry):
        # Several entries that AWS has besides are told apart by what was found alone.
        for steps, difference in changes:
            if not steps:
                value = _exchanged(value, step.declared, _known(difference.found))
        inner = [change for change in changes if change[0]]
        return _exchanged(value, step.declared, _put(step.declared, inner)) if inner else value
    block = dict(value or {})
    if any(not steps and difference.found == ABSENT for steps, difference in changes):
        block.pop(step, None)
        return block
    return {**block, step: _put(block.get(step), changes)}


def _whole(value: Any, difference: Difference) -> Any:
    """Returns what AWS has in place of the value."""
    found = _known(difference.found)
    if isinstance(value, list) and not isinstance(found, list):
        return _exchanged(value, difference.declared, found)
    return _like(found, text=isinstance(value, str))


def _exchanged(items: list[Any], old: Any, new: Any) -> list[Any]:
    """Returns a list with one of its items exchanged. ABSENT stands for no item."""
    left = list(items)
    place = left.index(old) if old in left else len(left)
    left[place : place + 1] = [] if new == ABSENT else [new]
    return left


def _known(value: Any) -> Any:
    """Returns a value of AWS's answer without the parts that it does not have."""
    if isinstance(value, Mapping):
        return {key: _known(item) for key, item in value.items() if item != ABSENT}
    return [_known(item) for item in value] if isinstance(value, list) else value


def _like(found: Any, *, text: bool) -> Any:
    """Returns a block as JSON text, if it was declared as text."""
    return json.dumps(found) if text and isinstance(found, dict | list) else found
