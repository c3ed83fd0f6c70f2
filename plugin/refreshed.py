"""A resource as the account has it now, in the form in which the program declared it."""

import copy
import json
from collections.abc import Mapping
from typing import Any

from aws_account.drift import ABSENT, Difference, Entry, Steps, drift, found_value
from aws_account.requests import Inputs
from aws_account.resources import Resource


def refreshed(resource: Resource, answer: Mapping[str, Any]) -> tuple[Inputs, Inputs]:
    """The inputs and outputs of a resource, with what AWS's answer says is different. What is as
    declared stays as it was written: an untouched account is no change."""
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
    """All tags are an output; those that the provider does not add are the program's."""
    found = dict(found_value("tags", {}, answer, resource.row))
    declared, defaults = resource.inputs.get("tags") or {}, resource.default_tags
    own = {
        key: value for key, value in found.items() if key in declared or defaults.get(key) != value
    }
    return {**inputs, "tags": own}, {**outputs, "tags": own, "tagsAll": found}


def _put(value: Any, steps: Steps, difference: Difference) -> Any:
    """The value with a difference applied."""
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
    """A list with one of its items exchanged; ABSENT stands for none."""
    left = list(items)
    place = left.index(old) if old in left else len(left)
    left[place : place + 1] = [] if new == ABSENT else [new]
    return left


def _known(value: Any) -> Any:
    """A value of AWS's without what it does not have."""
    if isinstance(value, Mapping):
        return {key: _known(item) for key, item in value.items() if item != ABSENT}
    return [_known(item) for item in value] if isinstance(value, list) else value


def _like(found: Any, *, text: bool) -> Any:
    """A block as JSON text, where it was declared as such."""
    return json.dumps(found) if text and isinstance(found, dict | list) else found
