"""A clone of a team's: at a release, then with the present tree merged into it."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.factories import ROOT

PRESENT = "present"
"""The branch that holds the tree as it is now, with what is not committed yet."""


def missing(commit: str) -> str:
    """Why the history here does not reach a commit; empty if it does."""
    if not (ROOT / ".git").exists():
        return "this is no git repository"
    if _run(ROOT, "merge-base", "--is-ancestor", commit, "HEAD").returncode:
        return f"the history here does not reach {commit[:12]}; `git fetch --unshallow` gets it"
    return ""


def check_out(commit: str, folder: Path) -> None:
    """A clone at a commit."""
    git(ROOT, "clone", "--quiet", "--shared", "--no-checkout", str(ROOT), str(folder))
    git(folder, "checkout", "--quiet", "-B", "team", commit)


def commit_all(folder: Path, message: str, paths: Sequence[str] = (".",)) -> None:
    """Commits what is in some paths."""
    git(folder, "add", "--", *paths)
    git(folder, "commit", "--quiet", "--message", message)


def add_present_tree(folder: Path) -> None:
    """Makes the branch `present` of the project's working tree, in the clone only."""
    head = git(ROOT, "rev-parse", "HEAD").strip()
    index = {"GIT_INDEX_FILE": str(folder / ".git" / "present-index")}
    tree = (f"--git-dir={folder / '.git'}", f"--work-tree={ROOT}")
    git(ROOT, *tree, "read-tree", head, environment=index)
    git(ROOT, *tree, "add", "--all", environment=index)
    written = git(ROOT, *tree, "write-tree", environment=index).strip()
    made = git(folder, "commit-tree", written, "-p", head, "-m", "The present tree").strip()
    git(folder, "branch", "--force", PRESENT, made)


def merge(folder: Path) -> list[str]:
    """Merges the present tree; gives the files in conflict."""
    merged = _run(folder, "merge", "--quiet", "--no-edit", PRESENT)
    conflicts = git(folder, "diff", "--name-only", "--diff-filter=U").splitlines()
    assert conflicts or merged.returncode == 0, merged.stdout + merged.stderr
    return conflicts


def git(folder: Path, *words: str, environment: dict[str, str] | None = None) -> str:
    """Runs a command; gives what it prints."""
    ended = _run(folder, *words, environment=environment)
    assert ended.returncode == 0, f"git {' '.join(words)}\n{ended.stderr}"
    return ended.stdout


def _run(
    folder: Path, *words: str, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    # Neither the user's settings count here, nor the repository of a hook that runs the tests.
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    apart = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    who = ("-c", "user.name=team", "-c", "user.email=team@example.org")
    return subprocess.run(
        ["git", "-c", "safe.directory=*", *who, *words],
        cwd=folder,
        env={**inherited, **apart, **(environment or {})},
        text=True,
        capture_output=True,
        check=False,
    )
