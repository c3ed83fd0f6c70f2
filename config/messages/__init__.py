"""Messages of the workload: topics, queues, and the subscriptions between them."""

from config.messages.delivery import Delivery
from config.messages.event import QueueEvent
from config.messages.partner import Partner, PartnerTopic
from config.messages.queue import Queue
from config.messages.subscription import Subscription
from config.messages.topic import PartnerMay, Topic

__all__ = [
    "Delivery",
    "Partner",
    "PartnerMay",
    "PartnerTopic",
    "Queue",
    "QueueEvent",
    "Subscription",
    "Topic",
]
