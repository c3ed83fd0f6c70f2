"""The queues that a name stands for, and how many messages they hold."""

from dataclasses import dataclass
from typing import Any, Protocol

from config.values import closest
from operations import accounts
from operations.errors import OperationError
from operations.plan import Resource
from operations.sites import Site

DEAD = "-dead-letter"
UNSTARTED = "-unstarted"
"""The end of the queue of a job, which holds a message for each start that failed."""


class Account(Protocol):
    """An account that has queues: an environment's, or moto's on Docker."""

    def client(self, service: str) -> Any:
        """Returns a client of a service."""


@dataclass(frozen=True, kw_only=True)
class Queue:
    """One queue at SQS."""

    name: str
    """The workload's name of it, or the job's."""
    title: str
    """The name for people: `mails`, or `the dead letters of mails`."""
    url: str
    arn: str
    source: str = ""
    """The ARN of the queue whose dead letters this one holds. Empty for others."""


@dataclass(frozen=True, kw_only=True)
class Depth:
    """The number of messages in a queue, which SQS knows approximately."""

    waiting: int
    in_flight: int
    """Messages that a program has received and not deleted yet."""
    delayed: int

    @property
    def total(self) -> int:
        """The number of all messages."""
        return self.waiting + self.in_flight + self.delayed


def of(site: Site, name: str, *, live: bool = False) -> Queue:
    """Returns the dead letters behind a queue of the workload, or with `live` the queue itself; for
    the name of a job, the starts that failed. Raises OperationError with the names there are."""
    all_ = {each.name: each for each in site.resources.of("sqs.Queue")}
    if not live and name + DEAD in all_ and name in all_:
        return _queue(
            all_[name + DEAD],
            name=name,
            title=f"the dead letters of {name}",
            source=str(all_[name].outputs["arn"]),
        )
    if live and name in all_:
        return _queue(all_[name], name=name, title=name)
    if not live and name + UNSTARTED in all_:
        return _queue(all_[name + UNSTARTED], name=name, title=f"the failed starts of {name}")
    known = {each.removesuffix(DEAD).removesuffix(UNSTARTED) for each in all_}
    raise OperationError(
        f"{site.stack} has no queue {name!r}{closest(name, known)}",
        remedy=f"there are: {', '.join(sorted(known)) or 'none'}",
    )


def _queue(resource: Resource, *, name: str, title: str, source: str = "") -> Queue:
    outputs = resource.outputs
    return Queue(
        name=name, title=title, url=str(outputs["url"]), arn=str(outputs["arn"]), source=source
    )


def count(account: Account, queue: Queue) -> Depth:
    """Returns the number of messages in a queue."""
    names = {
        "waiting": "ApproximateNumberOfMessages",
        "in_flight": "ApproximateNumberOfMessagesNotVisible",
        "delayed": "ApproximateNumberOfMessagesDelayed",
    }
    with accounts.asking(f"the number of messages in {queue.title}"):
        answer = account.client("sqs").get_queue_attributes(
            QueueUrl=queue.url, AttributeNames=list(names.values())
        )
    return Depth(**{key: int(answer["Attributes"][name]) for key, name in names.items()})
