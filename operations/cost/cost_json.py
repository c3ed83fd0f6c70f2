"""Estimates as JSON for programs."""

import json
from collections.abc import Mapping
from typing import Any

import prices
from operations.cost.estimate import Estimate, Line
from operations.cost.levels import Levels


def text(estimates: Mapping[str, Estimate]) -> str:
    """Returns estimates by environment as JSON."""
    return json.dumps({name: as_json(each) for name, each in estimates.items()}, indent=2) + "\n"


def as_json(estimate: Estimate) -> dict[str, Any]:
    """Returns an estimate with all of its lines."""
    return {
        "region": estimate.region or None,
        "currency": "USD",
        "total": levels(estimate.total),
        "components": {name: levels(usd) for name, usd in estimate.by_component.items()},
        "lines": [_line(each) for each in estimate.lines],
        "unpriced": [
            {"urn": each.urn, "resource": each.resource, "why": each.why}
            for each in estimate.unpriced
        ],
        "free": estimate.free,
        "unreadShare": round(estimate.unread, 4),
        "pricesRead": str(estimate.read) if estimate.read else None,
    }


def levels(usd: Levels) -> dict[str, float]:
    """Returns three levels by name."""
    return {name: round(value, 4) for name, value in usd._asdict().items()}


def _line(line: Line) -> dict[str, Any]:
    return {
        "urn": line.urn,
        "resource": line.resource,
        "component": line.component,
        "says": line.says,
        "region": line.region,
        "usd": levels(line.usd),
        "amount": {name: round(value, 6) for name, value in line.amount._asdict().items()},
        "unit": line.unit,
        "arithmetic": line.arithmetic,
        "product": line.key,
        "source": prices.source(line.region, line.price),
        "read": str(line.price.read),
    }
