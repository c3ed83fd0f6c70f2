"""Topics: messages that go to each queue which is subscribed."""

from typing import Annotated, Literal

from pydantic import Field

from config.teams import Shared
from config.values import Name

PartnerMay = Literal["subscribe", "publish"]


class Topic(Shared):
    """SNS topic."""

    fifo: bool = False
    """Switch that keeps the order within a message group. A change replaces the topic."""
    partners: Annotated[
        dict[Name, PartnerMay], Field(examples=[{"warehouse": "subscribe"}, {"bank": "publish"}])
    ] = {}
    """Partners of the stack's settings whose accounts may use the topic: subscribe (a queue of
    theirs) or publish. An environment that does not have a partner lets nobody in. A change
    replaces nothing. Default: none."""
