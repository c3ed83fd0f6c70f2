"""Every commit by itself, in a repository made for it."""

import subprocess
from pathlib import Path

import pytest

from operations.errors import OperationError
from operations.project import commits


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "main")
    commit(tmp_path, "first", {"config/__init__.py": "", "tests/config/test_a.py": PASSES})
    return tmp_path


PASSES = "def test_it() -> None:\n    assert True\n"


def git(folder: Path, *words: str) -> str:
    who = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    return subprocess.run(
        ["git", *who, *words], cwd=folder, check=True, text=True, capture_output=True
    ).stdout


def commit(folder: Path, message: str, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", message)


def test_each_commit_that_does_not_work_is_named_though_the_next_mends_it(
    repository: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    base = git(repository, "rev-parse", "HEAD").strip()
    mended = {"config/a.py": "", "tests/test_b.py": ""}
    unknown = "from config.b import c\n\n\ndef test_b() -> None:\n    assert c\n"
    fails = PASSES.replace("True", "False")
    commit(repository, "one", {"config/a.py": "import config.b\n"})
    commit(repository, "two", {"config/a.py": "import os\n"})
    commit(repository, "three", {**mended, "tests/test_b.py": unknown})
    commit(repository, "four", {**mended, "tests/config/test_a.py": fails})
    commit(repository, "five", {**mended, "tests/config/test_a.py": PASSES})
    with pytest.raises(OperationError, match=r"\w+ one; \w+ two; \w+ three; \w+ four; correct"):
        commits.commits(base, repository)
    printed = capfd.readouterr()
    told = [line.strip() for line in printed.err.splitlines() if line.startswith("  ")]
    verdicts = [line.rpartition(" (")[0] for line in told if line.startswith(("fails", "works"))]
    assert verdicts == [*(f"fails: {check}" for check in commits.CHECKS), "works"]
    assert "1 of 5 commits work by themselves" in printed.out
    assert git(repository, "worktree", "list").count("\n") == 1


def test_an_unknown_base_is_told(repository: Path) -> None:
    with pytest.raises(OperationError, match="unknown revision"):
        commits.commits("nowhere", repository)
