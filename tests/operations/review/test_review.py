"""The command, in a repository of a team's."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from config.decisions import Grants
from operations.review import judged
from tests.factories import ROOT
from tests.upgrade import clone

EXAMPLE = ROOT / "examples/shop"
NEEDED = ("__main__.py", "Pulumi.yaml", "requirements.txt")
NOT_NEEDED = ("tests", "docs", "examples", "benchmarks")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with the product's code and the example's files, committed."""
    folder = tmp_path_factory.mktemp("review") / "project"
    files = clone.git(ROOT, "ls-files", "--cached", "--others", "--exclude-standard").splitlines()
    for name in files:
        if not name.startswith((*(f"{each}/" for each in NOT_NEEDED), ".")):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    for name in (
        "Pulumi.prod.yaml",
        "Pulumi.staging.yaml",
        "Pulumi.dev.yaml",
        "config/workload.yaml",
    ):
        shutil.copy(EXAMPLE / name, folder / name)
    clone.git(folder, "init", "--quiet")
    clone.commit_all(folder, "Our company")
    return folder


def review(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "operations", "review", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def edit(folder: Path, name: str, old: str, new: str) -> None:
    file = folder / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture(scope="module")
def edited(project: Path) -> Path:
    """The repository with edits that are not committed: a version, and a class of the database."""
    edit(project, "config/workload.yaml", "image: web:1.0.0", "image: web:1.4.3")
    edit(project, "Pulumi.prod.yaml", "db.r5.large", "db.r5.xlarge")
    return project


@pytest.mark.xdist_group("review")
class TestReview:
    def test_each_environment_is_told_with_its_own_edits(self, edited: Path) -> None:
        comment, machine = edited.parent / "comment.md", edited.parent / "report.json"
        edit(edited, "Pulumi.staging.yaml", "cidr: ", "cidr: x")
        ended = review(edited, "--base", "HEAD", "--markdown", str(comment), "--json", str(machine))
        edit(edited, "Pulumi.staging.yaml", "cidr: x", "cidr: ")
        assert ended.returncode == 1, "staging could not be told"
        found = json.loads(machine.read_text())
        by_stack = {each["stack"]: each for each in found["environments"]}
        assert by_stack.keys() == {"dev", "staging", "prod"}
        assert "network.cidr" in by_stack["staging"]["problem"]
        assert by_stack["prod"]["worst"] == "downtime"
        assert {each["name"] for each in by_stack["prod"]["changes"]} >= {"web", "database"}
        edits = by_stack["prod"]["edits"]
        assert 'Pulumi.prod.yaml: database.instance_class: "db.r5.large" -> "db.r5.xlarge"' in edits
        assert "1 to 2 of it without connections" in ended.stdout
        assert comment.read_text().startswith("<!-- plinth review -->")

    def test_a_grant_lets_it_pass_and_an_expired_one_is_an_error(self, edited: Path) -> None:
        entry = (
            "grants:\n- {resource: 'database*', grade: downtime, owner: ann, until: UNTIL,\n"
            "   reason: two minutes at night}\n"
        )
        file = edited / "config/grants.yaml"
        file.write_text(entry.replace("UNTIL", "2020-01-01"))
        ended = review(edited, "--base", "HEAD", "--stack", "prod")
        assert ended.returncode == 1
        assert "grants.yaml:2: grants.0.until: is over" in ended.stderr
        file.write_text(entry.replace("UNTIL", "2999-01-01"))
        ended = review(edited, "--base", "HEAD", "--stack", "prod")
        assert ended.returncode == 0, ended.stdout + ended.stderr
        assert "two minutes at night (ann, until 2999-01-01)" in ended.stdout


def test_a_stack_whose_file_goes_is_told(tmp_path: Path) -> None:
    found = judged.environment("old", {"steps": []}, None, Grants(), folders=(tmp_path, tmp_path))
    assert "pulumi destroy -s old" in found.notes[0]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--base", "nowhere"], "git merge-base nowhere HEAD` failed"),
        (["--base", "HEAD", "--stack", "produce"], "there is no stack produce; the stacks are dev"),
        (["--base", "HEAD", "--engine", "prod"], "names no file; give it as STACK=FILE"),
        (["--base", "HEAD", "--json", "/nowhere/x.json"], "/nowhere: no such folder"),
    ],
)
@pytest.mark.xdist_group("review")
def test_a_mistake_is_told_before_anything_runs(
    project: Path, words: list[str], message: str
) -> None:
    ended = review(project, *words)
    assert ended.returncode == 1
    assert message in ended.stderr
    assert "Traceback" not in ended.stderr
