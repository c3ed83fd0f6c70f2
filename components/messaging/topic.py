"""An SNS topic to which programs of this account publish, and those of partners who may, and
buckets tell of their objects.

    Topic          encrypted; FIFO if the workload says so
    TopicPolicy    TLS only, this account and its partners only; S3 from exactly the buckets that
                   tell it
    RolePolicy     one for each publisher (`grant_publish`)

Left out: delivery status logs. SNS creates their log groups itself, with unlimited retention. A
message that it cannot deliver goes, whole, to the dead-letter queue of the subscribed queue.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from components.messaging.from_buckets import from_buckets
from components.messaging.partner_statements import topic_statements
from components.security import (
    Grantee,
    Statement,
    allow,
    deny_plain_http,
    document,
    grant_to,
    key_use,
)
from config.messages import PartnerMay
from config.messages import Topic as TopicSettings
from planning import Environment, fifo_name

TYPE = "plinth:messaging:Topic"

_NAME_LIMIT = 256

# These are all actions that a topic's policy can decide about, as in the policy that SNS makes
# itself:
# docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
_TOPIC_ACTIONS = (
    "sns:AddPermission",
    "sns:DeleteTopic",
    "sns:GetTopicAttributes",
    "sns:ListSubscriptionsByTopic",
    "sns:Publish",
    "sns:RemovePermission",
    "sns:SetTopicAttributes",
    "sns:Subscribe",
)


@dataclass(frozen=True, kw_only=True)
class TopicArgs:
    """The inputs from which a topic is built."""

    environment: Environment
    settings: TopicSettings
    kms_key_arn: pulumi.Input[str]
    """The key that encrypts the messages. Its policy lets SNS use it."""
    told_by: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """The buckets whose events go to this topic: name -> ARN. The key must let S3 use it."""
    partners: Mapping[str, PartnerMay] = field(default_factory=dict)
    """Accounts of partners, each with what it may do. The key's policy must let those that publish
    use it."""


@dataclass(frozen=True, kw_only=True)
class TopicElsewhere:
    """A topic of another account, which a queue of this one takes."""

    arn: str
    fifo: bool


class Topic(pulumi.ComponentResource):
    """An SNS topic. Only a change of `fifo` replaces it; its subscriptions go with it."""

    arn: pulumi.Output[str]
    name: pulumi.Output[str]
    """The topic's name, its dimension in CloudWatch."""

    def __init__(
        self, name: str, args: TopicArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        topic = self._create_topic()
        self.policy = self._create_policy(topic)
        self.arn, self.name = topic.arn, topic.name
        self.register_outputs({"arn": self.arn, "name": self.name})

    @property
    def fifo(self) -> bool:
        """True if the topic keeps the order within a message group."""
        return self._args.settings.fifo

    def grant_publish(self, grantee: Grantee) -> None:
        """Lets a program publish. Call it once for each program."""
        # SNS encrypts with the publisher's rights, so the publisher needs both actions on the key:
        # docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#sns-what-permissions-for-sse
        grant_to(
            # No name has two hyphens in a row, so two pairs of names never give the same text.
            f"{self._name}-publish--{grantee.name}",
            grantee,
            self,
            allow(["sns:Publish"], [self.arn]),
            key_use(
                self._args.kms_key_arn,
                ["kms:Decrypt", "kms:GenerateDataKey*"],
                service="sns",
                region=self._args.environment.region,
            ),
        )

    def _create_topic(self) -> aws.sns.Topic:
        environment, fifo = self._args.environment, self._args.settings.fifo
        return aws.sns.Topic(
            self._name,
            name=fifo_name(environment, self._name, _NAME_LIMIT) if fifo else None,
            fifo_topic=fifo,
            # A publisher that names no deduplication ID gets the body's hash: the same body twice
            # within five minutes is one message.
            content_based_deduplication=True if fifo else None,
            # Deduplication counts within each message group, not the topic, so there is no limit of
            # 300 a second.
            fifo_throughput_scope="MessageGroup" if fifo else None,
            kms_master_key_id=self._args.kms_key_arn,
            # Version 2 signs with SHA-256, version 1 with SHA-1.
            signature_version=2,
            # The publisher's trace goes on in the subscriber. `Active` would add a segment of SNS
            # itself, and needs one of the five resource policies that X-Ray has for a whole region.
            # SNS documents it for standard topics only:
            # docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html
            tracing_config=None if fifo else "PassThrough",
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_policy(self, topic: aws.sns.Topic) -> aws.sns.TopicPolicy:
        return aws.sns.TopicPolicy(
            self._name,
            arn=topic.arn,
            policy=document(
                deny_plain_http([topic.arn], _TOPIC_ACTIONS),
                _deny_other_accounts(topic.arn, self._args.environment, self._args.partners),
                *from_buckets("sns:Publish", topic.arn, self._args.told_by, self._args.environment),
                *topic_statements(topic.arn, self._args.partners),
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )


def _deny_other_accounts(
    topic_arn: pulumi.Input[str], environment: Environment, partners: Iterable[str]
) -> Statement:
    """Refuses every principal of another account, whatever else allows it. A partner may do what
    another statement allows, and nothing else."""
    own, others = environment.account_id, list(partners)
    return Statement(
        Sid="OwnAccountOnly",
        Effect="Deny",
        Principal="*",
        Action=list(_TOPIC_ACTIONS),
        Resource=[topic_arn],
        Condition={
            "StringNotEquals": {"aws:PrincipalAccount": [own, *others] if others else own},
            # A service has no account. This policy allows nothing to any service but to S3, for
            # buckets of this account.
            "Bool": {"aws:PrincipalIsAWSService": "false"},
        },
    )
