"""Checks that what a workload says of its mail fits the rest of it; pure."""

from collections.abc import Iterator

from config.gateway import outside_services
from config.settings import CloudSettings
from config.values import Broken, closest, lacking
from config.workload import Workload


def mail_problems(workload: Workload) -> Iterator[Broken]:
    """Yields programs that send without any address, and queues and hosts that mail cannot have;
    paths are the workload's."""
    mail = workload.mail
    if mail is None:
        for each in workload.programs():
            if each.program.uses.mail:
                remedy = "needs an address to send from; write `mail: {senders: [no-reply]}`"
                yield Broken((*each.path, "uses", "mail"), True, remedy, lacks="mail")
        return
    if mail.bounces is not None:
        queue = workload.queues.get(mail.bounces)
        if queue is None:
            hint = closest(mail.bounces, workload.queues) or "; queues.<name> makes one"
            yield Broken(
                ("mail", "bounces"),
                mail.bounces,
                f"is no queue{hint}",
                lacks=lacking("queues", mail.bounces, workload.queues),
            )
        elif queue.fifo:
            yield Broken(
                ("mail", "bounces"),
                mail.bounces,
                "is a FIFO queue, whose order EventBridge does not keep; use a standard queue",
            )
    taken = {
        label: f"service {name}"
        for name, service in outside_services(workload.services).items()
        for route in service.routes
        for label in route.hosts
    }
    taken |= {
        label: f"bucket {name}" for name, each in workload.buckets.items() for label in each.hosts
    }
    taken |= dict.fromkeys(workload.redirects, "a redirect")
    taken["@"] = "mail itself: the domain"
    if mail.return_host in taken:
        yield Broken(
            ("mail", "return_host"),
            mail.return_host,
            f"is a host of {taken[mail.return_host]}, and SES wants one for itself; choose another "
            "label, such as bounce",
        )


def unsent_mail(workload: Workload, settings: CloudSettings) -> Iterator[Broken]:
    """Yields the absence of any way to SES, with the path of the stack file."""
    senders = [each.name for each in workload.programs() if each.program.uses.mail]
    closed = settings.network.nat == "none" and not settings.network.existing
    if senders and closed and "email" not in _endpoints(settings):
        yield Broken(
            "network.nat",
            "none",
            f"leaves {', '.join(senders)} without a way to the API of SES, which sends the mail; "
            "choose single or public_tasks",
        )


def _endpoints(settings: CloudSettings) -> list[str]:
    named = settings.network.interface_endpoints
    return named if isinstance(named, list) else []
