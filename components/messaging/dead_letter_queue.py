"""The dead-letter queue of one queue, in which failed messages wait for a person.

    Queue                 of the same kind as its source, 14 days
    RedriveAllowPolicy    the source and no other queue may send its failed messages here
    QueuePolicy           TLS only; SNS and EventBridge may send what they cannot deliver

Left out: an alarm on its depth.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.messaging.queue_policy import queue_policy
from planning import Environment, fifo_name

TYPE = "plinth:messaging:DeadLetterQueue"

NAME_LIMIT = 80
KEY_REUSE_SECONDS = 300
"""The time that SQS uses a data key before it asks KMS again, at KMS's price for each request. This
is SQS's default. A key that is disabled still works that long."""

_DAY_SECONDS = 86400


@dataclass(frozen=True, kw_only=True)
class DeadLetterQueueArgs:
    """The inputs from which a dead-letter queue is built."""

    environment: Environment
    source_name: str
    """The source queue's name in the workload."""
    fifo: bool
    """True if the source is a FIFO queue: SQS wants both of the same kind."""
    kms_key_arn: pulumi.Input[str]


class DeadLetterQueue(pulumi.ComponentResource):
    """The failed messages of one queue. A change of `fifo` replaces it, together with its source.

    A message of a standard queue keeps the time of its first sending, so it stays here for 14 days
    minus its time in the source. FIFO queues count from the move.
    """

    url: pulumi.Output[str]
    arn: pulumi.Output[str]
    name: pulumi.Output[str]

    def __init__(
        self, name: str, args: DeadLetterQueueArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        self._queue = self._create_queue()
        self.url, self.arn, self.name = self._queue.url, self._queue.arn, self._queue.name
        self.register_outputs({"url": self.url, "arn": self.arn, "name": self.name})

    def accept(
        self,
        source_arn: pulumi.Input[str],
        topic_arns: Sequence[pulumi.Input[str]],
        rule_arns: Sequence[pulumi.Input[str]],
    ) -> aws.sqs.QueuePolicy:
        """Opens the queue for its source, and for SNS and EventBridge if the source has topics or
        events. The source's ARN is known only afterwards, because the source names this queue when
        it is created."""
        allow_policy = aws.sqs.RedriveAllowPolicy(
            self._name,
            queue_url=self._queue.url,
            redrive_allow_policy=pulumi.Output.json_dumps(
                {"redrivePermission": "byQueue", "sourceQueueArns": [source_arn]}
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        # moto, the emulated AWS, forgets the policy of a queue when another attribute is set later.
        return queue_policy(
            self._name, self._queue, topic_arns, rule_arns, parent=self, after=[allow_policy]
        )

    def _create_queue(self) -> aws.sqs.Queue:
        environment, fifo = self._args.environment, self._args.fifo
        fixed = fifo_name(environment, self._args.source_name, NAME_LIMIT, role="dead-letter")
        return aws.sqs.Queue(
            self._name,
            name=fixed if fifo else None,
            fifo_queue=fifo,
            content_based_deduplication=True if fifo else None,
            message_retention_seconds=14 * _DAY_SECONDS,
            kms_master_key_id=self._args.kms_key_arn,
            kms_data_key_reuse_period_seconds=KEY_REUSE_SECONDS,
            opts=pulumi.ResourceOptions(parent=self, protect=environment.protect),
        )
