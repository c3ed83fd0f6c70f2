"""The edge's pricing plan: what it does not take is told, with a plan that does."""

from typing import Any

import pytest

from config import ConfigError
from config.edge import PRICING_PLANS
from config.files.yaml_file import YamlFile
from config.loader import check
from tests.factories import SHOP, lifted, raw_settings, raw_workload


def cached(count: int) -> dict[str, Any]:
    """Services of which each has one path that is cached, below one that is not."""
    found = [("web", "/", False), *((f"docs-{n}", f"/p{n}", True) for n in range(count))]
    return {
        name: {
            "image": f"{name}:1",
            "port": 80,
            "routes": [{"paths": [path], "auth": "none", "cache": cache}],
        }
        for name, path, cache in found
    }


def told(
    plan: Any,
    workload: dict[str, Any] | None = None,
    edge: dict[str, Any] | None = None,
    **more: Any,
) -> str:
    """What is said of a shop whose edge has a plan."""
    files = (
        YamlFile("Pulumi.prod.yaml", None, {}),
        YamlFile("workload.yaml", raw_workload(**(workload or {})), {}),
    )
    named = raw_settings("prod", edge={"plan": plan, **(edge or {})}, **more)
    try:
        check("prod", named, *files, SHOP)
    except ConfigError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("plan", [None, "business", "premium"])
def test_the_shop_may_have_a_plan_that_takes_its_pages(plan: str | None) -> None:
    assert told(plan) == ""


@pytest.mark.parametrize(
    ("plan", "given", "says"),
    [
        (
            "business",
            {"waf": None, "production": lifted("waf")},
            ("needs waf", "add waf"),
        ),
        ("pro", {}, ("AWS's own cache policies only", "cache: true of web", "write business")),
        (
            "free",
            {"edge": {"cache_seconds": {"/assets": 60}}, "workload": {"services": cached(0)}},
            ("for cache_seconds", "write business, or leave that out", "write business, or answer"),
        ),
        ("silver", {}, ("edge.plan", "business", "got 'silver'")),
        ("PRO", {}, ("got 'PRO'",)),
        (True, {}, ("edge.plan",)),
        ({"tier": "pro"}, {}, ("edge.plan",)),
    ],
)
def test_a_mistake_is_told_with_its_place_and_remedy(
    plan: Any, given: dict[str, Any], says: tuple[str, ...]
) -> None:
    message = told(plan, **given)
    for each in says:
        assert each in message, message


@pytest.mark.parametrize(
    ("services", "says"), [(30, "write premium, or"), (60, "no plan takes so many;")]
)
def test_too_many_behaviors_name_the_plan_that_takes_them(services: int, says: str) -> None:
    """A path that caches below one that does not takes two behaviors."""
    message = told("business", {"services": cached(services)})
    assert "takes 50 cache behaviors, and the workload needs" in message
    assert says in message


def test_the_plans_are_in_the_order_of_what_they_take() -> None:
    taken = [(each.requests_million, each.behaviors) for each in PRICING_PLANS.values()]
    assert taken == sorted(taken)
