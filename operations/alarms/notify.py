"""Test notifications, and the people and services that hear them."""

from dataclasses import dataclass
from typing import Any

from operations import accounts
from operations.plan import Resource
from operations.sites import Site

_PENDING = "PendingConfirmation"
_TOPICS = "plinth:alarms:AlarmTopics$"


@dataclass(frozen=True, kw_only=True)
class Receiver:
    """One subscription of a topic."""

    protocol: str
    endpoint: str
    confirmed: bool


@dataclass(frozen=True, kw_only=True)
class Told:
    """One topic, its receivers, and the message that was sent to it."""

    topic: str
    region: str
    message: str
    """AWS's ID of the message."""
    receivers: tuple[Receiver, ...]

    @property
    def heard(self) -> bool:
        """True if everybody who subscribed hears it, and somebody did."""
        return bool(self.receivers) and all(each.confirmed for each in self.receivers)


def topics(site: Site) -> list[Resource]:
    """Returns the topics by which alarms tell people, of all regions."""
    found = [each for each in site.resources.of("sns.Topic") if _TOPICS in each.urn]
    return sorted(found, key=lambda each: (_region(site, each) != site.region, each.name))


def _region(site: Site, topic: Resource) -> str:
    return str(topic.outputs.get("region") or site.region)


def tell(site: Site, topic: Resource) -> Told:
    """Publishes a test notification; returns who hears it."""
    region = _region(site, topic)
    arn, sns = str(topic.outputs["arn"]), site.client("sns", region)
    hear = receivers(sns, arn, topic.name)
    with accounts.asking(f"a test notification to {topic.name}"):
        answer = sns.publish(
            TopicArn=arn,
            Subject=f"Test: alarms of {site.platform.settings.environment}"[:100],
            Message=(
                f"This is a test of {topic.name}, by `operations alarms notify --stack "
                f"{site.stack}`. Nothing is wrong."
            ),
        )
    return Told(
        topic=topic.name,
        region=region,
        message=answer["MessageId"],
        receivers=hear,
    )


def receivers(sns: Any, arn: str, name: str) -> tuple[Receiver, ...]:
    """Returns who subscribed to a topic."""
    with accounts.asking(f"the receivers of {name}"):
        pages = sns.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=arn)
        found = [each for page in pages for each in page["Subscriptions"]]
    return tuple(
        Receiver(
            protocol=each["Protocol"],
            endpoint=each["Endpoint"],
            confirmed=each["SubscriptionArn"] != _PENDING,
        )
        for each in found
    )
