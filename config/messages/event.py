"""Events of EventBridge that come into a queue."""

import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from config.messages.delivery import Accepted
from config.values import Broken, Matching, OneLine, Section, accepted_problems

_MOST_CHARACTERS = 2048
"""Longest pattern of a rule. Source: docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
"""

EventSource = Annotated[
    str,
    Matching(
        r"[A-Za-z0-9._/-]{1,256}",
        "a source of events such as aws.guardduty, or the one that a program of yours sends",
    ),
    Field(examples=["aws.guardduty", "shop.orders"]),
]


class QueueEvent(Section):
    """Kind of event of the account's default bus that is delivered to a queue."""

    source: EventSource
    """The event's `source`."""
    detail_type: Annotated[OneLine, Field(max_length=128, examples=["GuardDuty Finding"])]
    """The event's `detail-type`, as AWS or the sender writes it."""
    detail: Annotated[
        dict[str, Accepted], Field(examples=[{"severity": [{"numeric": [">=", 7]}]}])
    ] = {}
    """Accepted values in the event's `detail`, by name, which may hold names as the detail does. A
    change takes effect within a minute and replaces nothing. Default: every event of the kind."""

    @property
    def key(self) -> str:
        """Name of the event's rule: the source and the kind in small letters and hyphens."""
        words = re.sub(r"[^a-z0-9.]+", "-", f"{self.source}-{self.detail_type}".lower())
        return words.strip("-.")

    @property
    def pattern(self) -> dict[str, object]:
        """The pattern that EventBridge compares events with."""
        exact: dict[str, object] = {"source": [self.source], "detail-type": [self.detail_type]}
        return exact | ({"detail": self.detail} if self.detail else {})

    def rules(self) -> Iterator[Broken]:
        """Checks the accepted values as EventBridge does."""
        for each in accepted_problems(self.detail):
            yield each._replace(place=("detail", *each.path))
        if (length := len(repr(self.pattern))) > _MOST_CHARACTERS:
            yield Broken(
                "detail",
                f"about {length} characters",
                f"EventBridge takes {_MOST_CHARACTERS} in a pattern; name fewer values",
            )
