"""Paths to nested inputs: names with dots between, through lists without their indices."""

from collections.abc import Mapping
from typing import Any


def values_at(inputs: Any, path: str) -> list[Any]:
    """All values at a path, one for each member of the lists on the way."""
    name, _, rest = path.partition(".")
    if isinstance(inputs, list | tuple):
        return [value for item in inputs for value in values_at(item, path)]
    if not isinstance(inputs, Mapping) or name not in inputs:
        return []
    return values_at(inputs[name], rest) if rest else [inputs[name]]
