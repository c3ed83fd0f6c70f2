"""Renames that would delete one resource and create another one, with the alias that keeps it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from operations.plan import Comparison, short_type


@dataclass(frozen=True)
class Rename:
    """A resource or component that seems to have got another name, parent or type."""

    old: str
    """Its URN so far."""
    new: str
    """The URN of what would be created instead."""
    children: int
    """How many resources below it follow."""

    @property
    def alias(self) -> str:
        """The Pulumi alias that tells the engine that both are the same."""
        name, type_ = _name(self.old), _types(self.old)[-1]
        parts = [f'name="{name}"'] if name != _name(self.new) else []
        if type_ != _types(self.new)[-1]:
            parts.append(f'type_="{type_}"')
        if _types(self.old)[:-1] != _types(self.new)[:-1]:
            return f'pulumi.Alias(urn="{self.old}")'
        return f"pulumi.Alias({', '.join(parts)})"

    def __str__(self) -> str:
        old, new = _name(self.old), _name(self.new)
        return f"{short_type(_types(self.new)[-1])} {old} -> {new}"


def likely_renames(found: Comparison) -> tuple[Rename, ...]:
    """Returns the renames that can be told from the two plans: the topmost resources that go, each
    with one of the same kind, and the same children, that comes."""
    gone = {change.urn for change in found.changes if change.kind == "deleted"}
    come = {change.urn for change in found.changes if change.kind == "created"}
    old, new = _tops(found, gone), _tops(found, come)
    return tuple(_pairs(old, new))


def _tops(found: Comparison, urns: set[str]) -> dict[str, tuple[str, ...]]:
    """Returns the topmost of some resources, each with the names and types of those below it,
    relative to its own name."""
    below: dict[str, list[str]] = defaultdict(list)
    states = {**found.before, **found.after}
    for urn in sorted(urns):
        top = urn
        while (parent := str(states[top].get("parent", ""))) in urns:
            top = parent
        below[top].append(f"{urn.split('::')[2]} {_name(urn).replace(_name(top), '*', 1)}")
    return {top: tuple(sorted(children)) for top, children in below.items()}


def _pairs(old: dict[str, tuple[str, ...]], new: dict[str, tuple[str, ...]]) -> Iterator[Rename]:
    left = dict(new)
    for urn, shape in old.items():
        same = [other for other, its in left.items() if its == shape]
        moved = [other for other in left if _kind(other) == _kind(urn)]
        # One candidate is a rename. With several nobody can tell which of them it is.
        candidates = same or (moved if _name(urn) in map(_name, moved) else [])
        if len(candidates) == 1:
            other = candidates[0]
            del left[other]
            yield Rename(urn, other, len(shape) - 1)


def _name(urn: str) -> str:
    return urn.split("::", 3)[3]


def _types(urn: str) -> list[str]:
    return urn.split("::")[2].split("$")


def _kind(urn: str) -> str:
    return _types(urn)[-1]
