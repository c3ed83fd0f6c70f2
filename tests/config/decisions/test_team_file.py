"""Each of the team's files of decisions is told by the name that people know, and never passed
over if it is there."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from config import ConfigError
from config.decisions import baseline, grants, promotion

TODAY = date(2026, 11, 26)
READERS: dict[str, Callable[[Path], Any]] = {
    grants.FILE: lambda folder: grants.read(folder, TODAY),
    baseline.FILE: lambda folder: baseline.read(folder / baseline.FILE, TODAY),
    promotion.FILE: promotion.read_promotion,
}
each_file = pytest.mark.parametrize("name", READERS)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Path:
    (tmp_path / "config").mkdir()
    return tmp_path


def told(name: str, folder: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        READERS[name](folder)
    return str(caught.value).partition("\n")[2].strip()


@each_file
def test_a_fault_is_told_with_the_folder_and_the_line(name: str, folder: Path) -> None:
    (folder / name).write_text("# ours\nanything: 1\n", encoding="utf-8")
    assert f"{name}:2: anything: is no key that exists" in told(name, folder)


@each_file
def test_a_fault_of_yaml_is_told_with_the_folder(name: str, folder: Path) -> None:
    (folder / name).write_text("a: [\n", encoding="utf-8")
    assert told(name, folder).startswith(f"{name}:1: is not YAML")


@each_file
@pytest.mark.parametrize("content", ["[]", "false", "0", "''", "text"])
def test_a_file_of_something_else_is_refused(name: str, content: str, folder: Path) -> None:
    (folder / name).write_text(content, encoding="utf-8")
    assert "must be keys with values below it" in told(name, folder)


@each_file
def test_a_folder_or_a_link_to_nowhere_is_not_taken_for_no_file(name: str, folder: Path) -> None:
    (folder / name).mkdir()
    assert told(name, folder) == f"{name}: is no file but a folder; move it away"
    (folder / name).rmdir()
    (folder / name).symlink_to("nowhere")
    assert told(name, folder).startswith(f"{name}: is a link to nowhere")


@pytest.mark.parametrize("name", [grants.FILE, baseline.FILE])
def test_days_lists_and_keys_of_entries_are_told_in_plain_words(name: str, folder: Path) -> None:
    top = Path(name).stem
    (folder / name).write_text(f"{top}: soon\n", encoding="utf-8")
    assert told(name, folder) == f"{name}:1: {top}: must be a list, got 'soon'"
    (folder / name).write_text(
        f"{top}:\n  - until: 2027-13-25\n    stak: prod\n    zzz: 1\n", "utf-8"
    )
    message = told(name, folder)
    assert "until: must be a day, such as 2027-03-31, got '2027-13-25'" in message
    assert "stak: is no key that exists; did you mean stack?" in message
    assert "zzz: is no key that exists; the keys here are resource, " in message
