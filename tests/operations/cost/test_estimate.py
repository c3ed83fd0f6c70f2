"""The estimate of plans that lack something, of states, and of other regions."""

import json
from pathlib import Path

import pytest

import prices
from operations.cost import as_json, between, budget_in, estimate
from operations.errors import OperationError
from operations.plan import Resources, from_file
from tests.operations.cost.planned import planned
from tests.operations.plans import Plan, exported


def test_a_type_without_a_rule_is_named_and_not_taken_for_free() -> None:
    found = estimate(planned([{"kind": "dynamodb.Table", "name": "carts"}]))
    (unpriced,) = found.unpriced
    assert unpriced.resource == "dynamodb.Table carts"
    assert "dynamodb.Table" in unpriced.why
    assert not found.free


def test_a_product_that_the_list_lacks_is_named() -> None:
    inputs = {"instanceClass": "db.x2iedn.xlarge", "allocatedStorage": 100}
    found = estimate(planned([{"kind": "rds.Instance", "inputs": inputs}]))
    (unpriced,) = found.unpriced
    assert "rds.single-az.db.x2iedn.xlarge in eu-central-1" in unpriced.why
    assert [line.key for line in found.lines] == ["rds.storage.single-az"]


def test_a_region_that_the_list_lacks_is_an_error_with_its_remedy() -> None:
    with pytest.raises(OperationError) as caught:
        estimate(planned([{"kind": "ec2.NatGateway"}], region="mx-central-1"))
    assert "no region mx-central-1" in str(caught.value)
    assert "prices refresh --region mx-central-1" in str(caught.value)
    assert "eu-central-1" in str(caught.value)


def test_a_resource_costs_what_its_own_region_costs() -> None:
    other = {"kind": "ec2.NatGateway", "name": "far", "inputs": {"region": "us-east-1"}}
    found = estimate(planned([{"kind": "ec2.NatGateway", "name": "near"}, other]))
    rows = {line.name: line.price.usd for line in found.lines if line.key == "nat.hour"}
    assert rows == {"near": 0.052, "far": 0.045}


def test_tiers_count_for_all_resources_of_an_account_together() -> None:
    alarms = [
        {"kind": "cloudwatch.MetricAlarm", "name": str(number), "inputs": {"period": 60}}
        for number in range(30)
    ]
    assert estimate(planned(alarms)).total.expected == pytest.approx((30 - 10) * 0.10)


def test_a_docker_stack_costs_nothing_at_aws() -> None:
    found = estimate(Resources({"steps": []}))
    assert found.total == (0, 0, 0)
    assert not found.region


@pytest.mark.xdist_group("plans of the shop")
def test_a_state_costs_what_its_plan_does(tmp_path: Path) -> None:
    plan = Plan()
    file = tmp_path / "state.json"
    file.write_text(json.dumps(exported(plan)), encoding="utf-8")
    there, here = estimate(from_file(file)), estimate(plan.resources())
    assert not there.unpriced
    assert there.total.expected == pytest.approx(here.total.expected, rel=0.01)


@pytest.mark.xdist_group("plans of the shop")
def test_a_line_says_its_arithmetic_and_the_source_of_its_price() -> None:
    lines = as_json(estimate(Plan().resources()))["lines"]
    (line,) = [
        each
        for each in lines
        if each["resource"] == "ec2.NatGateway network-nat-a" and each["product"] == "nat.hour"
    ]
    assert line["arithmetic"] == "730 hour x 0.052 USD"
    assert line["component"] == "network"
    assert line["source"]
    assert line["read"] >= "2026-01-01"


@pytest.mark.xdist_group("plans of the shop")
def test_a_difference_has_the_lines_that_a_change_moves() -> None:
    before, after = Plan(), Plan()
    after.change("rds.Instance", "database", multiAz=False)
    found = between(before.resources(), after.resources())
    moved = {each.says: each.usd for each in found.lines}
    assert moved["PostgreSQL instance with a standby"] == pytest.approx(-730 * 0.6)
    assert moved["PostgreSQL instance"] == pytest.approx(730 * 0.3)
    assert found.usd == pytest.approx(sum(moved.values()))


@pytest.mark.xdist_group("plans of the shop")
def test_the_same_plan_makes_no_difference() -> None:
    found = between(Plan().resources(), Plan().resources())
    assert not found.lines
    assert found.usd == 0


def test_the_budget_stands_in_the_settings_of_a_plan() -> None:
    assert budget_in(planned([], settings={"alarms": {"budget_usd": 2500}})) == 2500
    assert budget_in(planned([])) is None


READ_OF_FEW_REGIONS = {"aurora.acu.io-optimized", "aurora.storage.io-optimized"}
"""Products of which no source is known for all regions: there an estimate says what is missing."""


@pytest.mark.parametrize("region", prices.regions())
def test_a_region_has_a_price_of_every_product(region: str) -> None:
    for key, product in prices.products().items():
        if not product.sizes and key not in READ_OF_FEW_REGIONS:
            assert prices.find(region, key), key


def test_an_amount_without_a_price_in_its_region_is_told() -> None:
    cluster = {"clusterIdentifier": "books", "storageType": "aurora-iopt1"}
    instance = {"clusterIdentifier": "books", "instanceClass": "db.r8g.large"}
    found = estimate(
        planned(
            [
                {"kind": "rds.Cluster", "name": "books", "inputs": cluster},
                {"kind": "rds.ClusterInstance", "name": "books-1", "inputs": instance},
            ]
        )
    )
    said = " ".join(each.why for each in found.unpriced)
    assert "aurora.storage.io-optimized in eu-central-1" in said
    assert "aurora.instance.io-optimized.db.r8g.large in eu-central-1" in said


def test_rows_are_of_products_that_exist() -> None:
    for region in [*prices.regions(), prices.GLOBAL]:
        known = prices.region_list(region)
        assert known
        for key, row in known.rows.items():
            named = f"{key}.{next(iter(row.sizes))}" if row.sizes else key
            assert prices.product(named), key
            assert len(known.sources[row.source]) > 20


def test_what_is_free_has_no_rule() -> None:
    from operations.cost.rules import RULES

    assert not set(RULES) & set(prices.free())


def test_the_agents_of_flags_ask_by_the_tasks_and_their_interval() -> None:
    plan = Plan()
    plan.add("appconfig.Environment", "flags")
    asked = []
    for seconds in (45, 90):
        inputs = plan.inputs("ecs.TaskDefinition", "orders")
        containers = json.loads(inputs["containerDefinitions"])
        poll = {"name": "POLL_INTERVAL", "value": str(seconds)}
        agent = {"name": "flags-agent", "environment": [poll]}
        others = [each for each in containers if each["name"] != "flags-agent"]
        inputs["containerDefinitions"] = json.dumps([*others, agent])
        lines = estimate(plan.resources()).lines
        asked.append(
            {each.key: each.amount.low for each in lines if each.kind == "appconfig.Environment"}
        )
    slow, fast = asked[1], asked[0]
    # Four tasks at least, each of which asks 58,400 times a month, which is counted in millions.
    assert fast["appconfig.request"] == pytest.approx(4 * 0.0584)
    assert slow["appconfig.request"] == pytest.approx(2 * 0.0584)
    assert fast["appconfig.received"] == slow["appconfig.received"] == pytest.approx(0.12)
