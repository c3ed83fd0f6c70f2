"""Subscriptions: which messages of a topic reach a queue."""

from typing import Annotated

from pydantic import Field

from config.messages.delivery import Delivery
from config.teams import Owned
from config.values import Name


class Subscription(Delivery, Owned):
    """Delivery of a topic's messages to a queue."""

    topic: Annotated[Name, Field(examples=["order-events"])]
    """Topic whose messages are delivered."""
    queue: Annotated[Name, Field(examples=["mails"])]
    """Queue that receives them."""
