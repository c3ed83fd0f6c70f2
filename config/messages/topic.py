"""Topics: messages that go to each queue which is subscribed."""

from config.teams import Shared


class Topic(Shared):
    """SNS topic."""

    fifo: bool = False
    """Switch that keeps the order within a message group. A change replaces the topic."""
