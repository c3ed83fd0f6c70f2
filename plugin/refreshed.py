"""A resource as the account has it now, in the form in which the program declared it."""

import copy
import json
from collections.abc import Mapping
from typing import Any

from aws_account.drift import ABSENT, Difference, drift, found_value
from aws_account.requests import Inputs
from aws_account.resources import Resource


def refreshed(resource: Resource, answer: Mapping[str, Any]) -> tuple[Inputs, Inputs]:
    """The inputs and outputs of a resource, with what AWS's answer says is different. What is as
    declared stays as it was written: an untouched account is no change."""
    inputs = copy.deepcopy(dict(resource.inputs))
    outputs = copy.deepcopy(dict(resource.outputs))
    for difference in drift.changes(resource, answer):
        name, *path = difference.path.split(".")
        if name == "tags":
            inputs, outputs = _with_tags(resource, answer, inputs, outputs)
        else:
            inputs = _put(inputs, [name, *path], difference)
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


def _put(value: Any, path: list[str], difference: Difference) -> Any:
    """The value with a difference applied. A path says nothing of places in lists: the item is
    meant that has what was declared."""
    if isinstance(value, str) and path:
        return json.dumps(_put(json.loads(value), path, difference))
    if isinstance(value, list) and (path or not isinstance(difference.declared, list)):
        meant = next((item for item in value if _at(item, path) == difference.declared), None)
        return [_put(item, path, difference) if item is meant else item for item in value]
    if not path:
        return _like(_known(difference.found), text=isinstance(value, str))
    block = dict(value or {})
    key = path[0] if path[0] in block else ".".join(path)
    below = path[1:] if path[0] in block else []
    if not below and difference.found == ABSENT:
        block.pop(key, None)
        return block
    return {**block, key: _put(block.get(key), below, difference)}


def _at(value: Any, path: list[str]) -> Any:
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _known(value: Any) -> Any:
    """A value of AWS's without what it does not have."""
    if isinstance(value, Mapping):
        return {key: _known(item) for key, item in value.items() if item != ABSENT}
    return [_known(item) for item in value] if isinstance(value, list) else value


def _like(found: Any, *, text: bool) -> Any:
    """A block as JSON text, where it was declared as such."""
    return json.dumps(found) if text and isinstance(found, dict | list) else found
