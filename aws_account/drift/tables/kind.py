"""The row that describes a kind of thing which can be added to a resource."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from aws_account.mapping import Call


@dataclass(frozen=True)
class Owned:
    """Kind of thing that exists inside one of Plinth's resources."""

    parent: str
    what: str
    """Name of the kind for people."""
    call: Call
    """Call that lists the things. Its `at` gives the `items`."""
    key: str
    """Template of the text that identifies one thing, made of its `{item}` and the parent's
    words."""
    children: Mapping[str, str]
    """Types of resources that declare such things, each with the template that gives the same
    key."""
    covered_by: Mapping[str, str] = field(default_factory=dict)
    """Types of resources that declare all such things of a parent, each with the template that
    gives the parent's ID. What is added there shows as a change of theirs."""


def one(
    parent: str,
    what: str,
    lists: Call,
    path: str,
    children: Mapping[str, str] | None = None,
) -> Owned:
    """Returns the row for a thing that its parent has once or not at all."""
    asked = replace(lists, at=f"{{items: {path} && ['']}}")
    return Owned(parent, what, asked, "{id}", children or {})
