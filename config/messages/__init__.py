"""Messages of the workload: topics, queues, and the subscriptions between them."""

from config.messages.queue import Queue
from config.messages.subscription import Subscription
from config.messages.topic import Topic

__all__ = [
    "Queue",
    "Subscription",
    "Topic",
]
