"""Finds the values of a resource's inputs in AWS's answer: the reverse of `request.py`.

The search follows the declared inputs, so values that AWS adds by itself are no difference.
"""

import json
from collections.abc import Mapping
from typing import Any

from aws_account.mapping import Row
from aws_account.requests import Rules, search
from aws_account.spelling import spelling

ABSENT = "(nothing)"
"""Mark for a value that AWS does not have."""

_TAGS = ("Tags", "tags", "TagList", "TagSet")

_CHOSEN = ("variables", "dimensions")
"""Maps whose keys the program chooses."""


def is_choice(declared: Any) -> bool:
    """Returns true for a block that only says which of several things happens: `{"allow": {}}`."""
    return isinstance(declared, Mapping) and list(declared.values()) == [{}]


class Whole(dict[str, Any]):
    """Map that holds everything AWS has, so a key that was not declared is a difference too."""


def found_value(name: str, declared: Any, answer: Mapping[str, Any], row: Row) -> Any:
    """Returns the value of an input, in the form in which it was declared. ABSENT if there is
    none."""
    rules = Rules(_nouns(row), row.rename)
    if name == "tags" and not isinstance(declared, list):
        return _tags(answer)
    if name in row.found:
        return _shown(declared, search(row.found[name], answer), rules.inside(name), name)
    attributes = _listed_attributes(answer)
    keys = {path: key for call in row.also for path, key in call.attributes.items()}
    if name in keys:
        return attributes.get(keys[name], ABSENT)
    below = {path: key for path, key in keys.items() if path.startswith(f"{name}.")}
    if below:
        return {path.partition(".")[2]: attributes.get(key) for path, key in below.items()}
    return _member(name, declared, answer, rules)


def _nouns(row: Row) -> tuple[str, ...]:
    return spelling.nouns(row.create.operation)


def _tags(answer: Mapping[str, Any]) -> Any:
    """Returns the tags as a map, whatever their form in the answer. AWS's own tags are left out."""
    given = next((answer[key] for key in _TAGS if answer.get(key)), None) or {}
    given = given.get("Items", given) if isinstance(given, Mapping) else given
    tags = _pairs(given) if isinstance(given, list) else given
    own = {key: value for key, value in (tags or {}).items() if not key.startswith("aws:")}
    return Whole(own)


def _listed_attributes(answer: Mapping[str, Any]) -> dict[str, str]:
    listed = answer.get("Attributes")
    return {entry["Key"]: entry.get("Value") for entry in listed} if listed else {}


def _member(name: str, declared: Any, data: Mapping[str, Any], rules: Rules) -> Any:
    """Returns the value of one declared name in a block of AWS's answer."""
    target = rules.renames.get(name, "")
    for path in (target, target.rpartition(".")[2]):
        value = search(path, data) if path else None
        if value is not None:
            return _shown(declared, value, rules.inside(name), name)
    member = name if name in data else spelling.match((name,), tuple(data), rules.nouns).get(name)
    if member is not None:
        return _shown(declared, data[member], rules.inside(name), name)
    if isinstance(declared, Mapping):
        flat = {key: _flattened(name, key, value, data, rules) for key, value in declared.items()}
        if any(value != ABSENT for value in flat.values()):
            return flat
    return ABSENT


def _flattened(name: str, key: str, value: Any, data: Mapping[str, Any], rules: Rules) -> Any:
    """Returns a field that AWS has one level higher: healthCheck.path is HealthCheckPath."""
    below = rules.inside(name)
    if key in below.renames:
        return _member(key, value, data, Rules((), below.renames))
    return _member(f"{name}{key[:1].upper()}{key[1:]}", value, data, Rules())


def _shown(declared: Any, value: Any, rules: Rules, name: str) -> Any:
    """Returns a value of AWS's answer in the form of the declared one."""
    if value is None:
        return ABSENT
    if isinstance(declared, str) and isinstance(value, dict | list):
        return _as_text(declared, value, rules, name)
    if isinstance(declared, bool | int | float) and isinstance(value, Mapping):
        return _one(declared, value, name)
    if isinstance(declared, Mapping):
        return _block(declared, value, rules, name)
    if isinstance(declared, list):
        return _list(declared, value, rules, name)
    return _spelled(value) if declared is None else value


