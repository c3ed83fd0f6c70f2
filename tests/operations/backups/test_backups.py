"""Backups of every store, by the plan and by what an account says, met and missed."""

import datetime
import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from operations.__main__ import app
from operations.backups import planned, standing
from operations.backups.store import Store
from operations.plan import Resources
from operations.sites import standing as standing_site
from tests.factories import ROOT, make_platform
from tests.operations.served import project, served
from tests.written_rules import block

pytestmark = pytest.mark.xdist_group("backups")
PAGE = ROOT / "docs" / "backups.md"
NOW = datetime.datetime(2026, 11, 26, 12, tzinfo=datetime.UTC)


def report(folder: Path, *options: str, stack: str = "prod") -> tuple[int, dict[str, Any]]:
    """The status of the command, and what it says of each store."""
    file = folder / "backups.json"
    words = ["backups", "--stack", stack, "--folder", str(folder), "--json", str(file)]
    ended = CliRunner().invoke(app, [*words, *options])
    assert ended.exit_code in (0, 2), ended.output
    content = json.loads(file.read_text("utf-8"))
    return ended.exit_code, {each["name"]: each for each in content["stores"]}


def edit(folder: Path, stack: str, **sections: Any) -> None:
    """Changes sections of a stack's file."""
    file = folder / f"Pulumi.{stack}.yaml"
    content = yaml.safe_load(file.read_text("utf-8"))
    content["config"]["plinth:settings"].update(sections)
    file.write_text(yaml.safe_dump(content, sort_keys=False), "utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return project(tmp_path_factory.mktemp("backups"))


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    place = project(tmp_path_factory.mktemp("account"))
    with served(place, "prod"):
        yield place


class TestPlan:
    """What the files declare, without any account."""

    def test_production_meets_every_target(self, folder: Path) -> None:
        status, found = report(folder)
        assert status == 0
        database = found["database database"]
        assert (database["rpo_minutes"], database["misses"]) == (5, [])
        assert database["kept"] == database["elsewhere"] == "30 days, to any second"
        assert database["locked"] == "daily copies in a locked vault"
        assert "TUE" in database["tested"]
        uploads = found["bucket uploads"]
        assert uploads["kept"] == "90 days of versions"
        assert "replicated" in uploads["elsewhere"]
        assert found["secret payment-provider-key"]["elsewhere"] == "replicated"

    def test_every_store_has_a_line_and_messages_have_none(self, folder: Path) -> None:
        _, found = report(folder)
        workload = make_platform("prod").workload
        names = {f"bucket {name}" for name in workload.buckets}
        names |= {f"queue {name}" for name in workload.queues}
        names |= {f"topic {name}" for name in workload.topics}
        assert names | {"cache cache", "Pulumi's state"} <= found.keys()
        for name, each in found.items():
            if name.startswith(("queue", "topic")):
                assert "nothing backs messages up" in each["kept"]

    def test_a_stricter_target_is_missed_with_its_figure(self, tmp_path: Path) -> None:
        edit(project(tmp_path), "prod", recovery={"rpo_minutes": 10})
        status, found = report(tmp_path)
        assert status == 2
        assert found["database database"]["misses"] == []
        assert found["bucket uploads"]["misses"] == ["loses up to 15 minutes, and the target is 10"]

    def test_without_a_vault_nothing_is_locked_or_tested(self, tmp_path: Path) -> None:
        edit(project(tmp_path), "prod", backup={"vault": False})
        _, found = report(tmp_path)
        assert found["database database"]["locked"] == found["database database"]["tested"] == "-"

    def test_buckets_in_the_vault_are_locked(self, tmp_path: Path) -> None:
        edit(project(tmp_path), "prod", backup={"buckets": True})
        _, found = report(tmp_path)
        assert found["bucket uploads"]["locked"] == "continuous copies in a locked vault"
        assert found["bucket static"]["locked"] == "-"

    def test_the_documentation_says_the_same(self, folder: Path) -> None:
        _, found = report(folder)
        rows = [line.split(" | ") for line in block("backups", PAGE).splitlines()[2:]]
        told = {row[0].removeprefix("| "): row[1] for row in rows}
        for name, each in found.items():
            kind = name if name in told else name.partition(" ")[0]
            if each["holds_data"] or (kind != "secret" and "replica" not in name):
                minutes = each["rpo_minutes"]
                assert told[kind] == ("-" if minutes is None else f"{minutes} min"), name


def test_a_bucket_whose_objects_can_be_made_again_misses_no_copy() -> None:
    platform = make_platform(
        "prod", workload={"buckets": {"uploads": {"replicate": False}, "reports": {}}}
    )
    found = {each.name: each for each in planned.stores(platform, Resources({"steps": []}))}
    missed = f"has no copy in {platform.settings.recovery_region}"
    assert missed in found["bucket reports"].misses
    assert missed not in found["bucket uploads"].misses
    assert "replicate: false" in found["bucket uploads"].elsewhere


class TestAccount:
    """What is really there, in an emulated account."""

    def test_an_untouched_account_meets_what_it_can_say(self, account: Path) -> None:
        status, found = report(account, "--emulated")
        assert status == 0
        assert "restorable to" in found["database database"]["now"]
        assert standing.NOT_KNOWN in found["database database"]["tested"]
        assert found["bucket uploads"]["now"] == "versions enabled, replicated"

    def test_what_somebody_switched_off_is_missed(self, account: Path) -> None:
        site = standing_site("prod", account, emulated=True)
        bucket = site.named("s3.Bucket", "uploads").outputs["bucket"]
        s3 = site.client("s3")
        s3.delete_bucket_replication(Bucket=bucket)
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Suspended"})
        status, found = report(account, "--emulated")
        assert status == 2
        assert found["bucket uploads"]["misses"] == [
            "keeps no versions now",
            "is not replicated now",
        ]


class Answers:
    """An account that answers for the database, its copies and its tests."""

    def __init__(self, minutes: float, copies: list[float], jobs: list[tuple[str, float]]) -> None:
        self._minutes, self._copies, self._jobs = minutes, copies, jobs

    def describe_db_instances(self, **_: str) -> Any:
        latest = NOW - datetime.timedelta(minutes=self._minutes)
        return {"DBInstances": [{"LatestRestorableTime": latest, "BackupRetentionPeriod": 30}]}

    def list_recovery_points_by_resource(self, **_: str) -> Any:
        made = [NOW - datetime.timedelta(hours=hours) for hours in self._copies]
        return {"RecoveryPoints": [{"CreationDate": each} for each in made]}

    def list_restore_jobs(self, **_: str) -> Any:
        return {
            "RestoreJobs": [
                {
                    "Status": status,
                    "StatusMessage": "no subnets",
                    "CreationDate": NOW - datetime.timedelta(days=days),
                }
                for status, days in self._jobs
            ]
        }


@pytest.mark.parametrize(
    ("minutes", "copies", "jobs", "misses"),
    [
        (5, [30, 6], [("COMPLETED", 3)], []),
        (90, [6], [("COMPLETED", 3)], ["can be restored to 90 minutes ago only"]),
        (5, [], [("COMPLETED", 3)], ["has no copy in the vault yet"]),
        (5, [49], [("COMPLETED", 3)], ["has no copy in the vault of the last 48 hours"]),
        (5, [6], [], ["was never restored by a test"]),
        (
            5,
            [6],
            [("COMPLETED", 8), ("FAILED", 1)],
            ["could not be restored by the last test: no subnets"],
        ),
        (5, [6], [("COMPLETED", 15)], ["was last restored by a test on 2026-11-11 12:00 UTC"]),
    ],
)
def test_old_backups_and_failed_tests_are_missed(
    minutes: float, copies: list[float], jobs: list[tuple[str, float]], misses: list[str]
) -> None:
    answers = Answers(minutes, copies, jobs)
    resource = SimpleNamespace(outputs={"identifier": "database", "arn": "arn:aws:backup:1"})
    site: Any = SimpleNamespace(
        platform=make_platform("prod"),
        endpoint="",
        client=lambda service: answers,
        named=lambda kind, name: resource,
        resources=SimpleNamespace(of=lambda kind: [] if kind == "rds.Cluster" else [resource]),
    )
    store = Store(name="database database", rpo_minutes=5, kept="30 days")
    standing.look(site, [store], NOW)
    assert store.misses == misses
