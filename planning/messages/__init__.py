"""Messages that cross the border of the account: of partners, of AWS, and mail."""

from planning.messages.mail_events import configuration_set, mail_addresses, mail_events
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
    "configuration_set",
    "mail_addresses",
    "mail_events",
    "outside_topics",
    "publishing_accounts",
    "taken_topics",
]
