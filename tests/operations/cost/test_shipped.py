"""The example's environments: everything that is billed has a price, and the sums are those of the
lines."""

import pytest

import prices
from operations.cost import estimate
from operations.cost.levels import total
from operations.cost.rules import RULES
from tests.operations.plans import Plan

pytestmark = pytest.mark.xdist_group("plans of the shop")


@pytest.mark.parametrize("stack", ["prod", "staging"])
def test_everything_has_a_price(stack: str) -> None:
    found = estimate(Plan(stack).resources())
    assert not found.unpriced
    assert found.total.expected > 100


@pytest.mark.parametrize("stack", ["prod", "staging"])
def test_each_resource_is_billed_or_free(stack: str) -> None:
    resources = Plan(stack).resources()
    known = {*RULES, *prices.free()}
    assert {each.kind for each in resources.all} <= known
    found = estimate(resources)
    billed = {line.urn for line in found.lines}
    assert len(resources.all) >= found.free + len(billed)


def test_sums_are_those_of_the_lines() -> None:
    found = estimate(Plan().resources())
    for sums in (found.by_component, found.by_resource):
        assert total(sums.values()).expected == pytest.approx(found.total.expected)
    assert found.total.low <= found.total.expected <= found.total.high
