"""Projects of the example company, whose commands are run as a user runs them."""

import shutil
from pathlib import Path

import pytest

from tests.factories import ROOT, SHOP
from tests.operations.commands import status_of
from tests.upgrade import clone


def project(folder: Path) -> Path:
    """A repository with the company's files; the program is this checkout's."""
    made = folder / "shop"
    (made / "config").mkdir(parents=True)
    for file in SHOP.glob("Pulumi*.yaml"):
        shutil.copy(file, made)
    shutil.copy(SHOP / "config/workload.yaml", made / "config")
    shutil.copy(ROOT / "__main__.py", made)
    shutil.copy(ROOT / ".gitignore", made)
    clone.git(made, "init", "--quiet")
    clone.commit_all(made, "Our company")
    return made


def edit(folder: Path, name: str, old: str, new: str) -> None:
    """Edits a file at one place."""
    file = folder / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def run(monkeypatch: pytest.MonkeyPatch, folder: Path, *words: str) -> int:
    """Runs a command; gives its exit status."""
    return status_of(monkeypatch, *words, "--folder", str(folder))
