"""Messages that cross the border of the account."""

from planning.messages.partners import (
    OutsideTopic,
    accounts_of,
    outside_topics,
    publishing_accounts,
    taken_topics,
)

__all__ = [
    "OutsideTopic",
    "accounts_of",
    "outside_topics",
    "publishing_accounts",
    "taken_topics",
]
