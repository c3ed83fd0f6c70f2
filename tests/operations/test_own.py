"""A team's own/ as `examples/own` has it, in a copy of the project: planned, compared, created."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.factories import ROOT

# One copy of the project for all of them.
pytestmark = pytest.mark.xdist_group("own")

EXAMPLE = ROOT / "examples" / "own"
USES = "    uses:\n      cache: true\n"


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as git has it."""
    folder = tmp_path_factory.mktemp("team") / "project"
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in names.splitlines():
        if (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name, follow_symlinks=False)
    return folder


def run(copy: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command as the Makefile runs it, in the copy."""
    command = [sys.executable, "-m", "operations", *arguments]
    return subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def before(copy: Path) -> str:
    """The plan of the project before the team adds anything."""
    done = run(copy, "preview", "prod", "--json", "before.json")
    assert done.returncode == 0, done.stderr
    return "before.json"


@pytest.fixture(scope="module")
def team(copy: Path, before: str) -> Path:
    """The copy with the example's own/, and the two lines of its README in the workload."""
    for file in EXAMPLE.glob("*.py"):
        shutil.copy(file, copy / "own" / file.name)
    shop = ROOT / "examples" / "shop"
    for file in [*shop.glob("Pulumi.*.yaml")]:
        shutil.copy(file, copy / file.name)
    workload = (shop / "config" / "workload.yaml").read_text()
    assert USES in workload
    used = workload.replace(USES, f"{USES}      own: [sessions-table]\n", 1)
    (copy / "config" / "workload.yaml").write_text(used)
    return copy


SAID = (
    "info: own/resources.py adds aws:dynamodb/table:Table sessions",
    "info: own/resources.py adds aws:iam/rolePolicy:RolePolicy sessions-table--web",
    "info: own/resources.py adds aws:appautoscaling/policy:Policy web-memory",
    "info: own/overrides.py changes aws:rds/instance:Instance database: ca_cert_identifier: "
    "'rds-ca-rsa2048-g1' -> 'rds-ca-ecc384-g1', because: Our clients trust the authority with "
    "elliptic curves only.",
)


def test_a_preview_names_what_was_added_and_changed(team: Path, before: str) -> None:
    done = run(team, "preview", "prod", "--against", before)
    assert done.returncode == 0, done.stderr
    for line in SAID:
        assert line in done.stderr.splitlines()
    shown = done.stdout
    assert "+ aws:dynamodb:Table  sessions" in shown
    assert "+ aws:appautoscaling:Policy  web-memory" in shown
    assert '~ caCertIdentifier: "rds-ca-rsa2048-g1" -> "rds-ca-ecc384-g1"' in shown


def test_an_emulated_environment_has_it(team: Path) -> None:
    done = run(team, "emulate", "prod", "--json", "prod.json")
    assert done.returncode == 0, done.stderr
    for line in SAID:
        assert line in done.stderr.splitlines()
    made = {
        each["name"]: each for each in json.loads((team / "prod.json").read_text())["resources"]
    }
    assert made["web-memory"]["became"] == "created"
    assert made["database"]["inputs"]["caCertIdentifier"] == "rds-ca-ecc384-g1"
    assert rights_on(made["sessions-table--web"]) == {made["sessions"]["outputs"]["arn"]}


def rights_on(policy: dict[str, Any]) -> set[str]:
    """The resources of a policy's first statement."""
    return set(json.loads(policy["inputs"]["policy"])["Statement"][0]["Resource"])


def test_on_docker_the_program_gets_the_value_for_docker(team: Path) -> None:
    done = run(team, "preview", "dev", "--json", "-")
    assert done.returncode == 0, done.stderr
    assert "own/" not in done.stderr
    assert "SESSIONS_TABLE=sessions" in done.stdout


def test_a_mistyped_name_is_told_before_anything_is_made(team: Path) -> None:
    file = team / "config" / "workload.yaml"
    text = file.read_text()
    line = text[: text.index("own: [")].count("\n") + 1
    file.write_text(text.replace("own: [sessions-table]", "own: [session-table]"))
    done = run(team, "preview", "prod")
    file.write_text(text)
    assert done.returncode == 1
    assert f"config/workload.yaml:{line}: services.web.uses.own.0: is not in EXPORTS" in done.stderr
    assert "did you mean sessions-table?" in done.stderr
