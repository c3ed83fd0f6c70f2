"""An SQS queue with its dead-letter queue.

    DeadLetterQueue    failed messages, 14 days
    Queue              encrypted; FIFO if the workload says so
    QueuePolicy        TLS only; SNS, S3 and EventBridge from exactly what feeds it
    EventRule + EventTarget    one pair for each kind of event that comes into the queue
    RolePolicy         one for each program that sends or receives

Left out: scaling by the queue's depth, which belongs to the worker; alarms for people.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from components.messaging.dead_letter_queue import (
    KEY_REUSE_SECONDS,
    NAME_LIMIT,
    DeadLetterQueue,
    DeadLetterQueueArgs,
)
from components.messaging.from_buckets import from_buckets
from components.messaging.queue_policy import queue_policy
from components.security import Grantee, allow, grant_to, key_use
from config.messages import Queue as QueueSettings
from config.messages import QueueEvent
from planning import Environment, fifo_name, scoped_name

TYPE = "plinth:messaging:Queue"

_DAY_SECONDS = 86400
_LONG_POLL_SECONDS = 20
"""The time that a receive waits for a message, SQS's maximum. It makes empty answers rare, each of
which costs as much as a full one."""

# Clients look a queue up by its name, and read its depth.
_FIND = ("sqs:GetQueueAttributes", "sqs:GetQueueUrl")
_SEND = ("sqs:SendMessage", *_FIND)
_RECEIVE = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", *_FIND)


@dataclass(frozen=True, kw_only=True)
class QueueArgs:
    """The inputs from which a queue is built."""

    environment: Environment
    settings: QueueSettings
    kms_key_arn: pulumi.Input[str]
    """The key that encrypts the messages. Its policy lets SNS use it, for topics that feed the
    queue."""
    fed_by: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """The topics to which this queue is subscribed: name -> ARN. They must be known when the queue
    is created, because a queue has one policy only."""
    told_by: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """The buckets whose events go to this queue: name -> ARN. The key must let S3 use it."""
    events: Sequence[QueueEvent] = ()
    """Events that come into the queue beside those of its settings."""


class Queue(pulumi.ComponentResource):
    """An SQS queue. Only a change of `fifo` replaces it; visibility, retention and attempts change
    in place."""

    url: pulumi.Output[str]
    arn: pulumi.Output[str]
    name: pulumi.Output[str]
    """The queue's name, its dimension in CloudWatch."""
    dead_letter_url: pulumi.Output[str]
    dead_letter_arn: pulumi.Output[str]
    dead_letter_name: pulumi.Output[str]

    def __init__(
        self, name: str, args: QueueArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        self._dead_letter = self._create_dead_letter_queue()
        queue = self._create_queue()
        topic_arns = [args.fed_by[topic] for topic in sorted(args.fed_by)]
        rules = {
            event.key: self._create_rule(event) for event in [*args.settings.events, *args.events]
        }
        rule_arns = [rules[key].arn for key in sorted(rules)]
        letters = self._dead_letter.accept(queue.arn, topic_arns, rule_arns)
        told = from_buckets("sqs:SendMessage", queue.arn, args.told_by, args.environment)
        self.policy = queue_policy(name, queue, topic_arns, rule_arns, parent=self, buckets=told)
        for key, rule in rules.items():
            self._create_target(key, rule, queue, [self.policy, letters])
        self.url, self.arn, self.name = queue.url, queue.arn, queue.name
        self.dead_letter_url = self._dead_letter.url
        self.dead_letter_arn = self._dead_letter.arn
        self.dead_letter_name = self._dead_letter.name
        self.register_outputs(
            {
                "url": self.url,
                "arn": self.arn,
                "name": self.name,
                "dead_letter_url": self.dead_letter_url,
                "dead_letter_arn": self.dead_letter_arn,
                "dead_letter_name": self.dead_letter_name,
            }
        )

    @property
    def fifo(self) -> bool:
        """True if the queue keeps the order within a message group."""
        return self._args.settings.fifo

    def grant_send(self, grantee: Grantee) -> None:
        """Lets a program send messages. Call it once for each program."""
        # SQS encrypts with the sender's rights, and verifies a data key before it uses it again:
        # docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
        self._grant("send", _SEND, ("kms:Decrypt", "kms:GenerateDataKey"), grantee)

    def grant_receive(self, grantee: Grantee) -> None:
        """Lets a program receive, delete and hand back messages. Call it once for each program."""
        self._grant("receive", _RECEIVE, ("kms:Decrypt",), grantee)

    def _grant(
        self, verb: str, actions: tuple[str, ...], key_actions: tuple[str, ...], grantee: Grantee
    ) -> None:
        grant_to(
            # No name has two hyphens in a row, so two pairs of names never give the same text.
            f"{self._name}-{verb}--{grantee.name}",
            grantee,
            self,
            allow(actions, [self.arn]),
            key_use(
                self._args.kms_key_arn,
                key_actions,
                service="sqs",
                region=self._args.environment.region,
            ),
        )

    def _create_rule(self, event: QueueEvent) -> aws.cloudwatch.EventRule:
        name = f"{self._name}-{event.key}"
        return aws.cloudwatch.EventRule(
            name,
            # Autonaming adds more to a name than the 64 characters of a rule's have room for.
            name=scoped_name(self._args.environment, name, 64),
            description=f"{event.detail_type} to queue {self._name}",
            event_pattern=json.dumps(event.pattern, sort_keys=True),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_target(
        self,
        key: str,
        rule: aws.cloudwatch.EventRule,
        queue: aws.sqs.Queue,
        policies: list[pulumi.Resource],
    ) -> None:
        aws.cloudwatch.EventTarget(
            f"{self._name}-{key}",
            rule=rule.name,
            # Otherwise the provider makes one up, and a target made anew would have another.
            target_id="queue",
            arn=queue.arn,
            dead_letter_config={"arn": self._dead_letter.arn},
            # EventBridge sends at once what matches, so the queues must let it in first.
            opts=pulumi.ResourceOptions(parent=self, depends_on=policies),
        )

    def _create_dead_letter_queue(self) -> DeadLetterQueue:
        return DeadLetterQueue(
            f"{self._name}-dead-letter",
            DeadLetterQueueArgs(
                environment=self._args.environment,
                source_name=self._name,
                fifo=self._args.settings.fifo,
                kms_key_arn=self._args.kms_key_arn,
            ),
            pulumi.ResourceOptions(parent=self),
        )

    def _create_queue(self) -> aws.sqs.Queue:
        settings, fifo = self._args.settings, self._args.settings.fifo
        return aws.sqs.Queue(
            self._name,
            name=fifo_name(self._args.environment, self._name, NAME_LIMIT) if fifo else None,
            fifo_queue=fifo,
            # A sender that names no deduplication ID gets the body's hash: the same body twice
            # within five minutes is one message.
            content_based_deduplication=True if fifo else None,
            # High throughput: deduplication and limits count for each message group.
            deduplication_scope="messageGroup" if fifo else None,
            fifo_throughput_limit="perMessageGroupId" if fifo else None,
            visibility_timeout_seconds=settings.visibility_timeout_seconds,
            message_retention_seconds=settings.retention_days * _DAY_SECONDS,
            delay_seconds=settings.delay_seconds,
            receive_wait_time_seconds=_LONG_POLL_SECONDS,
            redrive_policy=pulumi.Output.json_dumps(
                {
                    "deadLetterTargetArn": self._dead_letter.arn,
                    "maxReceiveCount": settings.max_receives,
                }
            ),
            kms_master_key_id=self._args.kms_key_arn,
            kms_data_key_reuse_period_seconds=KEY_REUSE_SECONDS,
            opts=pulumi.ResourceOptions(parent=self, protect=self._args.environment.protect),
        )
