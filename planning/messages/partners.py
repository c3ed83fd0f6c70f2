"""Partners of one environment: the accounts that a topic lets in, and the topics that come in.

The workload names partners, and the settings say which accounts they are. Where an environment does
not have a partner, nothing is opened and nothing is taken.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from config import Workload
from config.messages import Delivery, Partner, PartnerMay, Queue, Topic

Partners = Mapping[str, Partner]


@dataclass(frozen=True, kw_only=True)
class OutsideTopic:
    """Topic of a partner that one queue takes."""

    key: str
    """Name that no topic of the workload has: `<partner>.<topic>`."""
    arn: str
    delivery: Delivery

    @property
    def fifo(self) -> bool:
        """True if the topic keeps the order within a message group."""
        return self.arn.endswith(".fifo")


def accounts_of(topic: Topic, partners: Partners) -> dict[str, PartnerMay]:
    """Returns the accounts that a topic lets in, each with what it may do."""
    return {
        partners[name].account_id: may
        for name, may in sorted(topic.partners.items())
        if name in partners
    }


def outside_topics(queue: Queue, partners: Partners) -> list[OutsideTopic]:
    """Returns the topics of partners that a queue takes."""
    return [
        OutsideTopic(
            key=f"{each.partner}.{each.topic}",
            arn=partners[each.partner].topics[each.topic],
            delivery=each,
        )
        for each in queue.partner_topics
        if each.partner in partners
    ]


def publishing_accounts(workload: Workload, partners: Partners) -> list[str]:
    """Returns the accounts that publish to topics of the workload, sorted."""
    found = (accounts_of(topic, partners) for topic in workload.topics.values())
    return sorted({account for each in found for account, may in each.items() if may == "publish"})


def taken_topics(queues: Iterable[Queue], partners: Partners) -> list[str]:
    """Returns the ARNs of the topics of partners that any of the queues takes, sorted."""
    return sorted({each.arn for queue in queues for each in outside_topics(queue, partners)})
