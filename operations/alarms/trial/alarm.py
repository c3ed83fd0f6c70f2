"""An alarm as CloudWatch has it, read from a plan, a state or the account itself: never from the
table that it was made of, so that a trial finds what went wrong on the way."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from operations import accounts
from operations.plan import Resource, Resources
from operations.sites import Site

_AT_ONCE = 100
"""Names that DescribeAlarms takes in one call."""


@dataclass(frozen=True, kw_only=True)
class Query:
    """One metric or expression of an alarm."""

    id: str
    returned: bool
    namespace: str = ""
    metric: str = ""
    dimensions: Mapping[str, str]
    statistic: str = ""
    period: int = 0
    expression: str = ""


@dataclass(frozen=True, kw_only=True)
class AnyAlarm:
    """Everything that alarms of both kinds have."""

    resource: Resource
    physical: str
    """Name at AWS, by which composite alarms mean it."""
    description: str
    tells: tuple[str, ...]
    """Topics and policies that it acts on. Empty if it is switched off too."""

    @property
    def name(self) -> str:
        """The program's name of it."""
        return self.resource.name


@dataclass(frozen=True, kw_only=True)
class MetricAlarm(AnyAlarm):
    """One alarm about metrics."""

    queries: tuple[Query, ...]
    operator: str
    threshold: float | None
    threshold_id: str
    """ID of the band that is the threshold. Empty: a number is."""
    periods: int
    datapoints: int
    missing: str

    @property
    def period(self) -> int:
        """Length of its period in seconds."""
        return max((each.period for each in self.queries), default=0) or 60


@dataclass(frozen=True, kw_only=True)
class CompositeAlarm(AnyAlarm):
    """One alarm about other alarms."""

    rule: str
    suppressor: str


@dataclass(frozen=True)
class Alarms:
    """All alarms of an environment."""

    metric: tuple[MetricAlarm, ...]
    composite: tuple[CompositeAlarm, ...]

    @property
    def all(self) -> list[AnyAlarm]:
        """Both kinds."""
        return [*self.metric, *self.composite]


def planned(resources: Resources) -> Alarms:
    """Returns the alarms that a plan or a state declares."""
    return Alarms(
        tuple(_metric(each, each.inputs) for each in resources.of("cloudwatch.MetricAlarm")),
        tuple(_composite(each, each.inputs) for each in resources.of("cloudwatch.CompositeAlarm")),
    )


def standing(site: Site) -> Alarms:
    """Returns the environment's alarms as the account has them now. One that is gone is left out,
    and the state's word for it stays in `site.resources`."""
    there = {
        **_described(site, "cloudwatch.MetricAlarm", "MetricAlarm"),
        **_described(site, "cloudwatch.CompositeAlarm", "CompositeAlarm"),
    }
    return Alarms(
        tuple(
            _metric(each, _inputs(there[each.urn]))
            for each in site.resources.of("cloudwatch.MetricAlarm")
            if each.urn in there
        ),
        tuple(
            _composite(each, _inputs(there[each.urn]))
            for each in site.resources.of("cloudwatch.CompositeAlarm")
            if each.urn in there
        ),
    )


def _described(site: Site, kind: str, type_: str) -> dict[str, Mapping[str, Any]]:
    by_region: dict[str, dict[str, str]] = {}
    for each in site.resources.of(kind):
        name = str(each.outputs.get("name") or each.outputs.get("alarmName"))
        region = str(each.outputs.get("region") or site.region)
        by_region.setdefault(region, {})[name] = each.urn
    found = {}
    for region, urns in sorted(by_region.items()):
        names = sorted(urns)
        for first in range(0, len(names), _AT_ONCE):
            with accounts.asking("the alarms"):
                answer = site.client("cloudwatch", region).describe_alarms(
                    AlarmNames=names[first : first + _AT_ONCE],
                    AlarmTypes=[type_],
                    MaxRecords=_AT_ONCE,
                )
            for each in answer.get(f"{type_}s", ()):
                found[urns[each["AlarmName"]]] = each
    return found


