"""One alarm of the table as a resource: its metrics, its arithmetic, and whom it tells."""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

import pulumi
import pulumi_aws as aws

from planning.alarms import INSIGHTS, Planned, Query

_OPERATORS = {
    "above": "GreaterThanThreshold",
    "at least": "GreaterThanOrEqualToThreshold",
    "below": "LessThanThreshold",
}
_Queries = list[aws.cloudwatch.MetricAlarmMetricQueryArgsDict]


def metric_alarm(
    name: str,
    plan: Planned,
    tells: Sequence[pulumi.Input[str]],
    parent: pulumi.Resource,
    region: str | None,
) -> aws.cloudwatch.MetricAlarm:
    """Creates one alarm. `tells` are topics, which hear of its end too; none if a composite alarm
    speaks for it."""
    return aws.cloudwatch.MetricAlarm(
        name,
        alarm_description=plan.description,
        comparison_operator="GreaterThanUpperThreshold"
        if plan.row.band
        else _OPERATORS[plan.row.comparison],
        evaluation_periods=plan.periods,
        datapoints_to_alarm=plan.datapoints,
        treat_missing_data=plan.row.missing,
        threshold=None if plan.row.band else plan.threshold,
        threshold_metric_id=plan.queries[-1].id if plan.row.band else None,
        alarm_actions=[*tells],
        ok_actions=[*tells],
        region=region,
        opts=pulumi.ResourceOptions(parent=parent),
        **_measured(plan),
    )


class _Measured(TypedDict, total=False):
    """The arguments that say what is measured: one metric, or queries."""

    namespace: str
    metric_name: str
    dimensions: Mapping[str, Any]
    period: int
    statistic: str
    extended_statistic: str
    evaluate_low_sample_count_percentiles: str
    metric_queries: _Queries


def _measured(plan: Planned) -> _Measured:
    first = plan.queries[0]
    if len(plan.queries) > 1 or not first.metric:
        return {"metric_queries": _queries(plan)}
    metric: _Measured = {
        "namespace": first.namespace,
        "metric_name": first.metric,
        "dimensions": dict(first.dimensions or {}),
        "period": plan.row.period,
    }
    if first.statistic.startswith("p"):
        # Of a few requests, the slowest is the 95th percentile too, and wakes nobody.
        return {
            **metric,
            "extended_statistic": first.statistic,
            "evaluate_low_sample_count_percentiles": "ignore",
        }
    return {**metric, "statistic": first.statistic}


def _queries(plan: Planned) -> _Queries:
    last = plan.queries[-1].id
    return [
        _query(each, plan.row.period, returned=each.id == last or plan.row.band)
        for each in plan.queries
    ]


def _query(
    query: Query, period: int, *, returned: bool
) -> aws.cloudwatch.MetricAlarmMetricQueryArgsDict:
    if query.metric:
        return {
            "id": query.id,
            "metric": {
                "namespace": query.namespace,
                "metric_name": query.metric,
                "dimensions": dict(query.dimensions or {}),
                "stat": query.statistic,
                "period": period,
            },
            "return_data": returned,
        }
    made: aws.cloudwatch.MetricAlarmMetricQueryArgsDict = {
        "id": query.id,
        "label": query.label,
        "expression": pulumi.Output.format(query.expression, *query.values)
        if query.values
        else query.expression,
        "return_data": returned,
    }
    if query.expression.startswith(INSIGHTS):
        # No metric is beside it from which the period would follow.
        made["period"] = period
    return made
