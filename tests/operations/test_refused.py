"""What the machine refuses is one line and status 1; a bug keeps its traceback."""

import errno
import os

import pytest

from operations import __main__


def refuse(monkeypatch: pytest.MonkeyPatch, number: int, *places: str) -> None:
    def app(**_: object) -> None:
        raise OSError(number, os.strerror(number), *places)

    monkeypatch.setattr(__main__, "app", app)


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.ENOSPC])
def test_a_folder_that_takes_no_file_is_told_in_one_line(
    number: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    refuse(monkeypatch, number, "own/golden")
    with pytest.raises(SystemExit) as ended:
        __main__.main()
    assert ended.value.code == 1
    assert capsys.readouterr().err == f"error: own/golden: {os.strerror(number)}\n"


def test_another_fault_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    refuse(monkeypatch, errno.EBADF, "own/golden")
    with pytest.raises(OSError, match="Bad file"):
        __main__.main()
