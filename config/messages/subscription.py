"""Subscriptions: which messages of a topic reach a queue."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field

from config.teams import Owned
from config.values import Broken, Name, accepted_value_problems


class Subscription(Owned):
    """Delivery of a topic's messages to a queue."""

    topic: Annotated[Name, Field(examples=["order-events"])]
    """Topic whose messages are delivered."""
    queue: Annotated[Name, Field(examples=["mails"])]
    """Queue that receives them."""
    filter: Annotated[dict[str, list[Any]], Field(examples=[{"type": ["paid", "sent"]}])] = {}
    """SNS filter policy: name -> accepted values. Empty: all messages pass."""
    filter_scope: Literal["MessageAttributes", "MessageBody"] = "MessageAttributes"
    """Part of a message to which `filter` applies."""
    raw: bool = True
    """Switch that delivers the message as it was published. false wraps it into SNS's envelope."""

    def rules(self) -> Iterator[Broken]:
        """Checks the limits of a filter policy: 5 names, and 150 combinations of values."""
        if len(self.filter) > 5:
            yield Broken("filter", f"{len(self.filter)} names", "SNS takes 5 at most")
        combinations = 1
        for name, values in self.filter.items():
            combinations *= len(values)
            if not values:
                yield Broken(("filter", name), values, "needs at least one accepted value")
            for value, problem in accepted_value_problems(values):
                yield Broken(("filter", name), value, problem)
        if combinations > 150:
            yield Broken("filter", f"{combinations} combinations", "SNS takes 150 at most")
