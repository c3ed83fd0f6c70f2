"""Teams that share one platform: what belongs to whom, and whom its owner lets use it."""

import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from config.values import Broken, Matching, Name, Section, TagKey, TagValue

EVERYBODY = "*"
"""Entry of `shared_with` that means all teams."""
TAG = "team"
"""Key of the tag that names the team."""
_FIXED = {"environment", "project", "stack", "name", TAG}
_MOST_TAGS = 5

CodeOwner = Annotated[
    str,
    Matching(
        r"@[A-Za-z0-9-]+(/[A-Za-z0-9._-]+)?|[^@\s]+@[^@\s]+\.[^@\s]+",
        "a person or team of GitHub such as @example/billing, or an e-mail address",
    ),
    Field(examples=["@example/billing"]),
]


class Team(Section):
    """Team that owns programs and data of the workload."""

    owners: list[CodeOwner] = []
    """People and teams of GitHub who review the team's file; `make teams` writes them into
    .github/CODEOWNERS. Default: none."""
    tags: Annotated[
        dict[TagKey, TagValue], Field(max_length=_MOST_TAGS, examples=[{"cost-center": "4711"}])
    ] = {}
    """Tags on all that the team owns on AWS, at most 5, beside `team`, which names it. They replace
    the environment's tags of the same key, such as owner. A change replaces nothing.
    Default: none."""

    def rules(self) -> Iterator[Broken]:
        """Checks that no key is one by which Plinth itself finds resources."""
        for key in self.tags:
            if key.lower() in _FIXED or re.match("aws:|plinth:", key.lower()):
                yield Broken(
                    ("tags", key),
                    self.tags[key],
                    "is a key that AWS or Plinth gives itself; choose another",
                )


class Owned(Section):
    """Part of the workload that may belong to a team."""

    team: Annotated[Name, Field(examples=["billing"])] | None = None
    """Team that owns it. In a file of config/teams/ it is the file's, and must not be written.
    Absent: nobody in particular, so every team may use it."""


_SharedWith = Annotated[
    str,
    Matching(r"\*|[a-z](-?[a-z0-9])*", "the name of a team, or `*` for all"),
    Field(max_length=40),
]


class Shared(Owned):
    """Part of the workload that its owner lets other teams use."""

    shared_with: Annotated[list[_SharedWith], Field(examples=[["reports"], [EVERYBODY]])] = []
    """Teams whose programs may use it beside those of the owner, or `*` for all. It matters only
    where `team` is known. Default: none."""

    def rules(self) -> Iterator[Broken]:
        """Checks that what belongs to nobody is not shared."""
        if self.shared_with and self.team is None:
            yield Broken(
                "shared_with",
                self.shared_with,
                "has no owner who could share it; name one by `team`, or leave it out: every team "
                "may use it",
            )

    def usable_by(self, team: str | None) -> bool:
        """Returns true if programs of a team may use it. A program of no team is the platform's,
        whose people review the whole."""
        return (
            team is None
            or self.team in (None, team)
            or team in self.shared_with
            or EVERYBODY in self.shared_with
        )


class EnteredSecret(Shared):
    """Secret whose value somebody enters by hand, of which a team says who may use it."""
