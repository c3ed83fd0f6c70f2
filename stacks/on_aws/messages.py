"""Builds topics, queues, the subscriptions that decide which message goes where, and the events by
which buckets tell of their objects."""

from typing import Literal

import pulumi

from components.messaging import (
    Queue,
    QueueArgs,
    Subscription,
    SubscriptionArgs,
    Topic,
    TopicArgs,
    TopicElsewhere,
)
from components.storage import Target
from config.buckets import BucketEvent
from planning import facts
from planning.messages import accounts_of, mail_events, outside_topics
from stacks.on_aws.foundation import Foundation
from stacks.on_aws.storage import Storage


class Messages:
    """The topics and queues of the workload."""

    def __init__(self, base: Foundation, storage: Storage) -> None:
        self._base, self._storage = base, storage
        self._partners = base.settings.partners
        workload = base.workload
        self.topics = {name: self._create_topic(name) for name in workload.topics}
        self.queues = {name: self._create_queue(name) for name in workload.queues}
        for subscription in workload.subscriptions:
            topic, queue = self.topics[subscription.topic], self.queues[subscription.queue]
            Subscription(
                f"{subscription.topic}--{subscription.queue}",
                SubscriptionArgs(topic=topic, queue=queue, settings=subscription),
                base.opts,
            )
        for name in workload.queues:
            self._take_from_partners(name)
        for name, each in workload.buckets.items():
            if each.events:
                storage.made(name).tell(self._target)

    @property
    def for_partners(self) -> dict[str, pulumi.Output[str]]:
        """The topics that accounts of partners may use, for the partners: name -> ARN."""
        topics = self._base.workload.topics
        return {
            name: topic.arn
            for name, topic in self.topics.items()
            if accounts_of(topics[name], self._partners)
        }

    def _create_topic(self, name: str) -> Topic:
        settings = self._base.workload.topics[name]
        return Topic(
            name,
            TopicArgs(
                environment=self._base.environment,
                settings=settings,
                kms_key_arn=self._base.key.arn,
                told_by=self._told_by("topic", name),
                partners=accounts_of(settings, self._partners),
            ),
            self._base.options_of(settings.team),
        )

    def _create_queue(self, name: str) -> Queue:
        base, settings = self._base, self._base.workload.queues[name]
        outside = outside_topics(settings, self._partners)
        return Queue(
            name,
            QueueArgs(
                environment=base.environment,
                settings=settings,
                kms_key_arn=base.key.arn,
                fed_by={
                    **{t: self.topics[t].arn for t in facts.feeders(base.workload, name)},
                    **{each.key: each.arn for each in outside},
                },
                told_by=self._told_by("queue", name),
                events=mail_events(base.environment, base.workload, name),
            ),
            base.options_of(settings.team),
        )

    def _told_by(self, kind: Literal["queue", "topic"], name: str) -> dict[str, pulumi.Input[str]]:
        tellers = facts.tellers(self._base.workload, kind, name)
        return {bucket: self._storage.buckets[bucket].arn for bucket in tellers}

    def _take_from_partners(self, queue: str) -> None:
        """Subscribes a queue to the topics of partners that it takes."""
        for each in outside_topics(self._base.workload.queues[queue], self._partners):
            Subscription(
                f"{each.key}--{queue}",
                SubscriptionArgs(
                    topic=TopicElsewhere(arn=each.arn, fifo=each.fifo),
                    queue=self.queues[queue],
                    settings=each.delivery,
                ),
                self._base.opts,
            )

    def _target(self, event: BucketEvent) -> Target:
        if event.queue:
            queue = self.queues[event.queue]
            return Target(queue.arn, queue.policy)
        topic = self.topics[event.target]
        return Target(topic.arn, topic.policy)
