"""The workload's mail: addresses below the environment's domain, and what becomes of bounces."""

from typing import Annotated, Literal

from pydantic import Field

from config.values import HostLabel, Matching, Name, Section

Sender = Annotated[
    str,
    Matching(
        r"[a-z0-9]([a-z0-9._+-]{0,62}[a-z0-9])?",
        "the part of an address before the @, in lower case, such as no-reply",
    ),
    Field(examples=["no-reply"]),
]


class Mail(Section):
    """Mail of the environment's domain, by Amazon SES. A new account may send to addresses that it
    has verified only, until AWS lets it out of this sandbox."""

    senders: Annotated[list[Sender], Field(min_length=1, examples=[["no-reply", "billing"]])]
    """Addresses from which programs with `uses.mail` may send, each without @ and domain. A change
    replaces nothing."""
    bounces: Annotated[Name, Field(examples=["mail-bounces"])] | None = None
    """Queue that gets an event for each mail that comes back, or that its reader calls spam.
    Absent: SES keeps their addresses from being written to again, and nobody is told."""
    dmarc: Literal["none", "quarantine", "reject"] | None = "none"
    """Policy in the domain's DMARC record, for mail that names the domain and fails its checks:
    none lets it pass. null: the record is kept elsewhere. Default: none."""
    return_host: HostLabel = "bounce"
    """Label of the host to which undelivered mail goes back, with an MX and an SPF record. No
    service may have it. A change is in place. Default: bounce."""
