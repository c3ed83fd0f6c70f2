"""A result goes into a whole file, or to the standard output and nothing beside it."""

import io
import json
import os
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from operations import outputs
from operations.errors import OperationError


def test_a_dash_is_the_standard_output(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    outputs.check_writable(Path("-"))
    outputs.write("{}\n", Path("-"))
    assert capsys.readouterr().out == "{}\n"
    assert not list(tmp_path.iterdir())


def test_what_people_read_makes_way_for_a_result() -> None:
    assert outputs.beside(Path("-"), None) is sys.stderr
    assert outputs.beside(Path("report.json"), None) is sys.stdout


def test_only_one_result_goes_to_the_standard_output() -> None:
    with pytest.raises(OperationError, match="two results cannot both go to -"):
        outputs.check_writable(Path("-"), Path("-"))


def test_a_file_that_cannot_be_replaced_stays_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "report.json"
    file.write_text("old")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OperationError, match=r"report\.json: cannot be written: No space left"):
        outputs.write("new", file)
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_pipe_is_written_to_and_stays_one(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor() as threads:
        read = threads.submit(pipe.read_text)
        outputs.write("{}\n", pipe)
        assert read.result(timeout=10) == "{}\n"
    assert pipe.is_fifo()


def test_a_link_stays_and_its_file_keeps_its_rights(tmp_path: Path) -> None:
    file, link = tmp_path / "report.json", tmp_path / "latest.json"
    file.write_text("old")
    file.chmod(0o640)
    link.symlink_to(file.name)
    outputs.write("new", link)
    assert link.is_symlink()
    assert file.read_text() == "new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_what_others_must_not_read_is_its_owners(tmp_path: Path) -> None:
    file = tmp_path / "prod.plan"
    file.write_text("old")
    with outputs.whole(file, private=True) as partial:
        partial.write_text("new")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_terminal_that_knows_ascii_alone_gets_all_there_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(shown, encoding="ascii"))
    outputs.accept_all_characters()
    outputs.write(json.dumps("Größe … 🎮", ensure_ascii=False), Path("-"))
    sys.stdout.flush()
    assert shown.getvalue() == b'"Gr\\u00f6\\u00dfe \\u2026 \\ud83c\\udfae"'
