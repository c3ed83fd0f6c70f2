"""Rules that turn AWS's own announcements into sentences for people.

    EventRule + EventTarget   one for each row of the table of events, for the whole environment

Left out: a queue for messages that the topic refuses. EventBridge tries for a day.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from config.alarms import AlarmSettings
from planning import Environment
from planning.alarms import PlannedEvent, Severity, events_of

TYPE = "plinth:alarms:EventRules"


@dataclass(frozen=True, kw_only=True)
class EventRulesArgs:
    """The inputs from which the rules are built."""

    environment: Environment
    settings: AlarmSettings
    facts: Mapping[str, list[Any]]
    """The values that the patterns name, such as `cluster_arn`."""
    topics: Mapping[Severity, pulumi.Input[str]]


class EventRules(pulumi.ComponentResource):
    """The rules of an environment, on the account's default bus. They cost nothing."""

    def __init__(
        self, name: str, args: EventRulesArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        for plan in events_of(args.facts, args.settings, args.environment):
            self._create(plan)
        self.register_outputs({})

    def _create(self, plan: PlannedEvent) -> None:
        name = f"{self._name}-{plan.row.key}"
        rule = aws.cloudwatch.EventRule(
            name,
            description=f"Tells people: {plan.row.key}",
            event_pattern=pulumi.Output.json_dumps(plan.pattern),
            opts=pulumi.ResourceOptions(parent=self),
        )
        aws.cloudwatch.EventTarget(
            name,
            rule=rule.name,
            # Otherwise the provider makes one up, and a target made anew would have another.
            target_id="people",
            arn=self._args.topics[plan.row.severity],
            input_transformer={
                "input_paths": dict(plan.row.paths),
                "input_template": f'"{plan.text}"',
            },
            opts=pulumi.ResourceOptions(parent=self),
        )
