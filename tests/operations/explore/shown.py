"""The page of a plan that a test may have changed, and its data."""

from functools import cache
from typing import Any

from operations.explore.drawn import drawn
from operations.explore.model import Source, model
from operations.explore.page import page
from tests.factories import SHOP
from tests.operations.plans import Plan


def data_of(plan: Plan, *, workload: bool = True) -> dict[str, Any]:
    """The data of a plan's page."""
    folder = SHOP if workload else None
    return model(Source(document=plan.document, said="the plan of a test", folder=folder))


def page_of(plan: Plan) -> str:
    """The HTML of a plan's page."""
    return page(data_of(plan), drawn(plan.resources()))


@cache
def shop_page(stack: str = "prod") -> str:
    """The page of the shop as it is, made once for all tests."""
    return page_of(Plan(stack))


def numbered(data: dict[str, Any], key: str) -> int:
    """The number of the resource with a key."""
    (found,) = [number for number, row in enumerate(data["resources"]) if row[0] == key]
    return found


def keys(data: dict[str, Any], numbers: list[int]) -> set[str]:
    """The keys of resources by their numbers."""
    return {data["resources"][number][0] for number in numbers}
