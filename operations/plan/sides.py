"""The two sides of a change: the base, checked out beside the project, and the files as they are
here; each previewed in a process of its own, with the code that belongs to it."""

import contextlib
import io
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from operations.errors import OperationError
from operations.plan import document
from operations.plan.document import Document
from operations.plan.resources import Resources, from_file
from operations.pulumi_cli import stacks_of


@dataclass(frozen=True)
class Side:
    """The previews of one side."""

    folder: Path
    documents: dict[str, Document] = field(default_factory=dict)
    """Documents by stack."""
    problems: dict[str, str] = field(default_factory=dict)
    """What the preview said instead, for each stack that has none."""


@contextmanager
def base_of(folder: Path, base: str) -> Iterator[Path]:
    """Yields a folder with the files of the commit from which this change departs: the last one
    that `base` and HEAD share."""
    commit = git(folder, "merge-base", base, "HEAD").decode().strip()
    top = Path(git(folder, "rev-parse", "--show-toplevel").decode().strip())
    inside = folder.resolve().relative_to(top.resolve())
    with tempfile.TemporaryDirectory(prefix="plinth-review-") as temporary:
        with tarfile.open(fileobj=io.BytesIO(git(top, "archive", commit))) as files:
            files.extractall(temporary, filter="data")
        yield Path(temporary) / inside


def git(folder: Path, *words: str) -> bytes:
    """Returns what a git command prints. Raises OperationError with its own words if it fails."""
    try:
        ended = subprocess.run(["git", *words], cwd=folder, capture_output=True, check=False)
    except FileNotFoundError:
        raise OperationError("git is not installed", remedy="a review needs it") from None
    if ended.returncode:
        reason = ended.stderr.decode(errors="replace").strip().removeprefix("fatal: ")
        said = f"`git {' '.join(words)}` failed: {reason or 'it found nothing'}"
        raise OperationError(said, remedy=_remedy(folder))
    return ended.stdout


def _remedy(folder: Path) -> str:
    """Returns what helps where a git command failed."""

    def says(*words: str) -> str:
        ended = subprocess.run(["git", *words], cwd=folder, capture_output=True, check=False)
        return ended.stdout.decode().strip()

    shallow = says("rev-parse", "--is-shallow-repository")
    if not shallow:
        return "a review compares with a commit, so it needs a git clone of the project"
    if shallow == "true":
        return "this clone is shallow: fetch the history with `git fetch --unshallow`"
    return "name a branch, tag or commit that is here (`git branch --all`), or fetch it first"


def resources_at(reference: str, folder: Path, stack: str | None) -> Resources:
    """Returns the resources that a plan is compared with: those of a file, or of a stack at a
    commit or branch. A stack that has no file there has none. Raises OperationError if it has no
    plan."""
    if Path(reference).is_file() or reference.endswith(".json"):
        return from_file(Path(reference), stack, empty=True)
    if stack is None:
        raise OperationError(
            f"--against {reference}: no such file",
            remedy="a commit has several stacks; say which: --stack prod",
        )
    with base_of(folder, reference) as base:
        wanted = [stack] if stack in stacks_of(base) else []
        side, _ = previewed((base, folder), (wanted, []))
    if problem := side.problems.get(stack):
        raise OperationError(f"{stack} cannot be previewed at {reference}: {problem}")
    return Resources(side.documents.get(stack, {"steps": []}))


def previewed(folders: tuple[Path, Path], stacks: tuple[list[str], list[str]]) -> tuple[Side, Side]:
    """Returns both sides, previewed at the same time."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        first, second = pool.map(of, folders, stacks)
    return _as_in(first, folders[1]), second


def _as_in(side: Side, folder: Path) -> Side:
    """Returns a side as if its files stood in another folder. Containers on this machine are
    labelled with the folder, which is no part of a change."""
    text = json.dumps(side.documents)
    for own in (str(side.folder), str(side.folder.resolve())):
        text = text.replace(json.dumps(own)[1:-1], json.dumps(str(folder.resolve()))[1:-1])
    return replace(side, documents=json.loads(text))


def of(folder: Path, stacks: list[str]) -> Side:
    """Returns the previews of a folder's stacks, by the code that belongs to it."""
    side = Side(folder)
    written, said = _run(folder, "documents", "--readable", *stacks) if stacks else ("{}", "")
    with contextlib.suppress(ValueError):
        side.documents.update(json.loads(written))
    for stack in stacks:
        if stack not in side.documents:
            found = re.search(
                rf"^error: {re.escape(stack)}: (.*?)(?=^error: |\Z)", said, re.M | re.S
            )
            if found:
                side.problems[stack] = found.group(1).strip()
            else:
                _alone(side, stack)
    return side


def _alone(side: Side, stack: str) -> None:
    """Previews one stack. A base from before `documents --readable` has no other way."""
    with tempfile.TemporaryDirectory(prefix="plinth-review-") as temporary:
        file = Path(temporary) / "plan.json"
        _, said = _run(side.folder, "preview", stack, "--json", str(file))
        if file.is_file():
            side.documents[stack] = document.read(file)
        else:
            side.problems[stack] = said.strip().removeprefix("error: ")[-4000:]


def _run(folder: Path, *words: str) -> tuple[str, str]:
    """Runs a command of the code in a folder. Returns what it printed, and what it said."""
    ended = subprocess.run(
        [sys.executable, "-m", "operations", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    return ended.stdout, ended.stderr
