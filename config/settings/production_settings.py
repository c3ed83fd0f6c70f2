"""Settings of a production that does without some of the rules for production."""

import re
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from config.values import Section

_MIDNIGHT = re.compile(r"(\d{4}-\d{2}-\d{2})(?: 00:00:00 \+0000 UTC|T00:00:00Z)")
"""Pattern of a day that stands without quotes in a stack's file: the Pulumi CLI reads it as a
moment, and hands its text on."""


def _as_day(given: Any) -> Any:
    moment = _MIDNIGHT.fullmatch(given) if isinstance(given, str) else None
    return moment[1] if moment else given


class LiftedRule(Section):
    """A rule of production that somebody lifted, why, and until when."""

    reason: Annotated[
        str, Field(min_length=10, max_length=300, examples=["two people, and both know it"])
    ]
    """Why this environment does without it. Every preview shows this text."""
    until: Annotated[date, BeforeValidator(_as_day), Field(examples=["2027-06-30"])]
    """Last day on which the rule is lifted, such as 2027-06-30. From the next day on a preview is
    refused until the rule is kept, or a later day stands here."""


class ProductionSettings(Section):
    """Rules of production that this environment does without."""

    without: Annotated[
        dict[str, LiftedRule],
        Field(
            examples=[
                {
                    "database.multi_az": {
                        "reason": "two people, and both know it",
                        "until": "2027-06-30",
                    }
                }
            ]
        ),
    ] = {}
    """Lifted rules, each by the key that it is about, such as database.multi_az or
    recovery_region. docs/production.md lists them."""
