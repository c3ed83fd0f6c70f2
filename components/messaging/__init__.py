"""Queues, topics and the subscriptions between them."""

from components.messaging.partner_statements import key_statements
from components.messaging.queue import Queue, QueueArgs
from components.messaging.queue_policy import queue_policy
from components.messaging.subscription import Subscription, SubscriptionArgs
from components.messaging.topic import Topic, TopicArgs, TopicElsewhere

__all__ = [
    "Queue",
    "QueueArgs",
    "Subscription",
    "SubscriptionArgs",
    "Topic",
    "TopicArgs",
    "TopicElsewhere",
    "key_statements",
    "queue_policy",
]
