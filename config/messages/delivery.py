"""Deliveries: which messages of a topic pass, and in which form they arrive."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from config.values import Broken, Section, filter_problems


def _list_or_names(value: Any) -> Any:
    if isinstance(value, list | dict):
        return value
    raise ValueError("must be a list of accepted values, such as [paid, sent]")


Accepted = Annotated[
    list[Any] | dict[str, Any],
    BeforeValidator(_list_or_names, json_schema_input_type=list[Any] | dict[str, Any]),
]
"""Accepted values of one name; in a message's body also names with accepted values of their own."""


class Delivery(Section):
    """Way of a topic's messages into a queue."""

    filter: Annotated[dict[str, Accepted], Field(examples=[{"type": ["paid", "sent"]}])] = {}
    """SNS filter policy: name -> accepted values. With `filter_scope: MessageBody` a name may hold
    names, as the body does: `order: {total: [{numeric: [">", 100]}]}`. A change takes up to 15
    minutes. Empty: all messages pass."""
    filter_scope: Literal["MessageAttributes", "MessageBody"] = "MessageAttributes"
    """Part of a message to which `filter` applies. A body must be JSON."""
    raw: bool = True
    """Switch that delivers the message as it was published. false wraps it into SNS's envelope."""

    def rules(self) -> Iterator[Broken]:
        """Checks a filter policy as SNS does: 5 names, 150 combinations of values, known
        operators."""
        yield from super().rules()
        for each in filter_problems(self.filter, nested=self.filter_scope == "MessageBody"):
            yield each._replace(place=("filter", *each.path))
