"""Builds topics, queues, and the subscriptions that decide which message goes where."""

from components.messaging import Queue, QueueArgs, Subscription, SubscriptionArgs, Topic, TopicArgs
from planning import facts
from stacks.on_aws.foundation import Foundation


class Messages:
    """The topics and queues of the workload."""

    def __init__(self, base: Foundation) -> None:
        environment, workload, key = base.environment, base.workload, base.key.arn
        self.topics = {
            name: Topic(
                name,
                TopicArgs(environment=environment, settings=each, kms_key_arn=key),
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
