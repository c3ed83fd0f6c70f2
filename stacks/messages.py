"""Topics, queues, and what decides which message goes where."""

import components as c
from stacks import facts
from stacks.foundation import Foundation


class Messages:
    """The messages of the workload."""

    def __init__(self, base: Foundation) -> None:
        environment, workload, key = base.environment, base.workload, base.key.arn
        self.topics = {
            name: c.Topic(
                name,
                c.TopicArgs(environment=environment, settings=each, kms_key_arn=key),
                base.opts,
            )
            for name, each in workload.topics.items()
        }
        self.queues = {
            name: c.Queue(
                name,
                c.QueueArgs(
                    environment=environment,
                    settings=each,
                    kms_key_arn=key,
                    fed_by={t: self.topics[t].arn for t in facts.feeders(workload, name)},
                ),
                base.opts,
            )
            for name, each in workload.queues.items()
        }
        for subscription in workload.subscriptions:
            topic, queue = self.topics[subscription.topic], self.queues[subscription.queue]
            c.Subscription(
                f"{subscription.topic}--{subscription.queue}",
                c.SubscriptionArgs(topic=topic, queue=queue, settings=subscription),
                base.opts,
            )
