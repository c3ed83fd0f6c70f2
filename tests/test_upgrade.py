"""A team takes a newer version: nothing of its own is in conflict, and its plan stays as it is."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from operations.plan import compare, document
from operations.project.generate import TEAM_GOLDEN
from tests.factories import ROOT
from tests.upgrade import clone, record, release
from tests.upgrade.record import Changed
from tests.written_rules import team_paths

RELEASE = release.previous()
MISSING = clone.missing(RELEASE.commit)
IN_PRODUCT = [
    pytest.mark.skipif(bool(MISSING), reason=MISSING),
    pytest.mark.skipif(
        TEAM_GOLDEN.is_dir(), reason="own/golden/ makes this a team's clone; the product merges"
    ),
]
"""What needs the history, and is the product's to keep."""
MERGED = [pytest.mark.thorough, *IN_PRODUCT]
pytestmark = pytest.mark.xdist_group("upgrade")


@pytest.fixture(scope="module")
def differences(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Changed]]:
    """What the present program plans otherwise than the release did, by stack."""
    folder = tmp_path_factory.mktemp("team")
    record.write_project(folder)
    return {
        stack: [
            *record.changes(
                record.read(stack),
                record.of(record.planned(ROOT, folder, stack, folder / "plan.json")),
            )
        ]
        for stack in record.STACKS
    }


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A team's clone at the previous release, with that release's plans beside it."""
    folder = tmp_path_factory.mktemp("upgrade") / "clone"
    clone.check_out(RELEASE.commit, folder)
    shutil.copytree(record.TEAM, folder, dirs_exist_ok=True)
    run(folder, "-m", "operations", "goldens")
    clone.commit_all(folder, "Our company")
    for stack in record.STACKS:
        record.planned(folder, folder, stack, before(folder, stack))
    return folder


@pytest.fixture(scope="module")
def merged(team: Path) -> Path:
    """The same clone after the merge of the present tree."""
    clone.add_present_tree(team)
    assert clone.merge(team) == []
    return team


def before(folder: Path, stack: str) -> Path:
    return folder.parent / f"{stack}.json"


def run(folder: Path, *arguments: str) -> None:
    command = [sys.executable, *arguments]
    ended = subprocess.run(command, cwd=folder, text=True, capture_output=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.mark.parametrize("stack", record.STACKS)
def test_what_a_release_made_is_planned_as_it_was(
    stack: str, differences: dict[str, list[Changed]]
) -> None:
    told = "is for CHANGELOG.md, On upgrade, with its reason; a new URN needs an alias"
    assert release.unexpected(differences[stack]) == [], told


def test_each_announced_difference_exists(differences: dict[str, list[Changed]]) -> None:
    found = [change for changes in differences.values() for change in changes]
    for entry in release.expected():
        assert any(entry.covers(*change) for change in found), entry


@pytest.mark.parametrize("mark", [pytest.param("", marks=IN_PRODUCT)], ids=["product"])
def test_the_product_leaves_the_teams_files_as_they_were_released(mark: str) -> None:
    changed = clone.git(ROOT, "diff", "--name-status", RELEASE.commit, "--", *team_paths())
    touched = [line.split("\t")[-1] for line in changed.splitlines() if line[0] != "A"]
    assert touched == [], (
        f"differ from {RELEASE.version}, so a team would have conflicts: what is new is shown in"
        " examples/. In a team's own clone, run `make goldens` once, and these tests are skipped"
    )


class TestMerge:
    """The merge itself, in one clone, from one test to the next."""

    pytestmark = MERGED

    @pytest.mark.parametrize("stack", record.STACKS)
    def test_the_record_is_what_the_release_plans(self, team: Path, stack: str) -> None:
        text = (record.FOLDER / f"{stack}.txt").read_text(encoding="utf-8")
        written = record.text_of(record.of(document.read(before(team, stack))))
        assert text == written, "run `python -m tests.upgrade.record`"

    def test_nothing_of_the_teams_is_changed_by_it(self, merged: Path) -> None:
        listed = clone.git(merged, "ls-tree", "-r", "--name-only", "HEAD^1").splitlines()
        made = {str(path.relative_to(record.TEAM)) for path in record.TEAM.rglob("*.*")}
        ours = sorted(made | {path for path in listed if path.startswith("own/")})
        assert {"own/runbook.md", "own/golden/prod.txt", "config/workload.yaml"} <= set(ours)
        assert clone.git(merged, "diff", "--name-only", "HEAD^1", "HEAD", "--", *ours) == ""
        # All the rest is as the product has it.
        others = clone.git(merged, "diff", "--name-only", clone.PRESENT, "HEAD").splitlines()
        assert others
        assert set(others) <= set(ours)

    @pytest.mark.parametrize("stack", ["dev", "prod"])
    def test_the_merged_program_plans_what_the_release_planned(
        self, merged: Path, stack: str
    ) -> None:
        old = document.read(before(merged, stack))
        new = record.planned(merged, merged, stack, merged.parent / "merged.json")
        found = compare(old, new, before_file=stack)
        assert found.unchanged
        changes = [
            Changed(change.kind, change.type, change.name)
            for change in found.changes
            if not change.is_order_only
        ]
        assert release.unexpected(changes) == []

    def test_its_tests_are_green(self, merged: Path) -> None:
        if any(entry.kind in ("created", "deleted") for entry in release.expected()):
            run(merged, "-m", "operations", "goldens")
        lists = "tests/test_golden.py::test_the_checked_in_list_is_the_teams"
        run(
            merged,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "tests/config/documents/test_files.py",
            lists,
        )
