"""`config/drift.yaml`: differences of an environment that somebody has reviewed, each with the
decision, the reason and an end.

The file is the team's. Without it, every difference counts.
"""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from config.decisions.ends import over
from config.decisions.team_file import read_file
from config.files import ConfigError
from config.values import Broken, Section

FILE = "config/drift.yaml"


class Decision(Section):
    """A reviewed difference."""

    resource: Annotated[str, Field(min_length=1, examples=["mails"])]
    """Name or URN of the resource, or the name of a thing that nobody declared. `*` stands for any
    text."""
    property: Annotated[str, Field(min_length=1, examples=["visibilityTimeoutSeconds"])] = "*"
    """Path of the property, or the kind of thing that was added. `*` stands for any text."""
    stack: Annotated[str, Field(min_length=1, examples=["prod"])] = "*"
    """Stack in which it was reviewed."""
    decision: Literal["record", "ignore", "revert"]
    """`record` shows it and fails nothing; `ignore` does not show it; `revert` has it repaired, and
    counts until it is."""
    reason: Annotated[str, Field(min_length=10, max_length=500)]
    """Why it differs, and why that is so decided."""
    owner: Annotated[str, Field(min_length=2, max_length=100, examples=["ann@example.com"])]
    """Who decided."""
    until: date
    """Last day on which it counts. From the next day on, every drift check fails until it is
    removed."""

    def rules(self) -> Iterator[Broken]:
        """Yields a fault if the entry would hide everything."""
        hides = self.decision == "ignore" and not self.resource.strip("*")
        if hides and not self.property.strip("*"):
            yield Broken(
                "resource",
                self.resource,
                "would hide every difference; name a resource or a property",
            )

    def is_for(self, stack: str) -> bool:
        """Returns true if the decision is about this stack."""
        return _matches(self.stack, stack)

    def covers(self, *, stack: str, names: tuple[str, ...], path: str) -> bool:
        """Returns true if the decision is about this property of a resource with these names."""
        return (
            self.is_for(stack)
            and any(_matches(self.resource, name) for name in names)
            and _matches(self.property, path)
        )


class Baseline(Section):
    """The whole file."""

    drift: tuple[Decision, ...] = ()
    """Reviewed differences. The first that fits decides."""


def read(file: Path, today: date) -> Baseline:
    """Reads a baseline, which need not exist. Raises ConfigError for every mistake in it, which
    includes each decision whose time is over."""
    name = FILE if file.as_posix().endswith(f"/{FILE}") else str(file)
    given = read_file(file, Baseline, name)
    if given is None:
        return Baseline()
    found, content = given
    if problems := list(over("drift", found.drift, today, content)):
        raise ConfigError(problems)
    return found


def _matches(pattern: str, text: str) -> bool:
    """Returns true if a text fits. Only `*` is special, because paths have brackets."""
    return bool(re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), text, re.DOTALL))
