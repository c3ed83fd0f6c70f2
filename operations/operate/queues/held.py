"""A queue as the commands see it: looked into, counted and emptied, at SQS or on Docker."""

from dataclasses import dataclass
from typing import Protocol

from operations import accounts
from operations.operate.queues import depth, peek
from operations.operate.queues.depth import Account, Queue
from operations.operate.queues.peek import Message


class Held(Protocol):
    """A queue with its messages."""

    @property
    def title(self) -> str:
        """The name for people: `mails`, or `the dead letters of mails`."""

    def total(self) -> int:
        """Returns the number of its messages, which SQS knows approximately."""

    def peek(self, count: int) -> list[Message]:
        """Returns some messages, and leaves them where they are."""

    def purge(self) -> str:
        """Throws all messages away, and returns what people are told."""


@dataclass(frozen=True, kw_only=True)
class AtSqs:
    """A queue at SQS."""

    account: Account
    queue: Queue

    @property
    def title(self) -> str:
        """The name for people."""
        return self.queue.title

    def total(self) -> int:
        """Returns the number of messages, those in the hands of programs too."""
        return depth.count(self.account, self.queue).total

    def peek(self, count: int) -> list[Message]:
        """Returns some messages, and gives them back."""
        return peek.peek(self.account, self.queue, count)

    def purge(self) -> str:
        """Throws all messages away."""
        before = self.total()
        sqs = self.account.client("sqs")
        with accounts.asking(f"the purge of {self.title}"):
            try:
                sqs.purge_queue(QueueUrl=self.queue.url)
            except sqs.exceptions.PurgeQueueInProgress:
                return (
                    "a purge of the last 60 seconds is still going on; what was sent before it is "
                    "lost, and SQS takes another one after that"
                )
        return f"about {before} messages thrown away; SQS takes up to 60 seconds"
