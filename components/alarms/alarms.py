"""The alarms of one region: a metric alarm for each row of each part, and who is told once.

    MetricAlarm      <name>-<row>--<part>
    CompositeAlarm   <name>-page--<part>, of the parts whose alarms page
    AlarmMuteRule    one for each maintenance window

A page comes from the composite alarm of a part, so that two rows of it are one page. While the part
that it stands on is down (`Subject.after`), it says nothing: that part's own page does. What is
still wrong when the cause is gone is told then. Warnings come from the metric alarms themselves.

Left out: the alarms that roll a deployment back or scale, which are those of their services.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.alarms.metric_alarms import metric_alarm
from config.settings import AlarmSettings
from planning import Environment, scoped_name
from planning.alarms import Planned, Severity, Subject, alarms_of, named

TYPE = "plinth:alarms:Alarms"

WAIT_SECONDS, EXTENSION_SECONDS = 180, 300
"""The time for which a page waits for its cause to be noticed, and the time for which it stays
silent after the cause is gone, while the part recovers."""
_MUTED_TOGETHER = 100
"""The alarms that one mute rule may name."""


@dataclass(frozen=True, kw_only=True)
class AlarmsArgs:
    """The inputs from which the alarms of one region are built. All of them change in place."""

    environment: Environment
    settings: AlarmSettings
    subjects: Sequence[Subject]
    topics: Mapping[Severity, pulumi.Input[str]]
    """The topics of the region."""
    region: str | None = None
    """Another region than the environment's."""


class Alarms(pulumi.ComponentResource):
    """The alarms of one region. An alarm costs 0.10 USD a month for each metric that it names, and
    a composite alarm 0.50 USD (aws.amazon.com/cloudwatch/pricing)."""

    def __init__(
        self, name: str, args: AlarmsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        self._heard: list[pulumi.Output[str]] = []
        """Names of the alarms that tell somebody."""
        self._causes: dict[str, aws.cloudwatch.MetricAlarm] = {}
        """Alarms that explain others, by their part."""
        for subject in args.subjects:
            self._watch(subject)
        for window in args.settings.mute:
            self._mute(window)
        self.register_outputs({})

    def _watch(self, subject: Subject) -> None:
        plans = list(alarms_of(subject, self._args.settings, self._args.environment))
        pages = [each for each in plans if each.severity == "critical"]
        composed = bool(pages) and self._args.region is None and _needs_composite(subject, pages)
        found = []
        for plan in plans:
            is_part = composed and plan in pages
            alarm = metric_alarm(
                f"{self._name}-{plan.name}",
                plan,
                [] if is_part else [self._args.topics[plan.severity]],
                self,
                self._args.region,
            )
            if plan.row.key.endswith("-down"):
                self._causes[subject.name] = alarm
            if is_part:
                found.append((plan, alarm))
            else:
                self._heard.append(alarm.name)
        if found:
            self._compose(subject, found)

    def _compose(
        self, subject: Subject, parts: Sequence[tuple[Planned, aws.cloudwatch.MetricAlarm]]
    ) -> None:
        name = f"{self._name}-{named('page', subject)}"
        rules = [pulumi.Output.format('ALARM("{0}")', alarm.name) for _, alarm in parts]
        cause = self._causes.get(subject.after)
        page = aws.cloudwatch.CompositeAlarm(
            name,
            # The provider makes no name.
            alarm_name=scoped_name(self._args.environment, name, 255),
            alarm_description="\n".join(plan.description for plan, _ in parts)[:1024],
            alarm_rule=pulumi.Output.all(*rules).apply(" OR ".join),
            alarm_actions=[self._args.topics["critical"]],
            ok_actions=[self._args.topics["critical"]],
            actions_suppressor={
                "alarm": cause.name,
                "wait_period": WAIT_SECONDS,
                "extension_period": EXTENSION_SECONDS,
            }
            if cause is not None
            else None,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self._heard.append(page.alarm_name)

    def _mute(self, window: str) -> None:
        settings = self._args.settings.mute[window]
        groups = range(0, len(self._heard), _MUTED_TOGETHER)
        for number, first in enumerate(groups):
            name = f"{self._name}-{window}" + (f"-{number + 1}" if number else "")
            aws.cloudwatch.AlarmMuteRule(
                name,
                description=f"Maintenance window {window}",
                mute_targets={"alarm_names": self._heard[first : first + _MUTED_TOGETHER]},
                rule={
                    "schedule": {
                        "expression": settings.starts,
                        "duration": f"PT{settings.minutes}M",
                        "timezone": settings.timezone,
                    }
                },
                region=self._args.region,
                opts=pulumi.ResourceOptions(parent=self),
            )


def _needs_composite(subject: Subject, pages: Sequence[Planned]) -> bool:
    """Returns true if one alarm is not enough to page once."""
    return len(pages) > 1 or bool(subject.after)
