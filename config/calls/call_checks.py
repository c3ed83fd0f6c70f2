"""Checks of the encryption of calls against the workload; pure."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from config.calls.encrypted_calls import EncryptedCalls
from config.values import Broken
from config.workload import Workload
from wording import listed

CERTIFICATE_DAYS: Final = 7
"""Days for which a service's certificate is valid: an authority signs none that would outlive its
own. docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-tls.html"""
ENDS_SOON_DAYS: Final = 180
"""Days before the authority's end at which previews tell of it."""

_SECTION: Final = "encrypted_calls"


def called_services(workload: Workload) -> list[str]:
    """Returns the services that another program calls, sorted. Only their calls can be
    encrypted."""
    called = {name for each in workload.programs() for name in each.program.uses.services}
    return sorted(called & workload.services.keys())


def call_problems(calls: EncryptedCalls | None, workload: Workload) -> Iterator[Broken]:
    """Yields what keeps calls from being encrypted, with paths of the stack file."""
    if calls is None:
        return
    called = called_services(workload)
    same = [name for name in called if workload.services[name].port == calls.port]
    if same:
        yield Broken(
            (_SECTION, "port"),
            calls.port,
            f"is the port of {listed(same)}, whose proxy needs another one: requests of the load "
            "balancer go on to the program's; choose a port that no container there uses",
        )
    if not called:
        yield Broken(
            _SECTION,
            f"until {calls.until}" if calls.until else calls.authority,
            "has nothing to encrypt: no program calls a service (uses.services), and the authority "
            "would be paid for; leave it out, or name the services that are called",
            reads=("services", "workers.*.uses", "jobs.*.uses"),
        )


def authority_over(calls: EncryptedCalls | None, today: date | None) -> Iterator[Broken]:
    """Yields an authority that signs no more, with its path. Without a date none has ended."""
    if calls and calls.until and today and calls.until < today + timedelta(days=CERTIFICATE_DAYS):
        yield Broken(
            (_SECTION, "until"),
            str(calls.until),
            f"{'is over' if calls.until < today else 'is too near'}: no service gets a certificate "
            f"that is valid for {CERTIFICATE_DAYS} days; write a later day, such as "
            f"{today.year + 10}-{today:%m}-01",
        )


def authority_notice(calls: EncryptedCalls | None, today: date) -> Iterator[Broken]:
    """Yields the end of the authority's certificate, if it is near, with its path."""
    if calls and calls.until and 0 <= (calls.until - today).days <= ENDS_SOON_DAYS:
        yield Broken(
            (_SECTION, "until"),
            str(calls.until),
            "is near: a week before it services stop to get certificates, and calls fail; write a "
            "later day, which gives the same authority another certificate "
            '(docs/security.md, "Calls between services")',
        )
