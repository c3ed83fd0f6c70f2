"""Subscriptions: filters, dead letters, and what they wait for."""

import json
from typing import Any

import pytest

from components.messaging.queue import Queue, QueueArgs
from components.messaging.subscription import Subscription, SubscriptionArgs
from components.messaging.topic import Topic, TopicArgs
from config.messages import Queue as QueueSettings
from config.messages import Subscription as SubscriptionSettings
from config.messages import Topic as TopicSettings
from tests.factories import make_environment
from tests.graph import Graph, deploy

SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"
KEY = "arn:aws:kms:eu-central-1:111122223333:key/messages"


def subscribed(*, topic_fifo: bool = False, queue_fifo: bool = False, **settings: Any) -> Graph:
    def program() -> None:
        environment = make_environment()
        topic = Topic(
            "order-events",
            TopicArgs(
                environment=environment,
                settings=TopicSettings(fifo=topic_fifo),
                kms_key_arn=KEY,
            ),
        )
        queue = Queue(
            "mails",
            QueueArgs(
                environment=environment,
                settings=QueueSettings(fifo=queue_fifo),
                kms_key_arn=KEY,
                fed_by={"order-events": topic.arn},
            ),
        )
        described = SubscriptionSettings(topic="order-events", queue="mails", **settings)
        Subscription(
            "order-events--mails", SubscriptionArgs(topic=topic, queue=queue, settings=described)
        )

    return deploy(program)


def test_a_topic_delivers_to_the_queue_as_it_was_published() -> None:
    graph = subscribed()
    inputs = graph.one(SUBSCRIPTION, "order-events--mails").inputs
    assert inputs["topic"] == graph.one("aws:sns/topic:Topic").outputs["arn"]
    assert inputs["endpoint"] == graph.one("aws:sqs/queue:Queue", "mails").outputs["arn"]
    assert inputs["protocol"] == "sqs"
    assert inputs["rawMessageDelivery"] is True


def test_the_queue_lets_the_topic_in_before_the_first_message() -> None:
    graph = subscribed()
    policy = graph.one("aws:sqs/queuePolicy:QueuePolicy", "mails")
    assert policy.urn in graph.one(SUBSCRIPTION).dependencies


def test_a_subscription_without_a_filter_names_no_scope() -> None:
    inputs = subscribed().one(SUBSCRIPTION).inputs
    assert {"filterPolicy", "filterPolicyScope"}.isdisjoint(inputs)


def test_a_filter_reads_the_same_in_whatever_order_it_was_written() -> None:
    one = subscribed(filter={"b": ["x", "y"], "a": [1]}).one(SUBSCRIPTION).inputs
    other = subscribed(filter={"a": [1], "b": ["x", "y"]}).one(SUBSCRIPTION).inputs
    assert one["filterPolicy"] == other["filterPolicy"] == '{"a": [1], "b": ["x", "y"]}'
    assert one["filterPolicyScope"] == "MessageAttributes"


def test_a_filter_may_read_the_body() -> None:
    inputs = subscribed(filter={"a": [1]}, filter_scope="MessageBody").one(SUBSCRIPTION).inputs
    assert inputs["filterPolicyScope"] == "MessageBody"


@pytest.mark.parametrize("fifo", [True, False])
def test_undeliverable_messages_go_to_the_queues_dead_letters(fifo: bool) -> None:
    graph = subscribed(topic_fifo=fifo, queue_fifo=fifo)
    dead_letters = graph.one("aws:sqs/queue:Queue", "mails-dead-letter").outputs["arn"]
    redrive = json.loads(graph.one(SUBSCRIPTION).inputs["redrivePolicy"])
    assert redrive == {"deadLetterTargetArn": dead_letters}


def test_a_fifo_topic_has_no_standard_dead_letter_queue() -> None:
    graph = subscribed(topic_fifo=True, queue_fifo=False)
    assert "redrivePolicy" not in graph.one(SUBSCRIPTION).inputs
