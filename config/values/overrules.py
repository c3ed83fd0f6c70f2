"""Statements of a person that AWS offers something which this release does not know yet.

Only what rests on a table of `aws_facts.yaml` can be overruled; a rule of Plinth's own cannot.
"""

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any

from pydantic import Field, ValidationError

from config.values import aws_facts
from config.values.section import Broken, Section


class Overrule(Section):
    """One value that AWS takes although this release's tables do not have it."""

    key: Annotated[str, Field(min_length=1, max_length=200)]
    """The key's path in this file, such as database.instance_class; in a list, the list's own."""
    value: str | int | list[str]
    """The value that passes. Another value at the same key needs a line of its own."""
    reason: Annotated[str, Field(min_length=10, max_length=300)]
    """How you know, and since when: it is shown at every preview."""


def overrules_of(content: Any) -> list[Overrule]:
    """The overrules of a file, as far as they are well formed; the model tells of the rest."""
    found = []
    entries = content.get("overrules") if isinstance(content, Mapping) else None
    for entry in entries if isinstance(entries, list) else []:
        with contextlib.suppress(ValidationError):
            found.append(Overrule.model_validate(entry))
    return found


def with_hint(broken: Broken, fact: str) -> Broken:
    """The problem with its table's age, and how a person who knows better says so."""
    read = aws_facts.FACTS[fact].read
    return broken._replace(
        remedy=f"{broken.remedy} (as of {read}; if AWS takes it by now, say so under `overrules`)"
    )


def apply(broken: Iterable[Broken], overrules: Sequence[Overrule]) -> Iterator[Broken]:
    """The problems that nobody overruled, and the overrules that have nothing left to overrule."""
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
