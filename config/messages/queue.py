"""Queues: messages that wait until one reader has worked on them."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from config.messages.event import QueueEvent
from config.messages.partner import PartnerTopic
from config.teams import Shared
from config.values import Broken


class Queue(Shared):
    """SQS queue. Each has a dead-letter queue that keeps failed messages for 14 days."""

    fifo: bool = False
    """Switch that keeps the order within a message group, in SQS's mode of high throughput: limits
    and deduplication count for each group. A change replaces the queue."""
    visibility_timeout_seconds: Annotated[int, Field(ge=1, le=43200, examples=[120])] = 120
    """Seconds for which a received message is hidden from other readers. AWS: up to 12 hours."""
    retention_days: Annotated[int, Field(ge=1, le=14, examples=[4])] = 4
    """Days for which an unread message is kept. AWS: up to 14 days."""
    max_receives: Annotated[int, Field(ge=1, le=1000, examples=[5])] = 5
    """Number of failed attempts after which a message goes to the dead-letter queue."""
    delay_seconds: Annotated[int, Field(ge=0, le=900, examples=[60])] = 0
    """Seconds before a new message can be received. AWS: up to 15 minutes. A sender may give a
    message of a standard queue a delay of its own (DelaySeconds); SQS refuses that for a FIFO
    queue, where this delay holds for each message."""
    partner_topics: Annotated[
        list[PartnerTopic], Field(examples=[[{"partner": "warehouse", "topic": "shipments"}]])
    ] = []
    """Topics of other accounts that are delivered to the queue, on AWS only. A change replaces
    nothing of the queue. Default: none."""
    events: Annotated[
        list[QueueEvent],
        Field(examples=[[{"source": "aws.guardduty", "detail_type": "GuardDuty Finding"}]]),
    ] = []
    """Events of the account's default bus that EventBridge delivers to the queue, on AWS only.
    Events of AWS's services cost nothing. A change replaces nothing of the queue. Default: none."""

    def rules(self) -> Iterator[Broken]:
        """Checks that each source is named once, and that it keeps the order if the queue does."""
        yield from super().rules()
        sources = {
            "partner_topics": [f"{each.partner}.{each.topic}" for each in self.partner_topics],
            "events": [each.key for each in self.events],
        }
        for section, keys in sources.items():
            for index, key in enumerate(keys):
                if key in keys[:index]:
                    yield Broken((section, index), key, "is there already; merge them")
        if self.fifo and self.events:
            yield Broken(
                "events",
                [each.detail_type for each in self.events],
                "cannot come into a FIFO queue, whose order EventBridge does not keep; use a "
                "standard queue",
            )
