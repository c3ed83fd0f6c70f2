"""`facts`: the table of the provider's behaviour, on the command line."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import provider_facts
from operations.__main__ import app
from operations.errors import OperationError


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["facts", *arguments])
    if result.exception:
        raise result.exception
    return result.stdout


def words(text: str) -> list[str]:
    """The lines, with one space between words."""
    return [" ".join(line.split()) for line in text.splitlines()]


def test_every_type_has_a_line_with_the_release_that_was_read() -> None:
    lines = words(run())
    types = list(provider_facts.types())
    assert lines[-1].startswith(f"{len(types)} types; ")
    assert [line for line in lines if line.startswith("ecr.LifecyclePolicy 3 ")]
    assert sum(", 2026-" in line for line in lines) == len(types)


@pytest.mark.parametrize("name", ["ecs.Service", "aws:ecs/service:Service", "service"])
def test_a_type_is_shown_by_input_with_its_source(name: str) -> None:
    lines = words(run(name))
    assert lines[0] == "aws:ecs/service:Service"
    assert "internal/service/ecs: resourceService" in lines[1]
    assert "cluster replaces keeps its value" in lines
    assert "desiredCount in place sent as zero" in lines
    assert "capacityProviderStrategies.weight in place sent as zero 0..1000" in lines
    assert "waits at most, in minutes: create 20, update 20, delete 20" in lines
    assert any(line.startswith("alarms: the provider, or AWS") for line in lines)


def test_what_replaces_for_some_values_and_what_is_unknown_is_said() -> None:
    lines = words(run("ReplicationGroup"))
    assert "engineVersion in place; replaces: lower-version keeps its value" in lines
    assert "authTokenWo unknown: newer than the release that was read" in lines


def test_the_rows_are_written_for_machines(tmp_path: Path) -> None:
    file = tmp_path / "facts.json"
    run("--json", str(file))
    rows = json.loads(file.read_text(encoding="utf-8"))
    assert list(rows) == sorted(rows)
    assert set(rows) == set(provider_facts.types())
    service = rows["aws:ecs/service:Service"]
    assert "cluster" in service["replaces"]
    assert service["ranges"]["capacityProviderStrategies.weight"] == "0..1000"
    assert "terraform-provider-aws v" in service["source"]


def test_an_unknown_or_ambiguous_type_is_refused_with_the_way() -> None:
    with pytest.raises(OperationError, match="Cluste: has no row in provider_facts/data/"):
        run("Cluste")
    with pytest.raises(OperationError, match=r"say which: elasticache\.SubnetGroup, rds\.S"):
        run("SubnetGroup")
