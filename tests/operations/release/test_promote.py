"""`promote`, between two environments of the example company."""

import json
from pathlib import Path

import pytest

from tests.operations.release.projects import edit, project, run

IMAGE = "444455556666.dkr.ecr.eu-central-1.amazonaws.com/shop/staging"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return project(tmp_path)


def test_a_version_goes_over_with_what_it_does_there(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(shop, "Pulumi.staging.yaml", "images: {}", "images: {web: 1.4.3}")
    assert run(monkeypatch, shop, "promote", "staging", "prod", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    web = next(each for each in found["images"] if each["image"] == "web")
    assert web == {
        "image": "web",
        "from": "1.4.3",
        "to": "1.0.0",
        "runsInFrom": None,
        "runsInTo": None,
        "goesOver": "1.4.3",
    }
    assert [each["goesOver"] for each in found["images"]].count(None) == 8
    changed = {(each["type"], each["name"]) for each in found["review"]["changes"]}
    assert changed == {("aws:ecs:TaskDefinition", "web"), ("aws:ecs:Service", "web")}
    keys = {each["key"]: (each.get("from"), each.get("to")) for each in found["configuration"]}
    assert keys["database.instance_class"] == ("db.t3.small", "db.r5.large")
    assert "database.engine_version" not in keys
    assert found["resources"]["rds.Instance"] == {"onlyFrom": [], "onlyTo": ["database-replica-1"]}


def test_it_is_written_when_nothing_stands_in_the_way_and_then_nothing_is_left(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(shop, "Pulumi.staging.yaml", "images: {}", "images: {web: 1.4.3}")
    assert run(monkeypatch, shop, "promote", "staging", "prod", "--write") == 0
    assert "1 of 9 images go over; nothing stands in the way." in capsys.readouterr().out
    after = (shop / "Pulumi.prod.yaml").read_text()
    assert "    images:\n      web: 1.4.3\n" in after
    assert run(monkeypatch, shop, "promote", "staging", "prod", "--write") == 0
    assert "0 of 9 images go over" in capsys.readouterr().out
    assert (shop / "Pulumi.prod.yaml").read_text() == after


def test_a_key_that_nobody_expects_to_differ_is_status_2(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (shop / "config/promote.yaml").write_text(
        "expected:\n  'database.*': production is bigger\n  'services.*': so are its services\n"
    )
    assert run(monkeypatch, shop, "promote", "staging", "prod", "--write", "--json") == 2
    found = json.loads(capsys.readouterr().out)
    expected = {each["key"]: each["expected"] for each in found["configuration"]}
    assert expected["database.instance_class"] == "production is bigger"
    assert expected["waf.managed_groups"] is None
    (shop / "config/promote.yaml").write_text("expected: [database]\n")
    assert run(monkeypatch, shop, "promote", "staging", "prod") == 1
    assert "promote.yaml:1: expected: " in capsys.readouterr().err


def state(file: Path, **images: str) -> Path:
    """A state of staging in which task definitions run these images."""
    resources = [
        {
            "urn": f"urn:pulumi:staging::plinth::aws:ecs/taskDefinition:TaskDefinition::{name}",
            "type": "aws:ecs/taskDefinition:TaskDefinition",
            "custom": True,
            "id": name,
            "inputs": {
                "containerDefinitions": json.dumps([{"name": name, "image": f"{IMAGE}/{image}"}])
            },
        }
        for name, image in images.items()
    ]
    file.write_text(json.dumps({"version": 3, "deployment": {"resources": resources}}))
    return file


def test_what_really_runs_goes_over_and_not_what_the_files_say(
    shop: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    digest = "sha256:" + "a" * 64
    runs = state(tmp_path / "staging.json", web=f"web@{digest}", orders="orders:1.0.0")
    words = ("promote", "staging", "prod", "--state-from", str(runs), "--json")
    assert run(monkeypatch, shop, *words) == 0
    images = {each["image"]: each for each in json.loads(capsys.readouterr().out)["images"]}
    assert (images["web"]["runsInFrom"], images["web"]["goesOver"]) == (digest, digest)
    assert images["orders"]["goesOver"] is None
    runs = state(tmp_path / "staging.json", web="web:1.0.0", other="web:1.4.3")
    assert run(monkeypatch, shop, *words) == 1
    assert "web: two versions run at once" in capsys.readouterr().err


def test_what_cannot_be_told_is_status_1(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, shop, "promote", "prod", "prod") == 1
    assert "prod cannot be promoted to itself" in capsys.readouterr().err
    assert run(monkeypatch, shop, "promote", "dev", "prod") == 1
    assert "Pulumi.dev.yaml: is on Docker" in capsys.readouterr().err
    edit(shop, "Pulumi.prod.yaml", "nat: per_zone", "nat: per-zone")
    assert run(monkeypatch, shop, "promote", "staging", "prod") == 1
    assert "network.nat" in capsys.readouterr().err
