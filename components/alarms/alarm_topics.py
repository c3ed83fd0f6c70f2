"""The topics by which people are told of alarms: one for pages, one for warnings, in one region.

    Topic              critical, warning; encrypted
    TopicPolicy        TLS only; alarms, rules and budgets may publish
    TopicSubscription  one for each e-mail address and pager

An alarm and a rule tell a topic of their own region only, so CloudFront's alarms, which are in
us-east-1, need topics there.

An e-mail address gets nothing before it was confirmed by the link that AWS sends. The provider does
not wait for that, and a subscription that was never confirmed is not deleted by it but by AWS,
after two days. The next `up` after a refresh makes a new one, with a new mail.

Left out: text messages, whose senders must be registered in most countries.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.security import Statement, allow, deny_plain_http, document
from config.alarms import NotifySettings, ReceiverSettings
from planning import Environment
from planning.alarms import Severity

TYPE = "plinth:alarms:AlarmTopics"
_ACTIONS = (
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
class AlarmTopicsArgs:
    """The inputs from which the topics of one region are built."""

    environment: Environment
    settings: NotifySettings
    kms_key_arn: pulumi.Input[str]
    """A key of that region, whose policy lets CloudWatch, EventBridge and budgets use it."""
    region: str | None = None
    """Another region than the environment's. Changing it replaces the topics."""
    team: str | None = None
    """The team whose topics they are. It has a topic only for what it wants to hear."""


class AlarmTopics(pulumi.ComponentResource):
    """The topics of one region. Receivers come and go in place."""

    critical_arn: pulumi.Output[str] | None
    """None if a team hears no pages of its own."""
    warning_arn: pulumi.Output[str] | None

    def __init__(
        self, name: str, args: AlarmTopicsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        receivers: dict[Severity, ReceiverSettings] = {
            "critical": args.settings.critical,
            "warning": args.settings.warning,
        }
        self.arns: Mapping[Severity, pulumi.Output[str]] = {
            severity: self._create(severity, each)
            for severity, each in receivers.items()
            if each.anybody or args.team is None
        }
        self.critical_arn, self.warning_arn = map(self.arns.get, receivers)
        self.register_outputs({"critical_arn": self.critical_arn, "warning_arn": self.warning_arn})

    def _create(self, severity: Severity, receivers: ReceiverSettings) -> pulumi.Output[str]:
        name = f"{self._name}-{severity}"
        of_team = [self._args.team] if self._args.team else []
        sender = [self._args.environment.project, self._args.environment.stack, *of_team, severity]
        topic = aws.sns.Topic(
            name,
            # Mails name it as their sender.
            display_name=" ".join(sender),
            kms_master_key_id=self._args.kms_key_arn,
            signature_version=2,
            region=self._args.region,
            opts=pulumi.ResourceOptions(parent=self),
        )
        aws.sns.TopicPolicy(
            name,
            arn=topic.arn,
            policy=document(
                deny_plain_http([topic.arn], _ACTIONS),
                *_publishers(topic.arn, self._args.environment, self._args.region),
            ),
            region=self._args.region,
            opts=pulumi.ResourceOptions(parent=self),
        )
        for address in receivers.email:
            self._subscribe(f"{name}-{address}", topic, "email", address)
        if receivers.pager is not None:
            self._subscribe(f"{name}-pager", topic, "https", receivers.pager)
        return topic.arn

    def _subscribe(self, name: str, topic: aws.sns.Topic, protocol: str, endpoint: str) -> None:
        aws.sns.TopicSubscription(
            name,
            topic=topic.arn,
            protocol=protocol,
            endpoint=endpoint,
            region=self._args.region,
            opts=pulumi.ResourceOptions(parent=self),
        )


def _publishers(
    topic_arn: pulumi.Input[str], environment: Environment, region: str | None
) -> list[Statement]:
    """Returns the services that may publish. Rules and budgets are in the environment's region
    only."""
    own = {"StringEquals": {"aws:SourceAccount": environment.account_id}}
    limits: dict[str, dict[str, dict[str, str]] | None] = {"cloudwatch": own}
    if region is None:
        # EventBridge says neither the rule nor its account when it publishes: with a condition, no
        # event would arrive, and only its metric FailedInvocations would tell.
        # docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
        limits |= {"budgets": own, "events": None}
    return [
        allow(
            ["sns:Publish"],
            [topic_arn],
            principal={"Service": f"{service}.amazonaws.com"},
            condition=condition,
            sid=f"{service.title()}Publishes",
        )
        for service, condition in limits.items()
    ]
