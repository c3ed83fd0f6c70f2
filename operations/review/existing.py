"""Grades of changes of a database server that others made: no resource of the plan is one, and AWS
does nothing about them."""

from collections.abc import Iterator, Mapping
from typing import Any

from operations.plan import Change
from provider_facts import Case, Grade

SERVER = "plinth:data:ExistingDatabase"
_MOVE = "Move the rows before: docs/existing.md#database-servers."
_ANOTHER = Case(
    grade=Grade.DATA_LOSS,
    says="Programs connect to another server, and find there what was put there before. No row is "
    "moved.",
    instead=_MOVE,
)
_LEFT = Case(
    grade=Grade.DATA_LOSS,
    says="Programs leave this server, and what is in it stays there. A server in its place begins "
    "empty.",
    instead=_MOVE,
)
_TAKEN = Case(
    grade=Grade.SAFE,
    says="The setup makes databases and logins in it, and stops at names that others have there.",
)
_TOLD = Case(grade=Grade.SAFE, says="It is what its owner says of it; nothing is made by it.")
_WHICH = ("identifier", "address")
"""What decides which server it is."""


def cases(
    change: Change, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[tuple[str, Case]]:
    """Yields what the change of a server that exists means, with the key that it comes from.
    Nothing for any other change."""
    if change.type != SERVER:
        return
    if change.kind != "updated":
        yield "", _LEFT if change.kind == "deleted" else _TAKEN
        return
    old, new = (side.get("inputs", {}).get("existing") or {} for side in (before, after))
    for key in sorted({*old, *new}):
        if old.get(key) != new.get(key):
            yield f"existing.{key}", _ANOTHER if key in _WHICH else _TOLD
