"""The settings of alarms: their figures, who is told, and when nobody is."""

import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import AfterValidator, Field

from config.alarms.threshold_settings import ProgramThresholds, ThresholdSettings
from config.values import Broken, HttpsUrl, Matching, Name, Section, TimeZone


def _moment(value: str) -> str:
    fields = value.removeprefix("cron(").removesuffix(")").split()
    is_cron = re.fullmatch(r"cron\([0-9A-Z*,\- ]+\)", value) and len(fields) == 5
    if is_cron or re.fullmatch(r"at\(\d{4}-\d\d-\d\dT\d\d:\d\d\)", value):
        return value
    raise ValueError(
        "must be cron(minutes hours day month weekday), such as cron(0 2 * * SUN), or one moment, "
        "such as at(2027-03-01T22:00); CloudWatch knows no / and no ? here"
    )


Moment = Annotated[str, AfterValidator(_moment), Field(examples=["cron(0 2 * * SUN)"])]
Email = Annotated[
    str,
    Matching(
        r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}",
        "an e-mail address such as on-call@example.com",
    ),
    Field(examples=["on-call@example.com"]),
]


class SlackSettings(Section):
    """Channel of Slack. The workspace must first let AWS in, once for each account, in the console
    of Amazon Q Developer in chat applications."""

    workspace: Annotated[
        str,
        Matching(r"T[A-Z0-9]{6,}", "a workspace's ID such as T0123ABCD"),
        Field(examples=["T0123ABCD"]),
    ]
    """ID of the workspace, as that console shows it."""
    channel: Annotated[
        str,
        Matching(r"[CG][A-Z0-9]{6,}", "a channel's ID such as C0123ABCD"),
        Field(examples=["C0123ABCD"]),
    ]
    """ID of the channel, from its link. A private one must invite @Amazon Q."""


TeamsId = Annotated[
    str,
    Matching(
        r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}",
        "an ID of Microsoft's, such as 11111111-2222-3333-4444-555555555555",
    ),
    Field(examples=["11111111-2222-3333-4444-555555555555"]),
]


class TeamsSettings(Section):
    """Channel of Microsoft Teams. The tenant must first let AWS in, once for each account, in the
    console of Amazon Q Developer in chat applications."""

    tenant: TeamsId
    """ID of the tenant, from the channel's link (`tenantId`)."""
    team: TeamsId
    """ID of the team, from the channel's link (`groupId`)."""
    channel: Annotated[
        str,
        Matching(
            r"[A-Za-z0-9_=+/.,-]*%3[aA][A-Za-z0-9_=+/.,-]*%40[A-Za-z0-9_=+/.,-]*",
            "a channel's ID as its link has it, such as 19%3aab%40thread.tacv2, with %3a for : and "
            "%40 for @",
        ),
        Field(max_length=255, examples=["19%3aab%40thread.tacv2"]),
    ]
    """ID of the channel, from its link, between `channel/` and the next `/`."""


class ReceiverSettings(Section):
    """People and services that are told of one severity."""

    email: list[Email] = []
    """Addresses. AWS asks each one to confirm by a link, and tells it nothing before; an unanswered
    request ends after two days, and the next `up` sends another."""
    slack: SlackSettings | None = None
    """Channel of Slack. Absent: none."""
    teams: TeamsSettings | None = None
    """Channel of Microsoft Teams. Absent: none."""
    pager: Annotated[HttpsUrl, Field(examples=["https://pager.example.com/aws"])] | None = None
    """Address at which a pager service takes messages of Amazon SNS, and confirms by itself.
    Absent: none."""

    def rules(self) -> Iterator[Broken]:
        """Checks that each address is named once, because each is one subscription."""
        if len(set(self.email)) != len(self.email):
            yield Broken("email", self.email, "must name each address once")

    @property
    def anybody(self) -> bool:
        """True if somebody is told."""
        return bool(self.email or self.slack or self.teams or self.pager)


class NotifySettings(Section):
    """People and services that are told."""

    critical: ReceiverSettings = ReceiverSettings()
    """Receivers of pages: people are affected, or soon will be. Absent: nobody."""
    warning: ReceiverSettings = ReceiverSettings()
    """Receivers of warnings, which can wait for the morning. Absent: nobody."""

    def rules(self) -> Iterator[Broken]:
        """Checks that each channel is named once, because AWS takes one configuration for each."""
        slack, teams = self.critical.slack, self.critical.teams
        for kind, mine, other in (
            ("slack", self.warning.slack, slack),
            ("teams", self.warning.teams, teams),
        ):
            if mine is not None and mine == other:
                yield Broken(
                    ("warning", kind),
                    mine.channel,
                    "is the channel of `critical` too, and AWS takes one configuration for each "
                    "channel; choose another, so that a page is not lost among warnings",
                )

    def channels(self) -> list[tuple[str, str]]:
        """Returns the channels of both severities: the kind of each and its ID."""
        both = (self.critical, self.warning)
        return [
            *(("slack", each.slack.channel) for each in both if each.slack),
            *(("teams", each.teams.channel) for each in both if each.teams),
        ]


class MuteSettings(Section):
    """Maintenance window, in which alarms change their state and tell nobody. What is still wrong
    at its end is told then."""

    starts: Moment
    """Moment at which it starts: cron with five fields, or one moment."""
    minutes: Annotated[int, Field(ge=1, le=21600, examples=[60])]
    """Length in minutes, at most 15 days."""
    timezone: TimeZone = "UTC"
    """Time zone of `starts`. Default: UTC."""


class AlarmSettings(Section):
    """Alarms of the environment. All of them exist without being asked for."""

    runbooks: HttpsUrl | None = None
    """Address below which people read the pages of docs/runbooks, such as
    https://github.com/example/shop/blob/main/docs/runbooks. Absent: alarms name the file."""
    thresholds: ThresholdSettings = ThresholdSettings()
    """Figures at which alarms go off. Absent: the defaults."""
    programs: Annotated[
        dict[Name, ProgramThresholds], Field(examples=[{"orders": {"cpu_percent": 95}}])
    ] = {}
    """Figures of single services, workers and jobs, by name."""
    notify: NotifySettings = NotifySettings()
    """People and services that are told. Absent: nobody, which a preview warns of."""
    teams: Annotated[
        dict[Name, NotifySettings],
        Field(examples=[{"billing": {"critical": {"email": ["billing@example.com"]}}}]),
    ] = {}
    """People who are told of what a team owns, in place of `notify`, by the team's name. A severity
    for which a team names nobody goes to `notify`. Default: none."""
    mute: Annotated[
        dict[Name, MuteSettings],
        Field(examples=[{"sunday": {"starts": "cron(0 2 * * SUN)", "minutes": 60}}]),
    ] = {}
    """Maintenance windows, by name."""
    budget_usd: Annotated[float, Field(gt=0, examples=[2500])] | None = None
    """Cost of the environment in a month, in US dollars, of which 80 % spent and 100 % forecast are
    warned of. It counts what carries the tag `stack` with this stack's name; activate that tag as
    a cost allocation tag once. Absent: there is no budget."""

    def rules(self) -> Iterator[Broken]:
        """Checks that no team has a channel of another, because AWS takes one configuration for
        each."""
        seen = dict.fromkeys(self.notify.channels(), "notify")
        for team, notify in self.teams.items():
            for channel in notify.channels():
                if channel in seen:
                    yield Broken(
                        ("teams", team),
                        channel[1],
                        f"is the channel of {seen[channel]} too, and AWS takes one configuration "
                        "for each channel; choose another",
                    )
                seen[channel] = f"teams.{team}"
