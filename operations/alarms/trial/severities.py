"""The severity by which people are told of an alarm: that of the topic at the end of its way."""

from operations.alarms.trial import composite
from operations.alarms.trial.alarm import Alarms
from operations.plan import Resources


def of(resources: Resources, alarms: Alarms) -> dict[str, str]:
    """Returns how each alarm is told, by its name at AWS: by itself, or by a composite alarm."""
    found = {}
    for each in alarms.metric:
        if severity := topic(resources, each.tells):
            found[each.physical] = severity
    for page in alarms.composite:
        if severity := topic(resources, page.tells):
            for name in composite.rule(page.rule)[1]:
                found.setdefault(name, severity)
    return found


def topic(resources: Resources, targets: object) -> str:
    """Returns the severity of the topic among an alarm's targets; empty if there is none."""
    for each in resources.referred(targets, "sns.Topic"):
        return each.name.rpartition("-")[2]
    return ""
