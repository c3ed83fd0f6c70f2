"""Tells the effect of a change of a resource's inputs: replaced, changed in place, kept or
unknown."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from provider_facts.conditions import CONDITIONS
from provider_facts.loading import find
from provider_facts.paths import values_at
from provider_facts.rows import Row


class Effect(StrEnum):
    """The provider's reaction to a changed input."""

    REPLACES = "replaces"
    IN_PLACE = "in place"
    KEPT = "kept"
    """The input was left out, and keeps its former value."""
    UNKNOWN = "unknown"
    """Nobody has read the provider's source for this input."""


def effects(type_: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Effect]:
    """Returns the effect of each input that differs."""
    row = find(type_)
    names = sorted(name for name in {*old, *new} if old.get(name) != new.get(name))
    return {name: _effect(row, old, new, name) for name in names}


def replacing(type_: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> frozenset[str]:
    """Returns the inputs whose change replaces the resource."""
    found = effects(type_, old, new)
    return frozenset(name for name, effect in found.items() if effect is Effect.REPLACES)


def _effect(row: Row | None, old: Mapping[str, Any], new: Mapping[str, Any], name: str) -> Effect:
    if row is None or name in row.unread or name not in {*row.replaces, *row.in_place}:
        return Effect.UNKNOWN
    if new.get(name) is None and name in row.kept:
        return Effect.KEPT
    if any(values_at(old, path) != values_at(new, path) for path in _below(row.replaces, name)):
        return Effect.REPLACES
    for path in _below(row.conditions, name):
        differs = values_at(old, path) != values_at(new, path)
        if differs and CONDITIONS[row.conditions[path]](old, new, path):
            return Effect.REPLACES
    return Effect.IN_PLACE


def _below(paths: Mapping[str, Any] | tuple[str, ...], name: str) -> list[str]:
    return [path for path in paths if path.partition(".")[0] == name]
