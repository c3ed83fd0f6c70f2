"""The line of the checklist about alarms: each is on and told, and somebody hears what is told."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from operations.plan import Document, Resource, Resources
from operations.release.checks import Answer
from operations.release.lines import LINES

if TYPE_CHECKING:
    from operations.alarms import Receiver

_LINE = LINES["alarms"]
_ELSEWHERE = "or give EVIDENCE=alarms if people are told elsewhere"


def alarms(
    plan: Document,
    standing: Mapping[str, Mapping[str, Any]] | None,
    receivers: "Mapping[str, Sequence[Receiver]] | None" = None,
) -> Answer:
    """Answers if each alarm is on and told, by itself or by a composite alarm, and if somebody
    hears pages. `standing` are the account's alarms by name, and `receivers` its subscriptions by
    topic; None if nobody asked it."""
    resources = Resources(plan)
    found = resources.of("cloudwatch.MetricAlarm", "cloudwatch.CompositeAlarm")
    if not found:
        return Answer(_LINE, False, "there are no alarms")
    watched, spoken = _watched_by_deployments(resources), _spoken_for(resources)
    silent = [
        each.name
        for each in found
        if each.inputs.get("actionsEnabled") is False
        or not (_actions(each) or str(each) in watched | spoken)
    ]
    told = {str(each) for each in found if _tells_people(each)}
    people = told | spoken
    details = (
        f"{len(found)} alarms: {len(people)} tell people, {len(watched)} roll a deployment back, "
        f"{len(found) - len(people) - len(watched) - len(silent)} scale",
    )
    if silent:
        return Answer(_LINE, False, f"nothing hears {', '.join(silent[:6])}", "", details)
    if off := [name for name, alarm in (standing or {}).items() if not alarm.get("ActionsEnabled")]:
        return Answer(
            _LINE,
            False,
            f"switched off or gone in the account: {', '.join(off[:6])}",
            "aws cloudwatch enable-alarm-actions --alarm-names ...",
            details,
        )
    if not told:
        return Answer(
            _LINE,
            False,
            f"none of the {len(found)} alarms tells a person",
            f"let one notify a topic (own/), {_ELSEWHERE}",
            details,
        )
    return _heard(resources, receivers, details) or Answer(
        _LINE, True, f"{len(people)} alarms tell people, and each one acts", "", details
    )


def _heard(
    resources: Resources,
    receivers: "Mapping[str, Sequence[Receiver]] | None",
    details: tuple[str, ...],
) -> Answer | None:
    """Returns a no if a topic of pages has nobody who certainly hears it."""
    planned = {each.name: _receivers(resources, each) for each in _of_pages(resources)}
    if deaf := [name for name, who in planned.items() if not who]:
        return Answer(
            _LINE,
            False,
            f"nobody hears {', '.join(deaf)}",
            f"name somebody in alarms.notify.critical, {_ELSEWHERE}",
            details,
        )
    # A channel of Slack or Teams confirms nothing.
    asked = {
        name: [address for address in who if address] for name, who in planned.items() if all(who)
    }
    if asked and receivers is None:
        who = sorted({address for addresses in asked.values() for address in addresses})
        return Answer(
            _LINE, False, f"if {', '.join(who)} confirmed is not known", "ask AWS: LIVE=1", details
        )
    for name in asked:
        there = (receivers or {}).get(name, ())
        if not any(each.confirmed for each in there):
            who = [each.endpoint for each in there] or ["nobody is there"]
            return Answer(
                _LINE,
                False,
                f"nobody has confirmed to hear {name}: {', '.join(who)}",
                "open the link in AWS's mail; the next `make up` after a refresh sends another",
                details,
            )
    return None


def _of_pages(resources: Resources) -> list[Resource]:
    """Returns the topics of pages that alarms tell."""
    found: dict[str, Resource] = {}
    for alarm in resources.of("cloudwatch.MetricAlarm", "cloudwatch.CompositeAlarm"):
        for topic in resources.referred(_actions(alarm), "sns.Topic"):
            if topic.name.endswith("-critical"):
                found[topic.urn] = topic
    return list(found.values())


def _receivers(resources: Resources, topic: Resource) -> list[str]:
    """Returns the addresses that a topic tells; an empty text for a channel, which needs no
    confirmation."""
    channels = resources.of(
        "chatbot.SlackChannelConfiguration", "chatbot.TeamsChannelConfiguration"
    )
    return [
        *(
            str(each.inputs.get("endpoint"))
            for each in resources.of("sns.TopicSubscription")
            if topic in resources.referred(each.inputs.get("topic"), "sns.Topic")
        ),
        *(
            ""
            for each in channels
            if topic in resources.referred(each.inputs.get("snsTopicArns"), "sns.Topic")
        ),
    ]


def _actions(alarm: Resource) -> list[str]:
    return [str(each) for each in alarm.inputs.get("alarmActions") or ()]


def _tells_people(alarm: Resource) -> bool:
    return any(".Topic " in each or ":sns:" in each for each in _actions(alarm))


def _spoken_for(resources: Resources) -> set[str]:
    """Returns the alarms of which a composite alarm tells people."""
    told = filter(_tells_people, resources.of("cloudwatch.CompositeAlarm"))
    return _named(resources, (each.inputs.get("alarmRule") for each in told))


def _watched_by_deployments(resources: Resources) -> set[str]:
    """Returns the alarms that an ECS service names."""
    services = resources.of("ecs.Service")
    given = ((each.inputs.get("alarms") or {}).get("alarmNames") for each in services)
    return _named(resources, given)


def _named(resources: Resources, values: Iterable[Any]) -> set[str]:
    return {
        str(each)
        for value in values
        for each in resources.referred(value or [], "cloudwatch.MetricAlarm")
    }
