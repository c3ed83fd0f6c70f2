"""The subscription of a queue to a topic, which delivers the topic's messages to the queue.

    TopicSubscription    filter, raw delivery, dead-letter queue

Left out: e-mail, HTTP and other endpoints, since programs read queues. The queue's policy, which
lets the topic in, belongs to the queue (`QueueArgs.fed_by`).
"""

import json
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.messaging.queue import Queue
from components.messaging.topic import Topic, TopicElsewhere
from config.messages import Delivery

TYPE = "plinth:messaging:Subscription"


@dataclass(frozen=True, kw_only=True)
class SubscriptionArgs:
    """The inputs from which a subscription is built."""

    topic: Topic | TopicElsewhere
    queue: Queue
    """The queue, which must name the topic in `fed_by`."""
    settings: Delivery


class Subscription(pulumi.ComponentResource):
    """A subscription. Another topic or queue replaces it. A filter changes in place and takes up to
    15 minutes to take effect.

    Messages that SNS cannot deliver go to the queue's dead-letter queue, beside the messages that
    no program could handle. SQS's redrive knows no source for them: name the queue as the
    destination.
    """

    arn: pulumi.Output[str]

    def __init__(
        self, name: str, args: SubscriptionArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        self.arn = self._create_subscription().arn
        self.register_outputs({"arn": self.arn})

    def _create_subscription(self) -> aws.sns.TopicSubscription:
        settings, queue = self._args.settings, self._args.queue
        return aws.sns.TopicSubscription(
            self._name,
            topic=self._args.topic.arn,
            protocol="sqs",
            endpoint=queue.arn,
            raw_message_delivery=settings.raw,
            # SNS refuses a scope without a filter.
            filter_policy=json.dumps(settings.filter, sort_keys=True) if settings.filter else None,
            filter_policy_scope=settings.filter_scope if settings.filter else None,
            redrive_policy=self._redrive_policy(),
            # SNS does not retry a message that a queue refused, so the queue's policy must exist
            # first.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[queue.policy]),
        )

    def _redrive_policy(self) -> pulumi.Output[str] | None:
        """Returns the policy for undelivered messages, or None if topic and queue differ in `fifo`.
        A FIFO topic's dead letters need a FIFO queue, and a standard queue, which may subscribe to
        it, has none. SNS then tries for 23 days, the longest time that it tries at all.

        Source: docs.aws.amazon.com/sns/latest/dg/sns-configure-dead-letter-queue.html
        """
        if self._args.topic.fifo != self._args.queue.fifo:
            return None
        return pulumi.Output.json_dumps({"deadLetterTargetArn": self._args.queue.dead_letter_arn})
