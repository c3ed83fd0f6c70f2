"""Alarms of a plan for the page: each with what it watches, who is told, the page and the first
command."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from operations.alarms import listing
from operations.alarms.trial import Alarms, alarm, composite, severities
from operations.explore.entries import Entry
from operations.plan import Resource, Resources
from planning.alarms import EVENTS, directions
from wording import counted, listed

_TELLERS = ("sns.Topic", "cloudwatch.MetricAlarm", "cloudwatch.CompositeAlarm")
_DEPLOYMENT = "deployments"
_SCALING = "scaling"
_SEVERITIES = {"critical": "critical alarm", "warning": "warning"}
_EVENTS = frozenset(row.key for row in EVENTS)
_KEY = "alarms.notify"
_CHATS = (
    ("chatbot.SlackChannelConfiguration", "slackChannelId", "Slack channel"),
    ("chatbot.TeamsChannelConfiguration", "channelId", "Teams channel"),
)


def alarmed(
    resources: Resources, entries: Sequence[Entry], numbers: dict[str, int]
) -> list[dict[str, Any]]:
    """Returns every alarm, those first that wake people."""
    alarms = alarm.planned(resources)
    told = severities.of(resources, alarms)
    speaks = _speaking(alarms, numbers)
    users = _users(resources, alarms)
    found = []
    for each in alarms.metric:
        entry = entries[numbers[each.resource.urn]]
        said = directions.read(each.description)
        found.append(
            {
                "is": numbers[entry.urn],
                "told": told.get(each.physical) or users.get(entry.urn, "nobody"),
                "says": each.description.partition(" Runbook: ")[0],
                "page": said.page if said else "",
                "first": said.first if said else "",
                "watches": [
                    numbers[urn]
                    for urn in entry.before
                    if entries[numbers[urn]].resource.kind not in _TELLERS
                ],
                "by": speaks.get(each.physical),
            }
        )
    return sorted(found, key=lambda row: _order(str(row["told"])))


def _order(told: str) -> int:
    known = ("critical", "warning", _DEPLOYMENT, _SCALING)
    return known.index(told) if told in known else len(known)


def _speaking(alarms: Alarms, numbers: dict[str, int]) -> dict[str, int]:
    """Returns the composite alarm that speaks for each other alarm, by the other's name at AWS."""
    return {
        name: numbers[each.resource.urn]
        for each in alarms.composite
        for name in composite.rule(each.rule)[1]
    }


def _users(resources: Resources, alarms: Alarms) -> dict[str, str]:
    """Returns the use of alarms that tell nobody: ECS ends a deployment by them, or they scale."""
    found = {
        each.resource.urn: _SCALING
        for each in alarms.metric
        if resources.referred(each.tells, "appautoscaling.Policy")
    }
    for service in resources.of("ecs.Service"):
        for each in resources.referred(service.inputs.get("alarms"), "cloudwatch.MetricAlarm"):
            found[each.urn] = _DEPLOYMENT
    return found


def heard(resources: Resources) -> str:
    """Returns who is told of alarms and of AWS's events, and the key of the settings by which
    somebody would be. Empty if there is nothing to be told of."""
    lines = list(listing.lines(resources, alarm.planned(resources)))
    counts = {
        severity: sum(each.severity == severity for each in lines) for severity in _SEVERITIES
    }
    receivers = {
        severity: _receivers(resources, severity) for severity, count in counts.items() if count
    }
    if not receivers:
        return ""
    names = {each: counted(counts[each], _SEVERITIES[each]) for each in receivers}
    if any(receivers.values()):
        said = "; ".join(
            f"{names[each]}: {listed(found) or f'nobody yet ({_KEY}.{each} names nobody)'}"
            for each, found in receivers.items()
        )
    else:
        said = (
            f"Nobody yet: {_KEY} names nobody. {listed(list(names.values()))} "
            "change their state at AWS, and no message leaves"
        )
    windows = list(dict.fromkeys(map(_window, resources.of("cloudwatch.AlarmMuteRule"))))
    quiet = f" Nobody is told in a window that starts at {listed(windows)}." if windows else ""
    events = sum(each.key in _EVENTS for each in lines)
    among = f" {events} of them are events of AWS, not alarms." if events else ""
    return f"{said}.{among} Each names its page and the first command.{quiet}"


def _receivers(resources: Resources, severity: str) -> list[str]:
    """Returns everybody who hears of a severity, each once: the alarms of CloudFront have topics of
    their own, with the same receivers."""
    found = []
    for each in resources.of("sns.TopicSubscription"):
        if severities.topic(resources, each.inputs.get("topic")) == severity:
            endpoint = str(each.inputs.get("endpoint"))
            # The path of a pager's address is a key.
            host = urlsplit(endpoint).hostname
            found.append(f"the pager at {host}" if host else endpoint)
    for kind, key, name in _CHATS:
        found += [
            f"{name} {each.inputs.get(key)}"
            for each in resources.of(kind)
            if severities.topic(resources, each.inputs.get("snsTopicArns")) == severity
        ]
    return list(dict.fromkeys(found))


def _window(rule: Resource) -> str:
    schedule = (rule.inputs.get("rule") or {}).get("schedule") or {}
    minutes = str(schedule.get("duration")).removeprefix("PT").removesuffix("M")
    zone = schedule.get("timezone") or "UTC"
    return f"{schedule.get('expression')} {zone} for {counted(int(minutes), 'minute')}"
