"""`config/grants.yaml`: hazards of a change that somebody has granted, with the reason and an end.

The file is the team's. Without it, nothing is granted and the usual grades are hazards.
"""

from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from config.decisions.ends import over
from config.decisions.team_file import read_file
from config.files import ConfigError
from config.values import Section

FILE = "config/grants.yaml"

HazardGrade = Literal[
    "data loss",
    "refused by AWS",
    "downtime",
    "address change",
    "capacity dip",
    "wider rights",
    "unknown",
    "replaced",
]
_WORST_FIRST: tuple[HazardGrade, ...] = HazardGrade.__args__  # type: ignore[attr-defined]

USUAL: tuple[HazardGrade, ...] = (
    "data loss",
    "refused by AWS",
    "downtime",
    "address change",
    "capacity dip",
    "unknown",
)
"""Grades that need a grant unless the file says otherwise."""


class Grant(Section):
    """A hazard that is accepted."""

    resource: Annotated[str, Field(min_length=1, examples=["database"])] = "*"
    """Name or URN of the resource. `*` stands for any text."""
    type: Annotated[str, Field(min_length=1, examples=["aws:rds:Instance"])] = "*"
    """Kind of the resource, as the review shows it. `*` stands for any text."""
    stack: Annotated[str, Field(min_length=1, examples=["prod"])] = "*"
    """Stack in which it is accepted."""
    grade: HazardGrade
    """Worst grade that is accepted for it."""
    reason: Annotated[str, Field(min_length=10, max_length=500)]
    """Why it is accepted, and what was done to make it harmless."""
    owner: Annotated[str, Field(min_length=2, max_length=100, examples=["ann@example.com"])]
    """Who accepts it."""
    until: date
    """Last day on which it counts. From the next day on, every review fails until it is removed."""

    def covers(self, *, stack: str, type_: str, name: str, urn: str, grade: str) -> bool:
        """Returns true if the grant accepts a change of this grade."""
        if not fnmatchcase(stack, self.stack) or not fnmatchcase(type_, self.type):
            return False
        named = any(fnmatchcase(each, self.resource) for each in (name, urn))
        return named and _WORST_FIRST.index(self.grade) <= _WORST_FIRST.index(_known(grade))


def _known(grade: str) -> HazardGrade:
    return next(each for each in _WORST_FIRST if each == grade)


class Grants(Section):
    """The whole file."""

    hazards: tuple[HazardGrade, ...] = USUAL
    """Grades that fail a review if nobody granted them."""
    grants: tuple[Grant, ...] = ()
    """Hazards that are accepted."""


def read(folder: Path, today: date) -> Grants:
    """Reads the file of a project. Raises ConfigError for every mistake in it, which includes each
    grant whose time is over."""
    given = read_file(folder / FILE, Grants, FILE)
    if given is None:
        return Grants()
    found, content = given
    if problems := list(over("grants", found.grants, today, content)):
        raise ConfigError(problems)
    return found
