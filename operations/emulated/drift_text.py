"""Drift as text for people, and as plain values for machines."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from aws_account.drift import ABSENT, Difference
from operations.plan import short_type, shown

_SIGNS = {"changed": ("~", "yellow"), "gone": ("-", "red"), "appeared": ("+", "green")}


def report(differences: Iterable[Difference]) -> Iterator[RenderableType]:
    """Each difference with its old and new value."""
    found = list(differences)
    for difference in found:
        sign, style = _SIGNS[difference.kind]
        type_, name = difference.urn.split("::")[2].rpartition("$")[2], difference.urn
        name = name.rpartition("::")[2]
        yield Text.assemble(
            (f"{sign} ", style), short_type(type_), "  ", (name, "bold"), _what(difference)
        )
    number = f"{len(found)} difference{'s' if len(found) > 1 else ''}"
    yield Text(number if found else "nothing differs from what was declared")


def plain(difference: Difference) -> dict[str, Any]:
    """A difference for machines; null stands for what is not there."""
    return {name: None if value is ABSENT else value for name, value in asdict(difference).items()}


def _what(difference: Difference) -> str:
    if difference.kind == "gone":
        return "  is gone"
    if difference.kind == "appeared":
        return f"  has a {difference.path} that nobody declared: {difference.found}"
    return f"  {difference.path}: {shown(difference.declared)} -> {shown(difference.found)}"
