"""The outputs of a resource: its inputs, AWS's answers, and values that AWS would add."""

import importlib
import inspect
import keyword
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Union, get_args, get_origin

from pulumi import _types

from aws_account.spelling import spelling
from aws_account.spelling.scalars import Mismatch


def resource_class(type_: str) -> type:
    """Returns the SDK's class for a Pulumi type. Raises Mismatch if the provider has no such
    type."""
    _, module, name = type_.split(":")
    package = module.split("/")[0]
    if keyword.iskeyword(package):
        package += "_"
    try:
        found: type = getattr(importlib.import_module(f"pulumi_aws.{package}"), name)
    except (ModuleNotFoundError, AttributeError):
        raise Mismatch(f"{type_}: the AWS provider has no such type") from None
    return found


@cache
def properties(type_: str) -> Mapping[str, type]:
    """Returns the output properties of a Pulumi type, with their types, from the provider's SDK."""
    found: Mapping[str, type] = _types.resource_types(resource_class(type_))
    return found


@cache
def inputs(type_: str) -> frozenset[str]:
    """Returns the input properties of a Pulumi type, from the provider's SDK."""
    found: Any = resource_class(type_)
    arguments = set(inspect.signature(found._internal_init).parameters)
    names = _types.resource_pulumi_to_py_names(found)
    return frozenset(name for name, python in names.items() if python in arguments)


def from_answer(type_: str, answer: Mapping[str, Any], nouns: tuple[str, ...]) -> dict[str, Any]:
    """Returns the properties that an answer of AWS holds under a name that means them. Blocks are
    left out, because theirs differ too much between Pulumi and AWS."""
    known = properties(type_)
    members = spelling.match(tuple(known), tuple(answer), nouns)
    return {
        name: answer[member]
        for name, member in members.items()
        if _fits(answer[member], known[name])
    }


def _fits(value: Any, kind: Any) -> bool:
    if get_origin(kind) is Union:
        return any(_fits(value, choice) for choice in get_args(kind))
    if isinstance(value, list):
        return get_origin(kind) is Sequence and all(_fits(i, get_args(kind)[0]) for i in value)
    return type(value) is kind or (kind is str and isinstance(value, datetime))


def plain(value: Any) -> Any:
    """Returns a value as JSON can hold it: times as text, bytes as text."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value
