"""The alarms of one region: a metric alarm for each row of each part, and who is told once.

    MetricAlarm      <name>-<row>--<part>
    CompositeAlarm   <name>-page--<part>, of the parts whose alarms page
    CompositeAlarm   <name>-budget-<what>--<part>, of budgets that are spent too fast
    AlarmMuteRule    one for each maintenance window

A page comes from the composite alarm of a part, so that two rows of it are one page. While the part
that it stands on is down (`Subject.after`), it says nothing: that part's own page does. What is
still wrong when the cause is gone is told then. Warnings come from the metric alarms themselves.

Left out: the alarms that roll a deployment back or scale, which are those of their services.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from components.alarms.metric_alarms import metric_alarm
from config.alarms import AlarmSettings
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
    team_topics: Mapping[str, Mapping[Severity, pulumi.Input[str]]] = field(default_factory=dict)
    """Topics by which a team is told of its own parts, in place of the region's. What a team has no
    topic for goes to the region's."""
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
        self.page_arns: list[pulumi.Output[str]] = []
        """The ARNs of the alarms that page."""
        self._causes: dict[str, aws.cloudwatch.MetricAlarm] = {}
        """Alarms that explain others, by their part."""
        for subject in args.subjects:
            self._watch(subject)
        for window in args.settings.mute:
            self._mute(window)
        self.register_outputs({})

    def _watch(self, subject: Subject) -> None:
        plans = list(alarms_of(subject, self._args.settings, self._args.environment))
        spoken = dict(_composites(subject, plans, here=self._args.region is None))
        quiet = {plan.name for parts in spoken.values() for plan in parts}
        made: dict[str, aws.cloudwatch.MetricAlarm] = {}
        for plan in plans:
            tells = [] if plan.name in quiet else [self._topic(subject, plan.severity)]
            name = f"{self._name}-{plan.name}"
            alarm = made[plan.name] = metric_alarm(name, plan, tells, self, self._args.region)
            if plan.row.key.endswith("-down"):
                self._causes[subject.name] = alarm
            if plan.name not in quiet:
                self._heard.append(alarm.name)
                if plan.severity == "critical":
                    self.page_arns.append(alarm.arn)
        for key, parts in spoken.items():
            self._compose(named(key, subject), subject, parts, made)

    def _topic(self, subject: Subject, severity: Severity) -> pulumi.Input[str]:
        """Returns the topic that hears of a part."""
        of_team = self._args.team_topics.get(subject.team, {})
        return of_team.get(severity, self._args.topics[severity])

    def _compose(
        self,
        name: str,
        subject: Subject,
        parts: Sequence[Planned],
        made: Mapping[str, aws.cloudwatch.MetricAlarm],
    ) -> None:
        name, topic = f"{self._name}-{name}", self._topic(subject, parts[0].severity)
        cause = self._causes.get(subject.after)
        page = aws.cloudwatch.CompositeAlarm(
            name,
            # The provider makes no name.
            alarm_name=scoped_name(self._args.environment, name, 255),
            alarm_description="\n".join(_descriptions(parts))[:1024],
            alarm_rule=_rule(parts, made),
            alarm_actions=[topic],
            ok_actions=[topic],
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
        if parts[0].severity == "critical":
            self.page_arns.append(page.arn)

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


def _composites(
    subject: Subject, plans: Sequence[Planned], *, here: bool
) -> Iterator[tuple[str, list[Planned]]]:
    """Yields the composite alarms of a part, by their name, with the alarms that they speak for. A
    page is one for all that pages, unless one alarm alone is enough. A cause and what it suppresses
    are in one region, `here`."""
    pages = [each for each in plans if each.severity == "critical"]
    if here and pages and (len(pages) > 1 or subject.after):
        yield "page", pages
    for page in dict.fromkeys(each.row.page for each in plans if each.row.together):
        if parts := [each for each in plans if each.row.page == page and each not in pages]:
            yield page, parts


def _rule(
    parts: Sequence[Planned], made: Mapping[str, aws.cloudwatch.MetricAlarm]
) -> pulumi.Output[str]:
    """Returns the rule: any of the alarms, or all of those that only count together."""
    groups: dict[str, list[pulumi.Output[str]]] = {}
    for plan in parts:
        text = pulumi.Output.format('ALARM("{0}")', made[plan.name].name)
        groups.setdefault(plan.row.together or plan.name, []).append(text)
    joined = [
        pulumi.Output.all(*texts).apply(_all_of) if len(texts) > 1 else texts[0]
        for texts in groups.values()
    ]
    return pulumi.Output.all(*joined).apply(" OR ".join)


def _all_of(texts: list[str]) -> str:
    return f"({' AND '.join(texts)})"


def _descriptions(parts: Sequence[Planned]) -> Iterator[str]:
    """Yields what the alarms say, those that only count together once."""
    for at, plan in enumerate(parts):
        earlier = {each.row.together for each in parts[:at]}
        if not plan.row.together or plan.row.together not in earlier:
            yield plan.description
