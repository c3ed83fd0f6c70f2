"""Drift as text for people, and as plain values for machines."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from aws_account.drift import ABSENT, Difference
from aws_account.resources import Resource
from operations.plan import short_type, shown

_SIGNS = {"changed": ("~", "yellow"), "gone": ("-", "red"), "appeared": ("+", "green")}


def report(
    differences: Iterable[Difference], declared: Iterable[Resource] = ()
) -> Iterator[RenderableType]:
    """Yields each difference with its old and new value. An ID of AWS's has the name of the
    declared resource beside it."""
    found = list(differences)
    names = _names(declared)
    for difference in found:
        sign, style = _SIGNS[difference.kind]
        type_, name = difference.urn.split("::")[2].rpartition("$")[2], difference.urn
        name = name.rpartition("::")[2]
        yield Text.assemble(
            (f"{sign} ", style), short_type(type_), "  ", (name, "bold"), _what(difference, names)
        )
    number = f"{len(found)} difference{'s' if len(found) > 1 else ''}"
    yield Text(number if found else "nothing differs from what was declared")


def plain(difference: Difference) -> dict[str, Any]:
    """Returns a difference for machines. null stands for an absent value."""
    values = {field.name: getattr(difference, field.name) for field in fields(difference)}
    del values["steps"]
    return {name: None if value is ABSENT else value for name, value in values.items()}


def _what(difference: Difference, names: Mapping[str, str]) -> str:
    if difference.kind == "gone":
        return "  is gone"
    if difference.kind == "appeared":
        found = _called(str(difference.found), names) or difference.found
        return f"  has a {difference.path} that nobody declared: {found}"
    old, new = (_value(value, names) for value in (difference.declared, difference.found))
    return f"  {difference.path}: {old} -> {new}"


def _value(value: Any, names: Mapping[str, str]) -> str:
    if value == ABSENT:
        return ABSENT
    text = shown(json.loads(json.dumps(value, default=str)))
    return _called(value, names) or text if isinstance(value, str) else text


def _called(value: str, names: Mapping[str, str]) -> str:
    return f"{value} ({names[value]})" if value in names else ""


def _names(declared: Iterable[Resource]) -> dict[str, str]:
    """Returns the logical names of resources by the names that AWS gives them. If several have the
    same name, such as a bucket and its policy, it is the first."""
    names: dict[str, str] = {}
    for resource in declared:
        for key in (resource.id, resource.outputs.get("arn")):
            if isinstance(key, str) and key:
                names.setdefault(key, resource.urn.rpartition("::")[2])
    return names
