"""Widgets of a CloudWatch dashboard, and the grid of 24 columns in which they stand.

Form: docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure
.html
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Widget = dict[str, Any]
COLUMNS = 24


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a graph: a metric, or metric math over other lines."""

    namespace: str = ""
    metric: str = ""
    dimensions: Mapping[str, Any] | None = None
    statistic: str = "Average"
    label: str = ""
    id: str = ""
    """ID by which expressions name it. Empty: none do."""
    expression: str = ""
    hidden: bool = False
    right: bool = False
    """True for the axis on the right."""

    def rendered(self) -> list[Any]:
        """Returns the line in CloudWatch's form."""
        more: dict[str, Any] = {"label": self.label} if self.label else {}
        if self.id:
            more["id"] = self.id
        if self.hidden:
            more["visible"] = False
        if self.right:
            more["yAxis"] = "right"
        if self.expression:
            return [{**more, "expression": self.expression}]
        more["stat"] = self.statistic
        named = [part for pair in (self.dimensions or {}).items() for part in pair]
        return [self.namespace, self.metric, *named, more]


def graph(
    title: str,
    lines: Sequence[Line],
    *,
    region: str,
    period: int = 60,
    limit: float | None = None,
    unit: str = "",
) -> Widget:
    """Returns a graph over time, with a line at a limit that an alarm has."""
    properties: dict[str, Any] = {
        "title": title,
        "view": "timeSeries",
        "region": region,
        "period": period,
        "metrics": [line.rendered() for line in lines],
        "yAxis": {"left": {"min": 0, "label": unit, "showUnits": False}},
    }
    if limit is not None:
        properties["annotations"] = {"horizontal": [{"value": limit, "label": "alarm"}]}
    return {"type": "metric", "properties": properties}


def number(title: str, lines: Sequence[Line], *, region: str, period: int) -> Widget:
    """Returns one figure over the whole of `period` seconds."""
    return {
        "type": "metric",
        "properties": {
            "title": title,
            "view": "singleValue",
            "region": region,
            "period": period,
            "setPeriodToTimeRange": False,
            "metrics": [line.rendered() for line in lines],
        },
    }


def text(markdown: str) -> Widget:
    """Returns a text."""
    return {"type": "text", "properties": {"markdown": markdown}}


def states(title: str, alarms: Sequence[Any]) -> Widget:
    """Returns the states of alarms, by their ARNs."""
    return {"type": "alarm", "properties": {"title": title, "alarms": list(alarms)}}


def placed(rows: Sequence[tuple[int, Sequence[Widget]]]) -> list[Widget]:
    """Returns the widgets of rows with their places. A row is its height and its widgets, which
    share its width."""
    found: list[Widget] = []
    top = 0
    for height, widgets in rows:
        width = COLUMNS // len(widgets)
        for at, widget in enumerate(widgets):
            place = {"x": at * width, "y": top, "width": width, "height": height}
            found.append({**widget, **place})
        top += height
    return found
