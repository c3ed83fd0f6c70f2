"""What of an account is no longer as it was declared."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from aws_account.drift.reading import ABSENT, Whole, found_value
from aws_account.mapping import OWNED, Owned
from aws_account.resources import Resource, Resources

_NOTHING: tuple[Any, ...] = (None, False, "", [], {})

_ON, _OFF = ("true", "enabled", "on", "yes"), ("false", "disabled", "off", "no")
"""AWS's words for a switch."""


@dataclass(frozen=True)
class Difference:
    """One thing that is not as declared."""

    kind: Literal["changed", "gone", "appeared"]
    urn: str
    """Of the resource; of its owner, for what appeared."""
    path: str = ""
    """The input, or what appeared."""
    declared: Any = None
    found: Any = None


def differences(resources: Resources, declared: Iterable[Resource]) -> Iterator[Difference]:
    """Reads each resource back. What is in the account by AWS's own doing is no difference, nor
    that moto loses a reference to what is recorded only."""
    known = list(declared)
    recorded = {resource.id for resource in known if resource.is_recorded_only}
    here = []
    for resource in known:
        if resource.is_recorded_only:
            continue
        answer = resources.read(resource)
        if answer is None:
            yield Difference("gone", resource.urn)
            continue
        here.append(resource)
        for change in changes(resource, answer):
            lost = isinstance(change.declared, str) and change.declared in recorded
            if change.found != ABSENT or not lost:
                yield change
    yield from _appeared(resources, here)


def changes(resource: Resource, answer: Mapping[str, Any]) -> Iterator[Difference]:
    """What AWS's answer about a resource says is not as declared."""
    row = resource.row
    for name, value in sorted(resource.declared.items()):
        if name in row.unread or value is None:
            continue
        found = found_value(name, value, answer, row)
        for path, old, new in _unequal(value, found, name):
            if path not in row.loses:
                yield Difference("changed", resource.urn, path, old, new)


def _unequal(
    declared: Any, found: Any, path: str, *, whole: bool = False
) -> Iterator[tuple[str, Any, Any]]:
    if _same(declared, found, whole=whole):
        return
    declared, found = _parsed(declared), _parsed(found)
    if isinstance(declared, Mapping) and isinstance(found, Mapping):
        whole = whole or isinstance(found, Whole)
        for key in sorted({*declared, *found}):
            old, new = declared.get(key, ABSENT), found.get(key, ABSENT)
            yield from _unequal(old, new, f"{path}.{key}", whole=whole)
    elif isinstance(declared, list) and isinstance(found, list) and len(declared) == len(found):
        for old, new in _pairs(declared, found, whole=whole):
            yield from _unequal(old, new, path, whole=whole)
    else:
        yield path, declared, _typed(declared, found)


def _typed(declared: Any, found: Any) -> Any:
    """What was found in the type of what was declared: some of AWS's answers are all text."""
    if isinstance(found, str) and isinstance(declared, bool):
        return found.lower() in _ON
    if isinstance(found, str) and isinstance(declared, int) and found.isdigit():
        return int(found)
    return found


def _pairs(
    declared: list[Any], found: list[Any], *, whole: bool = False
) -> Iterator[tuple[Any, Any]]:
    """What is left of two lists of one length without the items that both have."""
    left = list(found)
    changed = []
    for item in declared:
        match = next(
            (index for index, other in enumerate(left) if _same(item, other, whole=whole)), None
        )
        if match is None:
            changed.append(item)
        else:
            del left[match]
    yield from zip(changed, left, strict=True)


def _same(declared: Any, found: Any, *, whole: bool = False) -> bool:
    """Whether AWS has what was declared: order in lists, JSON's spaces and the types of scalars
    aside; and, if it is to be the whole, nothing more."""
    declared, found = _parsed(declared), _parsed(found)
    if declared in (None, ABSENT) or found == ABSENT:
        # AWS leaves out what is switched off.
        return (found == ABSENT or not whole) and declared in (*_NOTHING, ABSENT)
    if isinstance(declared, Mapping) and isinstance(found, Mapping):
        whole = whole or isinstance(found, Whole)
        return all(
            _same(declared.get(key), found.get(key, ABSENT), whole=whole)
            for key in {*declared, *found}
        )
    if isinstance(declared, list) or isinstance(found, list):
        return _same_lists(_listed(declared), _listed(found), whole=whole)
    if isinstance(declared, bool):
        return str(found).lower() in (_ON if declared else _OFF)
    return _scalar(declared) == _scalar(found)


def _same_lists(declared: list[Any], found: list[Any], *, whole: bool) -> bool:
    return len(declared) == len(found) and not any(_pairs(declared, found, whole=whole))


def _listed(value: Any) -> list[Any]:
    if value == ABSENT:
        return []
    return value if isinstance(value, list) else [value]


def _parsed(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in "{[":
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


def _appeared(resources: Resources, here: list[Resource]) -> Iterator[Difference]:
    by_type: dict[str, list[Resource]] = defaultdict(list)
    for resource in here:
        by_type[resource.type].append(resource)
    for owned in OWNED:
        declared = {
            _undotted(resources.rendered(child, template))
            for type_, template in owned.children.items()
            for child in by_type[type_]
        }
        for parent in by_type[owned.parent]:
            for key in _keys(resources, owned, parent):
                if _undotted(key) not in declared:
                    yield Difference("appeared", parent.urn, owned.what, None, key)


def _keys(resources: Resources, owned: Owned, parent: Resource) -> Iterator[str]:
    items = (resources.ask(parent, owned.call) or {}).get("items") or []
    if isinstance(items, str):
        # A policy: its statements are what is added to it.
        items = [statement["Sid"] for statement in json.loads(items)["Statement"]]
    for item in items:
        yield str(resources.rendered(parent, owned.key.replace("{item}", str(item))))


def _undotted(key: str) -> str:
    """DNS names come with and without their last dot."""
    return key.replace(". ", " ")
