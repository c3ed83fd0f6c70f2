"""Checks that the partners of an environment fit those that the workload names; pure."""

from collections.abc import Iterator

from config.messages import Partner
from config.settings import CloudSettings
from config.values import Broken, KeyPath, closest
from config.workload import Workload


def partner_problems(workload: Workload, settings: CloudSettings) -> Iterator[Broken]:
    """Yields partners that were probably meant otherwise, and what an environment does not know of
    a partner; paths are the stack file's."""
    named = _named(workload)
    missing = named - settings.partners.keys()
    for name, partner in settings.partners.items():
        path: KeyPath = ("partners", name)
        if name not in named and (hint := closest(name, missing)):
            yield Broken(path, name, f"is named by no topic and no queue{hint}")
        if partner.account_id == settings.account_id:
            yield Broken(
                (*path, "account_id"),
                partner.account_id,
                "is this environment's own account, whose programs use topics by `uses`",
            )
        yield from _topics(name, partner, workload, settings)
    accounts: dict[str, str] = {}
    for name, partner in settings.partners.items():
        first = accounts.setdefault(partner.account_id, name)
        if first != name:
            yield Broken(
                ("partners", name, "account_id"),
                partner.account_id,
                f"is also that of {first}; name the partner once",
            )


def _topics(
    name: str, partner: Partner, workload: Workload, settings: CloudSettings
) -> Iterator[Broken]:
    """Yields topics of one partner that are missing, or that a queue cannot take."""
    path: KeyPath = ("partners", name, "topics")
    takers = {
        (each.topic, queue)
        for queue, declared in workload.queues.items()
        for each in declared.partner_topics
        if each.partner == name
    }
    for topic, arn in partner.topics.items():
        if (region := arn.split(":")[3]) != settings.region:
            yield Broken(
                (*path, topic),
                arn,
                f"is in {region}, and a queue here takes topics of {settings.region} only; let the "
                "partner publish to a topic there",
                reads=("region",),
            )
    for topic, queue in sorted(takers):
        arn = partner.topics.get(topic, "")
        if not arn:
            hint = closest(topic, partner.topics)
            remedy = f"lacks {topic}, which queue {queue} takes{hint}; add its ARN, or leave out "
            reads = (f"queues.{queue}.partner_topics",)
            yield Broken(path, sorted(partner.topics), f"{remedy}the partner", reads)
        elif workload.queues[queue].fifo and not arn.endswith(".fifo"):
            yield Broken(
                (*path, topic),
                arn,
                f"is a standard topic, which cannot feed the FIFO queue {queue}; make the queue "
                "standard",
            )


def partner_notices(workload: Workload, settings: CloudSettings) -> Iterator[Broken]:
    """Yields partners that only the workload or only the environment has, with the stack file's
    paths."""
    for name in sorted(settings.partners.keys() - _named(workload)):
        remedy = "is named by no topic and no queue of the workload, so nothing is exchanged"
        yield Broken(("partners", name), name, remedy)
    for name in sorted(_named(workload) - settings.partners.keys()):
        yield Broken(
            "partners",
            sorted(settings.partners),
            f"lack {name}, with whom the workload exchanges messages: here no topic lets it in, "
            f"and no queue takes what it sends{closest(name, settings.partners)}",
        )


def outside_notices(workload: Workload) -> Iterator[Broken]:
    """Yields what no queue on Docker gets, with paths of the workload's file."""
    for name, queue in workload.queues.items():
        outside = {
            "partner_topics": [f"{each.topic} of {each.partner}" for each in queue.partner_topics],
            "events": [each.detail_type for each in queue.events],
        }
        for key, sent in outside.items():
            if sent:
                yield Broken(
                    ("queues", name, key),
                    ", ".join(sent),
                    "come on AWS only: on Docker the queue gets what programs and topics of the "
                    "workload send",
                )


def _named(workload: Workload) -> set[str]:
    """Returns the partners that the workload names."""
    of_topics = {name for topic in workload.topics.values() for name in topic.partners}
    return of_topics | {
        each.partner for queue in workload.queues.values() for each in queue.partner_topics
    }
