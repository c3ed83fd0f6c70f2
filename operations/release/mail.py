"""The line of the checklist about mail: AWS lets the account write to anybody, and knows the domain
from which it writes."""

import contextlib
from dataclasses import dataclass
from typing import Any

from config import CloudPlatform
from operations import accounts
from operations.release.checks import Answer
from operations.release.lines import LINES

_LINE = LINES["mail"]


@dataclass(frozen=True)
class Sending:
    """SES's answers about an account in one region, and about one domain that sends."""

    production: bool | None
    """If the account may write to addresses that it has not verified. None: the account has no such
    bound, as the emulated one has none."""
    status: str
    """The account's standing: HEALTHY, PROBATION or SHUTDOWN."""
    daily: float
    """Mails a day."""
    domain_known: bool | None
    """If SES has found the domain's records. None: the domain is no identity yet."""


def ask(platform: CloudPlatform, endpoint: str = "") -> Sending | None:
    """Returns what SES says in the environment's region. None for a workload without mail."""
    if platform.workload.mail is None:
        return None
    client = accounts.client("sesv2", platform.settings.region, endpoint=endpoint)
    account: dict[str, Any] = {}
    # The emulated account has no quota and no sandbox, and does not know the question.
    if not endpoint:
        with accounts.asking("the account's sending of mail"):
            account = client.get_account()
    domain = platform.settings.domain
    known: bool | None = None
    with (
        accounts.asking(f"the mail identity {domain}"),
        contextlib.suppress(client.exceptions.NotFoundException),
    ):
        found = client.get_email_identity(EmailIdentity=domain)
        known = bool(endpoint) or bool(found.get("VerifiedForSendingStatus"))
    return Sending(
        production=account.get("ProductionAccessEnabled"),
        status=str(account.get("EnforcementStatus", "HEALTHY")),
        daily=float(account.get("SendQuota", {}).get("Max24HourSend", 0)),
        domain_known=known,
    )


def mail(platform: CloudPlatform, sending: Sending | None) -> Answer:
    """Answers if the workload's mail would leave. `sending` is None if nobody asked the account."""
    domain, region = platform.settings.domain, platform.settings.region
    if platform.workload.mail is None:
        return Answer(_LINE, True, "no program sends mail")
    if sending is None:
        return Answer(
            _LINE, False, "if AWS lets this account write to anybody is not known", "ask: LIVE=1"
        )
    if sending.production is False:
        return Answer(
            _LINE,
            False,
            f"SES keeps this account in its sandbox in {region}: it writes to verified addresses "
            f"only, {sending.daily:,.0f} a day",
            "ask AWS for production access (SES, account dashboard); a person answers, in a day",
        )
    if sending.status != "HEALTHY":
        return Answer(
            _LINE,
            False,
            f"AWS has put this account's mail under {sending.status} in {region}",
            "see bounces and complaints: docs/runbooks/mail-bounces.md",
        )
    if sending.domain_known is False:
        return Answer(
            _LINE,
            False,
            f"SES has not found the records of {domain}",
            "wait some minutes after `up`; if it stays so, the domain does not lead to its zone",
        )
    if sending.domain_known is None:
        return Answer(_LINE, True, f"{domain} sends nothing yet: `up` makes it an identity of SES")
    return Answer(_LINE, True, f"SES knows {domain} and lets it write to anybody")
