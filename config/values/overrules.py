"""Statements of a person that AWS offers something which this release does not know yet.

Only a check that uses a table of `aws_facts.yaml` can be overruled; a rule of Plinth's own cannot.
"""

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any

from pydantic import Field, ValidationError

from config.values import aws_facts
from config.values.section import Broken, Section


class Overrule(Section):
    """One value that AWS accepts although this release's tables do not contain it."""

    key: Annotated[str, Field(min_length=1, max_length=200, examples=["database.instance_class"])]
    """Path of the key in this file. For a value in a list it is the path of the list."""
    value: Annotated[str | int | list[str], Field(examples=["db.r9g.large"])]
    """Value that passes. Another value at the same key needs an entry of its own."""
    reason: Annotated[
        str, Field(min_length=10, max_length=300, examples=["offered in this region since May"])
    ]
    """How you know that AWS accepts it, and since when. Every preview shows this text."""


def overrules_of(content: Any) -> list[Overrule]:
    """Returns the well-formed overrules of a file. The model reports the others."""
    found = []
    entries = content.get("overrules") if isinstance(content, Mapping) else None
    for entry in entries if isinstance(entries, list) else []:
        with contextlib.suppress(ValidationError):
            found.append(Overrule.model_validate(entry))
    return found


def with_hint(broken: Broken, fact: str) -> Broken:
    """Returns the problem with the age of its table added, and how a person who knows better says
    so."""
    read = aws_facts.FACTS[fact].read
    return broken._replace(
        remedy=f"{broken.remedy} (as of {read}; if AWS takes it by now, say so under `overrules`)"
    )


def apply(broken: Iterable[Broken], overrules: Sequence[Overrule]) -> Iterator[Broken]:
    """Yields the problems that nobody overruled, and the overrules that no longer overrule
    anything."""
    said = {(each.key, str(each.value)): index for index, each in enumerate(overrules)}
    needed: set[tuple[str, str]] = set()
    for each in broken:
        if (this := (each.key, str(each.value))) in said:
            needed.add(this)
        else:
            yield each
    for (key, value), index in said.items():
        if (key, value) not in needed:
            yield Broken(
                ("overrules", index),
                {"key": key, "value": value},
                "overrules nothing: the value is another by now, or known to this release; "
                "take the line out",
            )
