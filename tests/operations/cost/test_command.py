"""The command `cost`, as people call it."""

import json
from pathlib import Path

import pytest

from operations.cost import cost_text, estimate
from operations.cost.cheaper import contracts, ways
from tests.operations.commands import Command
from tests.operations.cost.planned import planned

HERE = ("--folder", ".")


def test_a_stack_has_a_table_with_its_total(command: Command) -> None:
    ended = command("cost", *HERE, "--stack", "good")
    assert ended.status == 0
    assert "good, eu-central-1: US dollars a month" in ended.out
    assert "messages" in ended.out
    assert "Prices of 20" in ended.out


def test_rows_are_components_or_resources(command: Command) -> None:
    assert (
        "secretsmanager.Secret key"
        in command("cost", *HERE, "--stack", "good", "--by", "resource").out
    )


def test_json_goes_to_stdout_and_the_table_beside_it(command: Command) -> None:
    ended = command("cost", *HERE, "--stack", "good", "--json", "-")
    found = json.loads(ended.out)["good"]
    assert found["region"] == "eu-central-1"
    assert {line["product"] for line in found["lines"]} >= {"secrets.secret", "sqs.standard"}
    assert "US dollars a month" in ended.err


def test_a_document_is_read_instead_and_compared(command: Command, tmp_path: Path) -> None:
    command("preview", *HERE, "good", "--json", "plan.json")
    ended = command("cost", *HERE, "--document", "plan.json")
    assert "plan.json, eu-central-1" in ended.out
    same = command("cost", *HERE, "--stack", "good", "--against", "plan.json")
    assert "(+0.00)" in same.out
    told = command(
        "cost", *HERE, "--stack", "good", "--against", "plan.json", "--json", "moved.json"
    )
    assert told.status == 0
    assert json.loads((tmp_path / "moved.json").read_text(encoding="utf-8"))["difference"] == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--stack", "nowhere"], "nowhere"),
        (["--document", "missing.json"], "no such file"),
        (["--against", "plan.json"], "--stack prod"),
        (["--cheaper"], "--stack"),
        (["--stack", "good", "--json", "no/such/folder.json"], "no such folder"),
        (["--stack", "good", "--against", "no-such-commit"], "no-such-commit"),
        (["--by", "color"], "component"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(command: Command, words: list[str], says: str) -> None:
    ended = command("cost", *HERE, *words)
    assert ended.status == 1
    assert says in ended.err


def test_old_prices_are_told() -> None:
    found = estimate(planned([{"kind": "ec2.NatGateway"}]))
    assert found.read
    fresh = cost_text.age(found, found.read)
    old = cost_text.age(found, found.read.replace(year=found.read.year + 1))
    assert "days old" not in fresh
    assert "365 days old" in old
    assert "prices refresh" in old


def test_cheaper_ways_are_settings_that_differ() -> None:
    settings = {
        "network": {"nat": "per_zone", "interface_endpoints": ["logs"]},
        "services": {"spot_percent": 0},
        "workers": {"spot_percent": 100, "cpu_architecture": "ARM64"},
        "database": {"instance_class": "db.r5.large", "insights": "advanced"},
        "cache": {"engine": "valkey", "node_type": "cache.t4g.small"},
        "waf": None,
    }
    found = [key for way in ways(settings) for key in way.change]
    assert found.count("network.nat") == 5
    assert "workers.spot_percent" not in found
    assert "cache.node_type" not in found
    assert {"services.cpu_architecture", "database.instance_class"} <= set(found)


def test_a_cheaper_way_than_an_instance_takes_its_settings_away() -> None:
    network = {"nat": "instance", "nat_instance": {"renew_days": 7}, "interface_endpoints": []}
    (way,) = [each for each in ways({"network": network}) if "network.nat" in each.change]
    assert way.change == {
        "network.nat": "public_tasks",
        "network.nat_instance": None,
        "network.interface_endpoints": "by_price",
    }


def test_contracts_save_a_share_of_what_always_runs() -> None:
    node = {"engine": "redis", "nodeType": "cache.r5.large", "numCacheClusters": 1}
    found = list(
        contracts(estimate(planned([{"kind": "elasticache.ReplicationGroup", "inputs": node}])))
    )
    (saving,) = found
    assert saving.usd == pytest.approx(730 * 0.26 * 0.31)
    assert saving.how.startswith("no setting")
