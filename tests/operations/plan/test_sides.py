"""A base that cannot be had is told with the remedy that helps in this clone."""

from pathlib import Path

import pytest

from operations.errors import OperationError
from operations.plan import sides
from tests.upgrade import clone


def refused(folder: Path, base: str) -> str:
    with pytest.raises(OperationError) as caught, sides.base_of(folder, base):
        pass
    return str(caught.value)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "whole"
    folder.mkdir()
    clone.git(folder, "init", "--quiet")
    for number in "12":
        (folder / "file").write_text(number)
        clone.commit_all(folder, number)
    return folder


def test_an_unknown_base_in_a_whole_clone(repository: Path) -> None:
    message = refused(repository, "nosuch")
    assert "nosuch" in message
    assert "name a branch, tag or commit that is here" in message
    assert "unshallow" not in message


def test_a_shallow_clone_is_to_be_deepened(repository: Path, tmp_path: Path) -> None:
    clone.git(tmp_path, "clone", "--quiet", "--depth=1", repository.as_uri(), "shallow")
    assert "`git fetch --unshallow`" in refused(tmp_path / "shallow", "HEAD~1")


def test_a_folder_without_git_is_told_as_that(tmp_path: Path) -> None:
    assert "it needs a git clone" in refused(tmp_path, "origin/main")


def test_a_machine_without_git_gets_a_sentence(
    repository: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "git is not installed" in refused(repository, "HEAD")
