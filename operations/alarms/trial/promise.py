"""The promise of an alarm: the figure and the time that its own description tells people, and the
metrics of its row.

A figure in a description is rounded to six digits, or to whole numbers from 10,000 on.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from operations.alarms.trial.alarm import MetricAlarm
from planning.alarms import TABLE, Alarm, Limit, Series, Trial

_SAID = re.compile(
    r"\((?P<how>above|at least|below) (?P<usual>the usual \+ )?(?P<figure>[\d,.]+(?:e[+-]?\d+)?)"
    r"(?P<unit> .*?)? for (?P<minutes>[\d.]+(?:e[+-]?\d+)?) minutes\)"
)
_ROLLBACK = re.compile(r"(?:more than|takes more than) (?P<figure>[\d.]+)")
_MESSAGES = re.compile(r"^(?P<figure>\d+) messages wait")
_PREFIXES = ("alarms-", "alarms-edge-")
_TASKS = "ClusterName TaskDefinitionFamily"
_GROUP = "LoadBalancer TargetGroup"


def _series(id: str, metric: str, namespace: str, dimensions: str, statistic: str) -> Series:
    return Series(
        id=id, metric=metric, namespace=namespace, dimensions=dimensions, statistic=statistic
    )


def _other(key: str, series: tuple[Series, ...], expression: str, trial: Trial) -> Alarm:
    return Alarm(
        key=key,
        kinds=("service",),
        title="",
        severity="warning",
        series=series,
        expression=expression,
        periods=3,
        limit=Limit(),
        first="",
        trial=trial,
    )


_INSIDE = "ECS/ContainerInsights"
_BALANCER = "AWS/ApplicationELB"
_WAITING = _series("visible", "ApproximateNumberOfMessagesVisible", "AWS/SQS", "QueueName", "")
OTHERS = (
    _other(
        "memory",
        (
            _series("used", "MemoryUtilized", _INSIDE, _TASKS, "Average"),
            _series("given", "MemoryReserved", _INSIDE, _TASKS, "Average"),
        ),
        "100 * {used} / {given}",
        Trial(varies="MemoryUtilized", beside={"MemoryReserved": 1024}),
    ),
    _other(
        "errors",
        tuple(
            replace(_series(id, metric, _BALANCER, _GROUP, "Sum"), each="group", fill="0")
            for id, metric in (
                ("errors", "HTTPCode_Target_5XX_Count"),
                ("requests", "RequestCount"),
            )
        ),
        "IF({errors} >= 5, 100 * {errors} / {requests}, 0)",
        Trial(varies="HTTPCode_Target_5XX_Count", beside={"RequestCount": 10_000}),
    ),
    _other(
        "latency",
        (
            replace(
                _series("slow", "TargetResponseTime", _BALANCER, _GROUP, "p95"),
                each="group",
                fill="0",
            ),
        ),
        "{slow}",
        Trial(varies="TargetResponseTime"),
    ),
    replace(
        _other(
            "deep-queue",
            (replace(_WAITING, statistic="Maximum"),),
            "",
            Trial(varies="ApproximateNumberOfMessagesVisible"),
        ),
        kinds=("worker",),
        periods=1,
        comparison="at least",
    ),
    replace(
        _other(
            "wake",
            (
                replace(_WAITING, statistic="Average"),
                replace(
                    _series(
                        "running", "RunningTaskCount", _INSIDE, "ClusterName ServiceName", "Average"
                    ),
                    fill="REPEAT",
                ),
            ),
            "IF({running} < 1, {visible}, 0)",
            Trial(varies="ApproximateNumberOfMessagesVisible", beside={"RunningTaskCount": 0}),
        ),
        kinds=("worker",),
        periods=1,
        comparison="at least",
    ),
)
"""Rows of the alarms that roll a deployment back or scale. They tell nobody, so the table of
alarms does not have them."""


@dataclass(frozen=True, kw_only=True)
class Promise:
    """A row with the figure and the time that one alarm has for it."""

    row: Alarm
    part: str
    figure: float
    exact: bool
    """True if the figure is the threshold itself, not a rounded one."""
    bad: int
    """Periods of the row that must be bad before it goes off."""
    within: int
    """Periods among which they are."""


def of(alarm: MetricAlarm) -> Promise | None:
    """Returns the promise of an alarm; None if it has no row or says no figure."""
    for row, part in rows_of(alarm):
        if row in OTHERS:
            return _of_other(alarm, row, part)
        said = _SAID.search(alarm.description)
        if said is None or said["how"] != row.comparison or bool(said["usual"]) != row.band:
            return None
        bad = round(float(said["minutes"]) * 60 / row.period)
        figure = float(said["figure"].replace(",", ""))
        return Promise(
            row=row,
            part=part,
            figure=figure,
            exact=_is_exact(said["figure"], figure),
            bad=bad,
            within=bad if row.minutes or not row.datapoints else row.periods,
        )
    return None


def _of_other(alarm: MetricAlarm, row: Alarm, part: str) -> Promise | None:
    if row.key == "wake":
        figure = 1.0
    else:
        said = (_MESSAGES if row.key == "deep-queue" else _ROLLBACK).search(alarm.description)
        if said is None:
            return None
        figure = float(said["figure"])
    return Promise(
        row=row, part=part, figure=figure, exact=True, bad=row.periods, within=row.periods
    )


def _is_exact(text: str, figure: float) -> bool:
    digits = re.sub(r"e.*|[,.]", "", text).strip("0")
    return len(digits) < 6 and (figure < 10_000 or figure % 10 == 0)


def rows_of(alarm: MetricAlarm) -> Iterator[tuple[Alarm, str]]:
    """Yields the row of an alarm, by its name, with its part."""
    keys = {row.key for row in TABLE}
    for prefix in _PREFIXES:
        key, _, part = alarm.name.removeprefix(prefix).partition("--")
        if alarm.name.startswith(prefix) and key in keys:
            row = max((row for row in TABLE if row.key == key), key=lambda row: _alike(row, alarm))
            yield row, part or row.kinds[0]
            return
    for row in OTHERS:
        if alarm.name.endswith(f"-{row.key}"):
            yield row, alarm.name.removesuffix(f"-{row.key}").removesuffix("-scaling")


def _alike(row: Alarm, alarm: MetricAlarm) -> tuple[int, int]:
    """Returns how much an alarm has in common with one of the rows of its key: metrics, and the
    dimensions that they are named by."""
    metrics = {each.metric for each in alarm.queries}
    dimensions = {frozenset(each.dimensions) for each in alarm.queries if each.metric}
    named = {frozenset(each.dimensions.replace("?", "").split()) for each in row.series}
    return len(metrics & {each.metric for each in row.series}), len(dimensions & named)
