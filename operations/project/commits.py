"""`commits`: checks that every commit of a range works by itself, so that a fault can be bisected.

Each is checked out beside the project, and uses the packages of the project as it is now.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from operations.errors import OperationError
from operations.folder import PROJECT

_IMPORTS = """
import importlib, pathlib
for package in pathlib.Path().glob("*/__init__.py"):
    for file in sorted(package.parent.rglob("*.py")):
        parts = file.with_suffix("").parts
        # What runs in a container of its own, or as a command, is not imported by anything.
        if parts[-1] != "__main__" and "stand_in" not in parts:
            importlib.import_module(".".join(parts).removesuffix(".__init__"))
"""
_PYTEST = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "--no-header")
CHECKS = {
    "imports every module": ("-c", _IMPORTS),
    "style": ("-m", "ruff", "check", "--no-cache", "."),
    "imports every test": (*_PYTEST, "--collect-only"),
    "tests of the configuration": (*_PYTEST, "-x", "tests/config"),
}


def commits(
    base: Annotated[
        str, typer.Argument(help="The last commit that is not checked, such as origin/main.")
    ],
    folder: Annotated[
        Path, typer.Option(help="The repository.", show_default="this project")
    ] = PROJECT,
) -> None:
    """Check each commit since BASE: its imports, its style, its quick tests."""
    found = _git(folder, "log", "--reverse", "--format=%h %s", f"{base}..HEAD").splitlines()
    failed = []
    for number, line in enumerate(found, 1):
        print(f"[{number}/{len(found)}] {line}", file=sys.stderr, flush=True)
        start = time.monotonic()
        problem = _problem(folder, line.split()[0])
        verdict = f"fails: {problem}" if problem else "works"
        print(f"  {verdict} ({time.monotonic() - start:.0f} s)", file=sys.stderr, flush=True)
        failed += [line] if problem else []
    print(f"{len(found) - len(failed)} of {len(found)} commits work by themselves")
    if failed:
        raise OperationError(
            "these do not: " + "; ".join(failed), remedy=f"correct them by git rebase -i {base}"
        )


def _problem(folder: Path, commit: str) -> str:
    """Returns the first check that fails, after printing its output. Empty if none fails."""
    with _checked_out(folder, commit) as place:
        for name, words in CHECKS.items():
            ended = subprocess.run(
                [sys.executable, *words],
                cwd=place,
                env={**os.environ, "PYTHONPATH": ".", "PYTHONDONTWRITEBYTECODE": "1"},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            if ended.returncode:
                print(ended.stdout[-4000:], file=sys.stderr)
                return name
    return ""


@contextmanager
def _checked_out(folder: Path, commit: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary) / commit
        _git(folder, "worktree", "add", "--detach", str(place), commit)
        try:
            yield place
        finally:
            _git(folder, "worktree", "remove", "--force", str(place))


def _git(folder: Path, *words: str) -> str:
    ended = subprocess.run(["git", *words], cwd=folder, text=True, capture_output=True, check=False)
    if ended.returncode:
        reason, *_ = ended.stderr.strip().removeprefix("fatal: ").splitlines() or ["it failed"]
        raise OperationError(
            f"`git {' '.join(words[:2])}`: {reason.rstrip('.')}",
            remedy="name a branch, tag or commit that is here (`git branch --all`)",
        )
    return ended.stdout
