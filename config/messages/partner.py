"""Partners: AWS accounts of others, whose programs take our messages or whose messages we take."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from config.messages.delivery import Delivery
from config.values import AccountId, Broken, Matching, Name, Section

TopicArn = Annotated[
    str,
    Matching(
        r"arn:aws:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}(\.fifo)?",
        "a topic's ARN such as arn:aws:sns:eu-central-1:222233334444:shipments",
    ),
    Field(examples=["arn:aws:sns:eu-central-1:222233334444:shipments"]),
]


class Partner(Section):
    """AWS account of somebody else, as this environment knows it."""

    account_id: AccountId
    """The account, twelve digits in quotes. A change changes policies in place."""
    topics: Annotated[
        dict[Name, TopicArn],
        Field(examples=[{"shipments": "arn:aws:sns:eu-central-1:222233334444:shipments"}]),
    ] = {}
    """Topics of the partner that queues of the workload take (`partner_topics`): name -> ARN, in
    the environment's region. A change replaces the subscription. Default: none."""

    def rules(self) -> Iterator[Broken]:
        """Checks that the topics are the partner's own."""
        for name, arn in self.topics.items():
            if arn.split(":")[4] != self.account_id:
                yield Broken(
                    ("topics", name),
                    arn,
                    f"is not a topic of account {self.account_id}; correct one of the two",
                )


class PartnerTopic(Delivery):
    """Delivery of a partner's topic to a queue."""

    partner: Annotated[Name, Field(examples=["warehouse"])]
    """Partner of the stack's settings. An environment that does not have it takes nothing."""
    topic: Annotated[Name, Field(examples=["shipments"])]
    """Topic, by its name among `partners.<name>.topics` of the settings."""
