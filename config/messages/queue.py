"""Queues: messages that wait until one reader has worked on them."""

from typing import Annotated

from pydantic import Field

from config.teams import Shared


class Queue(Shared):
    """SQS queue. Each has a dead-letter queue that keeps failed messages for 14 days."""

    fifo: bool = False
    """Switch that keeps the order within a message group. A change replaces the queue."""
    visibility_timeout_seconds: Annotated[int, Field(ge=1, le=43200, examples=[120])] = 120
    """Seconds for which a received message is hidden from other readers. AWS: up to 12 hours."""
    retention_days: Annotated[int, Field(ge=1, le=14, examples=[4])] = 4
    """Days for which an unread message is kept. AWS: up to 14 days."""
    max_receives: Annotated[int, Field(ge=1, le=1000, examples=[5])] = 5
    """Number of failed attempts after which a message goes to the dead-letter queue."""
    delay_seconds: Annotated[int, Field(ge=0, le=900, examples=[60])] = 0
    """Seconds before a new message can be received. AWS: up to 15 minutes."""
