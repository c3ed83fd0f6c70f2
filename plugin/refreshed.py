"""The resource as the account has it now, in the form in which the program declared it."""

import copy
import json
from collections.abc import Mapping
from typing import Any

from aws_account.drift import ABSENT, Difference, Entry, Steps, drift, found_value
from aws_account.requests import Inputs
from aws_account.resources import Resource


def refreshed(resource: Resource, answer: Mapping[str, Any]) -> tuple[Inputs, Inputs]:
    """Returns the inputs and outputs of a resource, changed where AWS's answer differs. A value
    that does not differ keeps its spelling, so an untouched account gives no change."""
    inputs = copy.deepcopy(dict(resource.inputs))
    outputs = copy.deepcopy(dict(resource.outputs))
    for difference in drift.changes(resource, answer, given_only=True):
        name = str(difference.steps[0])
        if name == "tags":
            inputs, outputs = _with_tags(resource, answer, inputs, outputs)
        else:
            inputs = _put(inputs, difference.steps, difference)
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


def _put(value: Any, steps: Steps, difference: Difference) -> Any:
    """Returns the value with a difference applied."""
    if isinstance(value, str) and steps:
        return json.dumps(_put(json.loads(value), steps, difference))
    found = _known(difference.found)
    if not steps:
        if isinstance(value, list) and not isinstance(found, list):
            return _exchanged(value, difference.declared, found)
        return _like(found, text=isinstance(value, str))
    step, below = steps[0], steps[1:]
    if isinstance(step, Entry):
        old = step.declared
        return _exchanged(value, old, _put(old, below, difference) if below else found)
    block = dict(value or {})
    if not below and difference.found == ABSENT:
        block.pop(step, None)
        return block
    return {**block, step: _put(block.get(step), below, difference)}


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
