"""`teams`: who owns what, and the lines of CODEOWNERS."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from operations.__main__ import app
from tests.factories import ROOT

RUNNER = CliRunner()


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "examples" / "clinic", tmp_path / "clinic")
    return tmp_path / "clinic"


def run(folder: Path, *options: str) -> tuple[int, str]:
    ended = RUNNER.invoke(app, ["teams", "--folder", str(folder), *options])
    return ended.exit_code, ended.output


def test_each_team_is_told_with_what_it_owns_and_shares(clinic: Path) -> None:
    status, said = run(clinic, "--json")
    assert status == 0
    billing = next(each for each in json.loads(said) if each["team"] == "billing")
    assert billing == {
        "team": "billing",
        "file": "config/teams/billing.yaml",
        "owners": ["@clinic/billing"],
        "owns": {
            "workers": ["billing"],
            "databases": ["billing"],
            "queues": ["invoices"],
            "secrets": ["insurer-key"],
        },
        "shares": {"secrets.insurer-key": ["pharmacy"]},
    }
    status, said = run(clinic)
    assert "databases.appointments: billing; topics.visits: billing, pharmacy" in said


def test_a_new_owner_is_missed_in_codeowners_and_written(clinic: Path) -> None:
    file = clinic / "config/teams/pharmacy.yaml"
    file.write_text(file.read_text().replace("@clinic/pharmacy", "@clinic/apothecary"))
    owners = clinic / ".github/CODEOWNERS"
    owners.write_text(f"* @clinic/platform\n{owners.read_text()}/.github/ @clinic/platform\n")
    before = owners.read_text()
    status, said = run(clinic)
    assert status == 2
    assert "make teams WRITE=1" in said
    assert owners.read_text() == before
    assert run(clinic, "--write")[0] == 0
    assert owners.read_text() == before.replace("@clinic/pharmacy", "@clinic/apothecary")
    assert run(clinic)[0] == 0


def test_teams_that_are_gone_leave_nothing_behind(clinic: Path) -> None:
    owners = clinic / ".github/CODEOWNERS"
    owners.write_text(f"* @clinic/platform\n{owners.read_text()}")
    for file in (clinic / "config/teams").iterdir():
        file.write_text(file.read_text().replace("owners: [", "tags: {}} #"))
    assert run(clinic, "--write")[0] == 0
    assert owners.read_text() == "* @clinic/platform\n"


def test_a_project_without_teams_says_so() -> None:
    status, said = run(ROOT / "examples" / "shop")
    assert status == 0
    assert "There are no teams" in said