def _spelled(value: Any) -> Any:
    """Returns a value that nobody declared with the names that the provider gives its members."""
    if isinstance(value, Mapping) and "Statement" not in value:
        members = {key[:1].lower() + key[1:]: item for key, item in value.items()}
        return {key: item if key in _CHOSEN else _spelled(item) for key, item in members.items()}
    return [_spelled(item) for item in value] if isinstance(value, list) else value


def _as_text(declared: str, value: Any, rules: Rules, name: str) -> Any:
    """Returns a document, which AWS gives back as text or as a structure, or one value of a
    block."""
    try:
        document = json.loads(declared)
    except ValueError:
        if isinstance(value, list):
            return _as_text(declared, value[0], rules, name) if len(value) == 1 else value
        return value if not isinstance(value, Mapping) else _one(declared, value, name)
    if isinstance(document, Mapping) and "Statement" in document:
        return Whole(value)
    return _shown(document, value, rules, name)


def _one(declared: Any, value: Mapping[str, Any], name: str) -> Any:
    """Returns the one value that a block stands for, such as a group's ID beside its status."""
    fields = {key: item for key, item in value.items() if not isinstance(item, dict | list)}
    if declared in fields.values():
        return declared
    member = spelling.match((spelling.singular(name),), tuple(fields)).get(spelling.singular(name))
    return fields[member] if member else next(iter(fields.values()), ABSENT)


def _block(declared: Mapping[str, Any], value: Any, rules: Rules, name: str) -> Any:
    if isinstance(value, list):
        pairs = _pairs(value)
        if pairs is not None and not (len(value) == 1 and set(declared) & set(value[0])):
            value = pairs
        else:
            value = value[0] if value else {}
    if not isinstance(value, Mapping):
        return value
    shown = {
        key: _member(key, item, value, rules) for key, item in declared.items() if item is not None
    }
    if is_choice(declared) and all(item == ABSENT for item in shown.values()):
        return _spelled(value)
    return Whole({**value, **shown}) if name in _CHOSEN else shown


def _pairs(value: list[Any]) -> dict[str, Any] | None:
    """Returns a list of keys with values as a map."""
    pairs = {}
    for entry in value:
        lowered = {key.lower(): item for key, item in entry.items()} if entry else {}
        key = lowered.get("key", lowered.get("tagkey", lowered.get("name")))
        if key is None:
            return None
        pairs[key] = lowered.get("value", lowered.get("tagvalue"))
    return pairs


def _list(declared: list[Any], value: Any, rules: Rules, name: str) -> Any:
    if isinstance(value, Mapping):
        keyed = any(isinstance(item, Mapping) and "key" in item for item in declared)
        if keyed:
            value = [{"key": key, **item} for key, item in value.items()]
        else:
            # CloudFront gives a list's length, and leaves out a list without entries.
            value = value.get("Items", [] if "Quantity" in value else [value])
    if not isinstance(value, list):
        value = [value]
    if not declared:
        return value
    blocks = [item for item in declared if isinstance(item, Mapping)]
    if blocks:
        guide: dict[str, Any] = {}
        for block in blocks:
            _widen(guide, block)
        return [_shown(guide, item, rules, spelling.singular(name)) for item in value]
    return [
        _one(item_declared, item, name) if isinstance(item, Mapping) else item
        for item, item_declared in zip(value, [*declared, *[None] * len(value)], strict=False)
    ]


def _widen(guide: dict[str, Any], block: Mapping[str, Any]) -> None:
    """Adds the keys of the blocks in a list to a guide, so that it has every key of one of them."""
    for key, value in block.items():
        if isinstance(value, Mapping):
            below = guide.get(key)
            guide[key] = dict(below) if isinstance(below, Mapping) else {}
            _widen(guide[key], value)
        elif isinstance(value, list):
            before = guide.get(key)
            # A block that leaves a list out may stand before one that has it.
            guide[key] = [*(before if isinstance(before, list) else []), *value]
        elif guide.get(key) is None:
            guide[key] = value
