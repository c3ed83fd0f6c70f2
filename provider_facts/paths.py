"""Reads nested inputs by paths: names with dots between, which pass through lists without
indices."""

from collections.abc import Mapping
from typing import Any


def values_at(inputs: Any, path: str) -> list[Any]:
    """Returns all values at a path, one for each member of the lists that it passes through."""
    name, _, rest = path.partition(".")
    if isinstance(inputs, list | tuple):
        return [value for item in inputs for value in values_at(item, path)]
    if not isinstance(inputs, Mapping) or name not in inputs:
        return []
    return values_at(inputs[name], rest) if rest else [inputs[name]]
