"""The example's environments: everything that is billed has a price, and the sums are those of the
lines."""

import re
import time

import pytest

import prices
from operations.cost import estimate
from operations.cost.levels import total
from operations.cost.rules import RULES
from tests.factories import ROOT
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


FIXED = {
    "backup.RestoreTestingPlan",
    "cloudfront.MonitoringSubscription",
    "cloudwatch.CompositeAlarm",
    "cloudwatch.Dashboard",
    "cloudwatch.MetricAlarm",
    "ec2.Eip",
    "ec2.NatGateway",
    "elasticache.ReplicationGroup",
    "kms.Key",
    "lb.LoadBalancer",
    "rds.Instance",
    "rds.Proxy",
    "route53.HealthCheck",
    "route53.Zone",
    "secretsmanager.Secret",
    "wafv2.WebAcl",
}
"""Types that are billed by time, whether anybody uses them or not."""


@pytest.mark.parametrize("stack", ["prod", "staging"])
def test_every_resource_of_a_fixed_price_has_its_line(stack: str) -> None:
    resources = Plan(stack).resources()
    found = estimate(resources)
    for each in resources.of(*FIXED):
        lines = [line for line in found.of(each.urn) if line.price.first_usd]
        assert any(line.amount.low > 0 for line in lines), str(each)


@pytest.mark.parametrize("stack", ["prod", "staging"])
def test_nearly_all_of_the_total_is_priced(stack: str) -> None:
    """A resource with one amount that has no price counts as unpriced as a whole."""
    resources = Plan(stack).resources()
    whole = estimate(resources)
    unpriced = {each.urn for each in whole.unpriced}
    priced = sum(line.usd.expected for line in whole.lines if line.urn not in unpriced)
    assert priced >= 0.95 * whole.total.expected


def test_every_type_that_the_program_can_create_is_known() -> None:
    """Also those that the example leaves out, such as budgets and channels of chats."""
    known = {*RULES, *prices.free()}
    created = set()
    for folder in ("components", "extension", "stacks"):
        for path in (ROOT / folder).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            for module, type_ in re.findall(r"\baws\.([a-z0-9]+)\.([A-Z]\w+)\(", text):
                if not type_.endswith("Args"):
                    created.add(f"{module}.{type_}")
    assert len(created) > 80
    assert not created - known


def test_both_environments_are_estimated_within_four_seconds() -> None:
    plans = [Plan(stack).resources() for stack in ("prod", "staging")]
    prices.region_list.cache_clear()
    start = time.process_time()
    for each in plans:
        estimate(each)
    assert time.process_time() - start < 4
