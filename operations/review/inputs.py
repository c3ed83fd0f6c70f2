"""Inputs of a resource, read without regard to what is missing in them."""

from collections.abc import Mapping
from typing import Any

from operations.plan import opened

Inputs = Mapping[str, Any]


def number(value: Any) -> float | None:
    """Returns a value if it is a number."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number else None


def listed(value: Any) -> list[Any]:
    """Returns a value as a list, which JSON may hold; empty if there is none."""
    content = opened(value)
    return content if isinstance(content, list) else [] if content is None else [content]


def by(key: str, values: Any) -> dict[str, Mapping[str, Any]]:
    """Returns the entries of a list by one of their keys."""
    return {str(each.get(key)): each for each in listed(values) if isinstance(each, Mapping)}
