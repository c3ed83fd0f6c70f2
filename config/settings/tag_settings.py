"""The tags that every AWS resource of an environment carries: Plinth's own and the team's."""

import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from config.values import Broken, Name, Section, TagKey, TagValue

OWN_KEYS = ("environment", "project", "owner", "cost-center", "stack")
"""The keys that Plinth gives to every resource."""
EPHEMERAL_KEY = "ephemeral-until"
"""The key that Plinth gives to every resource of an ephemeral environment."""
PER_RESOURCE = 1
"""Number of tags that a single resource may have in addition: `Name` in a network, or the account
of a password."""
TAGS_PER_RESOURCE = 50
"""Number of tags that AWS accepts on one resource. Source:
docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html"""
MOST_EXTRA = TAGS_PER_RESOURCE - len(OWN_KEYS) - PER_RESOURCE
"""Number of tags of its own that a team may give every resource."""
TAGS_PER_OBJECT = 10
"""Number of tags that S3 accepts on one object. Source:
docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html"""
_RESERVED = {*OWN_KEYS, EPHEMERAL_KEY, "name"}


class Tags(Section):
    """Tags that every AWS resource carries in addition to `environment` and `stack`."""

    project: Annotated[Name, Field(max_length=20, examples=["shop"])]
    """Name of the product. It is also the first part of names that people outside must know, such
    as those of ECR repositories and log groups, so a change replaces these."""
    owner: Annotated[TagValue, Field(examples=["platform"])]
    """Team that is responsible for the environment."""
    cost_center: Annotated[TagValue, Field(examples=["4200"])]
    """Cost center that pays the bill."""
    extra: Annotated[dict[TagKey, TagValue], Field(examples=[{"data-class": "internal"}])] = {}
    """Further tags, at most 44. With an edge at most 5 are possible, because the edge's error page
    is an object in S3, which takes 10 tags in all. Default: none. A change replaces nothing."""

    def rules(self) -> Iterator[Broken]:
        """Checks the number and the keys of the team's tags. AWS reserves `aws:`, Plinth reserves
        its own keys, and IAM treats keys that differ only in case as the same."""
        if len(self.extra) > MOST_EXTRA:
            yield Broken(
                "extra",
                f"{len(self.extra)} tags",
                f"AWS takes {TAGS_PER_RESOURCE} tags on a resource, and Plinth has "
                f"{len(OWN_KEYS) + PER_RESOURCE}; keep {MOST_EXTRA}",
            )
        seen: dict[str, str] = {}
        for key in self.extra:
            if problem := _problem(key, seen):
                yield Broken("extra", key, problem)
            seen[key.lower()] = key


def _problem(key: str, seen: dict[str, str]) -> str:
    low = key.lower()
    if low.startswith("aws:"):
        return "begins with aws:, which AWS keeps for itself; choose another key"
    if low in _RESERVED or low.startswith("plinth:") or re.fullmatch("cost[-_ ]?center", low):
        return "is a key that Plinth gives its resources itself; choose another"
    if low in seen:
        return (
            f"differs from {seen[low]} in capitals only, and IAM takes both for one key; keep one "
            "of the two"
        )
    return ""


def edge_problem(tags: Tags, *, ephemeral: bool) -> Broken | None:
    """Returns the problem that the tags are too many for an object in S3, which an edge needs."""
    own = len(OWN_KEYS) + ephemeral
    room = TAGS_PER_OBJECT - own
    if len(tags.extra) <= room:
        return None
    return Broken(
        "tags.extra",
        f"{len(tags.extra)} tags",
        f"the edge's error page is an object in S3, which takes {TAGS_PER_OBJECT} tags, and Plinth "
        f"has {own}; keep {room}",
    )
