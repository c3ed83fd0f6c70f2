"""The outputs of a resource: its inputs, what AWS answered, and what AWS would add."""

import importlib
import keyword
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from pulumi import _types

from emulator import spelling

_SCALARS = (str, int, float, bool)


@lru_cache(maxsize=None)
def properties(type_: str) -> Mapping[str, type]:
    """The output properties of a Pulumi type, with their types, as the provider's SDK has them."""
    _, module, name = type_.split(":")
    package = module.split("/")[0]
    if keyword.iskeyword(package):
        package += "_"
    found: Mapping[str, type] = _types.resource_types(
        getattr(importlib.import_module(f"pulumi_aws.{package}"), name)
    )
    return found


def from_answer(type_: str, answer: Mapping[str, Any], nouns: tuple[str, ...]) -> dict[str, Any]:
    """The properties that an answer of AWS holds under a name that means them. Blocks are left
    out: theirs differ too much between Pulumi and AWS."""
    found = {}
    for name, member in spelling.match(tuple(properties(type_)), tuple(answer), nouns).items():
        value = answer[member]
        if isinstance(value, list) and all(isinstance(item, _SCALARS) for item in value):
            found[name] = value
        elif isinstance(value, _SCALARS):
            found[name] = value
    return found


def plain(value: Any) -> Any:
    """A value as JSON can hold it: times as text, bytes as text."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value
