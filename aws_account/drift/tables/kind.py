"""The form of a row of what is owned."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from aws_account.mapping import Call


@dataclass(frozen=True)
class Owned:
    """A kind of thing that stands in a resource of ours."""

    parent: str
    what: str
    """As people call it."""
    call: Call
    """Lists them, with `at` giving `items`."""
    key: str
    """Template of how one is known: its `{item}`, and the parent's words."""
    children: Mapping[str, str]
    """The types that declare such things, each with the template that gives the same key."""


def one(
    parent: str,
    what: str,
    lists: Call,
    path: str,
    children: Mapping[str, str] | None = None,
) -> Owned:
    """Something that its parent has once or not at all."""
    asked = replace(lists, at=f"{{items: {path} && ['']}}")
    return Owned(parent, what, asked, "{id}", children or {})
