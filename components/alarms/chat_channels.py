"""The chat channels that are told of alarms, by Amazon Q Developer in chat applications.

    Role                         AWS asks for one; it may do nothing
    SlackChannelConfiguration    for each channel of Slack, with the topics of its severity
    TeamsChannelConfiguration    the same for Microsoft Teams

The workspace or tenant must have let AWS in before, once for each account and by a person.

Left out: commands from the channel, and graphs beside a message: the role has no rights.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.security import iam
from config.alarms import NotifySettings, ReceiverSettings
from planning import Environment, scoped_name
from planning.alarms import Severity

TYPE = "plinth:alarms:ChatChannels"
_READ = "arn:{partition}:iam::aws:policy/CloudWatchReadOnlyAccess"


@dataclass(frozen=True, kw_only=True)
class ChatChannelsArgs:
    """The inputs from which the channels are built."""

    environment: Environment
    settings: NotifySettings
    critical_arns: Sequence[pulumi.Input[str]]
    """The topics of pages, of all regions: AWS takes one configuration for each channel."""
    warning_arns: Sequence[pulumi.Input[str]]


class ChatChannels(pulumi.ComponentResource):
    """The channels of an environment. Everything changes in place, and takes half a minute."""

    def __init__(
        self, name: str, args: ChatChannelsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        policy = _READ.format(partition=args.environment.partition)
        # AWS's own sample of this trust has no condition on the account, and does not say that the
        # service sends one:
        # docs.aws.amazon.com/chatbot/latest/adminguide/chatbot-iam-policies.html
        role = iam.role_of_any_account(name, "chatbot.amazonaws.com", self)
        self._role, self._guardrails = role.arn, [policy]
        self._add("critical", args.settings.critical, args.critical_arns)
        self._add("warning", args.settings.warning, args.warning_arns)
        self.register_outputs({})

    def _add(
        self, severity: Severity, receivers: ReceiverSettings, topics: Sequence[pulumi.Input[str]]
    ) -> None:
        name = f"{self._name}-{severity}"
        # AWS wants a name that is unique in the account, and the provider makes none.
        fixed = scoped_name(self._args.environment, name, 128)
        if receivers.slack is not None:
            aws.chatbot.SlackChannelConfiguration(
                name,
                configuration_name=f"{fixed}-slack",
                slack_team_id=receivers.slack.workspace,
                slack_channel_id=receivers.slack.channel,
                iam_role_arn=self._role,
                # Without it, the provider leaves AWS's default: every action there is.
                guardrail_policy_arns=self._guardrails,
                sns_topic_arns=list(topics),
                opts=pulumi.ResourceOptions(parent=self),
            )
        if receivers.teams is not None:
            aws.chatbot.TeamsChannelConfiguration(
                name,
                configuration_name=f"{fixed}-teams",
                tenant_id=receivers.teams.tenant,
                team_id=receivers.teams.team,
                channel_id=receivers.teams.channel,
                iam_role_arn=self._role,
                guardrail_policy_arns=self._guardrails,
                sns_topic_arns=list(topics),
                opts=pulumi.ResourceOptions(parent=self),
            )
