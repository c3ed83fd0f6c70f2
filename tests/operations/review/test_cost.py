"""The cost of a change in the review: both sides, the lines, and the budget."""

import json

import pytest

from operations.report import markdown
from operations.review import blocks, cost_change, report
from operations.review.cost_change import CostChange
from operations.review.report import CLEAN, HAZARDS, Environment, Report
from tests.operations.cost.planned import planned
from tests.operations.plans import Plan

pytestmark = pytest.mark.xdist_group("plans of the shop")

GATEWAY = {"kind": "ec2.NatGateway", "name": "a"}
OTHER = {"kind": "ec2.NatGateway", "name": "b"}


def change(*, before: float | None, after: float | None, more: bool) -> CostChange:
    """A change of a plan with one gateway, which costs about 38 USD, to one with two or one."""
    sides = []
    for budget, gateways in ((before, [GATEWAY]), (after, [GATEWAY, OTHER] if more else [GATEWAY])):
        sides.append(planned(gateways, settings={"alarms": {"budget_usd": budget}}))
    return cost_change.of(*sides)


def told(found: CostChange) -> str:
    whole = Report("main", (Environment("prod", cost=found),))
    return markdown.render(blocks.blocks(whole), head="", whole="make review")


def test_a_budget_that_a_change_passes_fails_the_review_and_is_named() -> None:
    found = change(before=50, after=50, more=True)
    assert found.passed
    assert Report("main", (Environment("prod", cost=found),)).status == HAZARDS
    text = told(found)
    assert "alarms.budget_usd" in text
    assert "50.00 USD" in text
    assert "ec2.NatGateway b" in text


@pytest.mark.parametrize(
    ("before", "after", "more", "passed"),
    [
        (None, None, True, False),
        (100, 100, True, False),
        (100, 30, False, True),  # the budget sinks below what stands
        (30, 30, False, False),  # it was passed before, and nothing grew
        (30, 30, True, True),
        (None, 30, False, True),
    ],
)
def test_only_a_change_that_passes_the_budget_is_held_against_it(
    before: float | None, after: float | None, more: bool, passed: bool
) -> None:
    found = change(before=before, after=after, more=more)
    assert found.passed is passed
    status = Report("main", (Environment("prod", cost=found),)).status
    assert status == (HAZARDS if passed else CLEAN)


def test_json_has_both_sides_and_the_lines() -> None:
    found = change(before=50, after=50, more=True)
    told_json = report.as_json(Report("main", (Environment("prod", cost=found),)))
    cost = json.loads(json.dumps(told_json))["environments"][0]["cost"]
    assert cost["overBudget"] is True
    assert cost["budgetUsd"] == 50
    assert cost["difference"] == pytest.approx(730 * 0.052, abs=0.01)
    assert cost["lines"][0]["resource"] == "ec2.NatGateway b"


def test_a_region_without_prices_is_told_and_fails_nothing() -> None:
    found = cost_change.of(planned([GATEWAY], region="mx-central-1"), planned([]))
    assert "mx-central-1" in found.problem
    assert Report("main", (Environment("prod", cost=found),)).status == CLEAN
    assert report.as_json(Report("main", (Environment("prod", cost=found),)))


def test_a_change_of_production_has_its_price() -> None:
    before, after = Plan(), Plan()
    after.change("rds.Instance", "database", allocatedStorage=200)
    found = cost_change.of(before.resources(), after.resources())
    assert found.found
    # 100 GB more for the instance and its standby, and for the replica that follows it.
    storage = {each.resource: each.usd for each in found.found.lines if ", gp3" in each.says}
    assert storage["rds.Instance database"] == pytest.approx(100 * 0.274)
    assert storage["rds.Instance database-replica-1"] == pytest.approx(100 * 0.137)