def _inputs(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Returns an answer of DescribeAlarms in the words of the provider."""
    inputs = {key[0].lower() + key[1:]: value for key, value in answer.items()}
    inputs["dimensions"] = _by_name(answer.get("Dimensions") or ())
    inputs["metricQueries"] = [_query_inputs(each) for each in answer.get("Metrics") or ()]
    if suppressor := answer.get("ActionsSuppressor"):
        inputs["actionsSuppressor"] = {"alarm": suppressor}
    return inputs


def _query_inputs(answer: Mapping[str, Any]) -> dict[str, Any]:
    made = {
        "id": answer["Id"],
        "expression": answer.get("Expression"),
        "period": answer.get("Period"),
        "returnData": answer.get("ReturnData", True),
    }
    if stat := answer.get("MetricStat"):
        made["metric"] = {
            "namespace": stat["Metric"]["Namespace"],
            "metricName": stat["Metric"]["MetricName"],
            "dimensions": _by_name(stat["Metric"].get("Dimensions") or ()),
            "period": stat["Period"],
            "stat": stat["Stat"],
        }
    return made


def _by_name(dimensions: Sequence[Mapping[str, str]]) -> dict[str, str]:
    return {each["Name"]: each["Value"] for each in dimensions}


def _metric(resource: Resource, inputs: Mapping[str, Any]) -> MetricAlarm:
    periods = int(inputs.get("evaluationPeriods") or 1)
    threshold = inputs.get("threshold")
    return MetricAlarm(
        resource=resource,
        physical=_physical(resource),
        description=str(inputs.get("alarmDescription") or ""),
        queries=tuple(_queries(inputs)),
        operator=str(inputs.get("comparisonOperator")),
        threshold=None if threshold is None else float(threshold),
        threshold_id=str(inputs.get("thresholdMetricId") or ""),
        periods=periods,
        datapoints=int(inputs.get("datapointsToAlarm") or periods),
        missing=str(inputs.get("treatMissingData") or "missing"),
        tells=_tells(inputs),
    )


def _composite(resource: Resource, inputs: Mapping[str, Any]) -> CompositeAlarm:
    return CompositeAlarm(
        resource=resource,
        physical=_physical(resource),
        description=str(inputs.get("alarmDescription") or ""),
        rule=str(inputs.get("alarmRule") or ""),
        suppressor=str((inputs.get("actionsSuppressor") or {}).get("alarm") or ""),
        tells=_tells(inputs),
    )


def _tells(inputs: Mapping[str, Any]) -> tuple[str, ...]:
    if inputs.get("actionsEnabled") is False:
        return ()
    return tuple(str(each) for each in inputs.get("alarmActions") or ())


def _physical(resource: Resource) -> str:
    for key in ("alarmName", "name"):
        for source in (resource.outputs, resource.inputs):
            if name := source.get(key):
                return str(name)
    return f"${{{resource}.name}}"


def _queries(inputs: Mapping[str, Any]) -> Iterator[Query]:
    if inputs.get("metricName"):
        yield _of_metric("value", True, inputs, inputs.get("statistic"))
    for each in inputs.get("metricQueries") or ():
        returned = bool(each.get("returnData"))
        if metric := each.get("metric"):
            yield _of_metric(each["id"], returned, metric, metric.get("stat"))
        else:
            yield Query(
                id=each["id"],
                returned=returned,
                dimensions={},
                period=int(each.get("period") or 0),
                expression=str(each.get("expression")),
            )


def _of_metric(id: str, returned: bool, metric: Mapping[str, Any], statistic: Any) -> Query:
    return Query(
        id=id,
        returned=returned,
        namespace=str(metric.get("namespace")),
        metric=str(metric.get("metricName")),
        dimensions={key: str(value) for key, value in (metric.get("dimensions") or {}).items()},
        statistic=str(statistic or metric.get("extendedStatistic")),
        period=int(metric.get("period") or 60),
    )


def gone(site: Site, found: Alarms) -> list[str]:
    """Returns the alarms that the state has and the account no longer has."""
    there = {each.resource.urn for each in found.all}
    declared = site.resources.of("cloudwatch.MetricAlarm", "cloudwatch.CompositeAlarm")
    return [each.name for each in declared if each.urn not in there]
