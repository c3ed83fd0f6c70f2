"""Settings of a production that does without some of the rules for production."""

from typing import Annotated

from pydantic import Field

from config.values import Day, Section


class LiftedRule(Section):
    """A rule of production that somebody lifted, why, and until when."""

    reason: Annotated[
        str, Field(min_length=10, max_length=300, examples=["two people, and both know it"])
    ]
    """Why this environment does without it. Every preview shows this text."""
    until: Annotated[Day, Field(examples=["2027-06-30"])]
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
