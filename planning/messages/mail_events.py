"""Events of mail that comes back, for the queue that the workload names."""

from typing import Any

from config import Workload
from config.messages import QueueEvent
from planning.environment import Environment
from planning.naming import scoped_name

_KINDS = ("Email Bounced", "Email Complaint Received")
"""Source: docs.aws.amazon.com/eventbridge/latest/ref/events-ref-ses.html"""


def configuration_set(environment: Environment) -> str:
    """Returns the name of SES's configuration set, by which an environment's mail is told from
    other mail of the account."""
    return scoped_name(environment, "mail", 64)


def mail_events(environment: Environment, workload: Workload, queue: str) -> list[QueueEvent]:
    """Returns the events that a queue gets because it takes bounces; none for the others."""
    if workload.mail is None or workload.mail.bounces != queue:
        return []
    ours: dict[str, list[Any] | dict[str, Any]]
    ours = {"mail": {"tags": {"ses:configuration-set": [configuration_set(environment)]}}}
    return [QueueEvent(source="aws.ses", detail_type=kind, detail=ours) for kind in _KINDS]


def mail_addresses(workload: Workload, domain: str) -> list[str]:
    """Returns the addresses from which programs send."""
    return [f"{each}@{domain}" for each in workload.mail.senders] if workload.mail else []
