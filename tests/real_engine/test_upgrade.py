"""A state that the previous release made stays as it is under the present program, by Pulumi's own
engine. Skipped where there is no Pulumi CLI, or no history that reaches the release.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from aws_account.moto import moto_server
from operations.pulumi_cli import cli
from tests.real_engine.stack import unchanged
from tests.upgrade import clone, record, release

RELEASE = release.previous()
MISSING = clone.missing(RELEASE.commit)
STACK = "staging"
pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(cli.find_cli() is None, reason="the Pulumi CLI is not on PATH"),
    pytest.mark.skipif(bool(MISSING), reason=MISSING),
    pytest.mark.xdist_group("upgrade-engine"),
]


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Path]:
    """A team's clone at the previous release, whose environment is up."""
    folder = tmp_path / "clone"
    clone.check_out(RELEASE.commit, folder)
    shutil.copytree(record.TEAM, folder, dirs_exist_ok=True)
    clone.commit_all(folder, "Our company")
    # The engine runs the program with the interpreter in the project's own environment.
    (folder / ".venv").symlink_to(sys.prefix)
    try:
        engine(folder, "up", "--yes", "--", "--skip-preview")
        yield folder
    finally:
        moto_server.stop(cli.local_folder(folder) / "accounts" / f"{STACK}.json")


def engine(folder: Path, verb: str, *options: str) -> str:
    """Runs a command of the version that is checked out; gives all that it prints."""
    command = [sys.executable, "-m", "operations", "engine", verb, STACK, "--emulated", *options]
    ended = subprocess.run(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout
    return ended.stdout


def test_the_merged_program_changes_nothing_that_is_not_announced(team: Path) -> None:
    clone.add_present_tree(team)
    assert clone.merge(team) == []
    output = engine(team, "preview", "--", "--suppress-progress", "--diff")
    if not release.expected():
        assert unchanged(output), output
        return
    file = team.parent / "preview.json"
    engine(team, "preview", "--json", str(file))
    assert release.unexpected(record.steps(file)) == [], output
