"""Builds topics, queues, the subscriptions that decide which message goes where, and the events by
which buckets tell of their objects."""

from typing import Literal

import pulumi

from components.messaging import Queue, QueueArgs, Subscription, SubscriptionArgs, Topic, TopicArgs
from components.storage import Target
from config.buckets import BucketEvent
from planning import facts
from stacks.on_aws.foundation import Foundation
from stacks.on_aws.storage import Storage


class Messages:
    """The topics and queues of the workload."""

    def __init__(self, base: Foundation, storage: Storage) -> None:
        environment, workload, key = base.environment, base.workload, base.key.arn

        def told_by(kind: Literal["queue", "topic"], name: str) -> dict[str, pulumi.Input[str]]:
            return {b: storage.buckets[b].arn for b in facts.tellers(workload, kind, name)}

        self.topics = {
            name: Topic(
                name,
                TopicArgs(
                    environment=environment,
                    settings=each,
                    kms_key_arn=key,
                    told_by=told_by("topic", name),
                ),
                base.options_of(each.team),
            )
            for name, each in workload.topics.items()
        }
        self.queues = {
            name: Queue(
                name,
                QueueArgs(
                    environment=environment,
                    settings=each,
                    kms_key_arn=key,
                    fed_by={t: self.topics[t].arn for t in facts.feeders(workload, name)},
                    told_by=told_by("queue", name),
                ),
                base.options_of(each.team),
            )
            for name, each in workload.queues.items()
        }
        for subscription in workload.subscriptions:
            topic, queue = self.topics[subscription.topic], self.queues[subscription.queue]
            Subscription(
                f"{subscription.topic}--{subscription.queue}",
                SubscriptionArgs(topic=topic, queue=queue, settings=subscription),
                base.opts,
            )
        for name, bucket in storage.buckets.items():
            if workload.buckets[name].events:
                bucket.tell(self._target)

    def _target(self, event: BucketEvent) -> Target:
        if event.queue:
            queue = self.queues[event.queue]
            return Target(queue.arn, queue.policy)
        topic = self.topics[event.target]
        return Target(topic.arn, topic.policy)
