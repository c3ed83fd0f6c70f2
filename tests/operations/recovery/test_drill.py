"""A drill loses and has back every store, keeps its report, and fails past a target."""

import json
import shutil
import sys
from pathlib import Path

import pytest

from operations import __main__ as command_line
from operations.docker import drill as docker_drill
from operations.recovery import rehearsals
from operations.recovery_result import Check, Recovered
from tests.operations.commands import status_of
from tests.operations.served import project

pytestmark = pytest.mark.xdist_group("recovery-drill")

SLOW = Recovered(
    store="database",
    lost="the primary",
    restored="its replica",
    rpo_seconds=0,
    rto_seconds=5 * 3600,
    checks=(Check(said="it is back", holds=True),),
)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return project(tmp_path_factory.mktemp("drill"))


def drill(monkeypatch: pytest.MonkeyPatch, shop: Path, *words: str) -> int:
    """The status of the command."""
    given = ["drill", "--stack", "prod", "--emulated", "--folder", str(shop), *words]
    return status_of(monkeypatch, *given)


def test_every_store_is_lost_and_had_back(
    monkeypatch: pytest.MonkeyPatch, shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert drill(monkeypatch, shop, "--json", str(shop / "result.json")) == 0
    lines = [json.loads(x) for x in (shop / "drills/prod.jsonl").read_text("utf-8").splitlines()]
    assert [each["store"] for each in lines] == [
        "database (failover)",
        "database (backups)",
        "bucket archive",
        "secrets",
    ]
    assert all(all(each["checks"].values()) and each["checks"] for each in lines)
    assert {each["account"] for each in lines} == {"emulated"}
    assert json.loads((shop / "result.json").read_text("utf-8"))["problems"] == []
    assert "Every target was met." in capsys.readouterr().out


def test_on_docker_it_is_the_drill_with_real_bytes(
    monkeypatch: pytest.MonkeyPatch, shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        sys, "argv", ["operations", "drill", "--stack", "dev", "--folder", str(shop)]
    )
    monkeypatch.setattr(docker_drill, "drill", lambda *_: [SLOW])
    with pytest.raises(SystemExit) as ending:
        command_line.main()
    assert ending.value.code == 2
    (line,) = (shop / "drills/dev.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["account"] == "docker"


def test_a_missed_target_ends_with_status_2_and_earlier_drills_are_shown(
    monkeypatch: pytest.MonkeyPatch, shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(rehearsals, "all_of", lambda *_, **__: [SLOW])
    shutil.rmtree(shop / "drills", ignore_errors=True)
    (shop / "drills").mkdir()
    old = {"at": "2026-08-01T09:00:00Z", "account": "aws", "store": "database", "rto_seconds": 1900}
    (shop / "drills/prod.jsonl").write_text(f"not JSON\n{json.dumps(old)}\n", "utf-8")
    assert drill(monkeypatch, shop) == 2
    printed = capsys.readouterr().out
    assert "RTO was 300.0 minutes, and the target is 240" in printed
    assert "2026-08-01T09:00:00Z" in printed
