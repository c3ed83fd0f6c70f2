"""Alarms of a plan for the page: each with what it watches, who is told, the page and the first
command."""

from collections.abc import Sequence
from typing import Any

from operations.alarms.trial import Alarms, alarm, composite, severities
from operations.explore.entries import Entry
from operations.plan import Resources
from planning.alarms import directions

_TELLERS = ("sns.Topic", "cloudwatch.MetricAlarm", "cloudwatch.CompositeAlarm")
_DEPLOYMENT = "deployments"
_SCALING = "scaling"


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
