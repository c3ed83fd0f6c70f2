"""What the machine refuses is one line and status 1; a bug keeps its traceback."""

import errno
import os

import pytest

from operations import __main__
from tests.factories import SHOP
from tests.operations.commands import result_of


def refuse(monkeypatch: pytest.MonkeyPatch, number: int, *places: str) -> None:
    def commands(**_: object) -> None:
        raise OSError(number, os.strerror(number), *places)

    monkeypatch.setattr(__main__, "commands", lambda: commands)


def told(capsys: pytest.CaptureFixture[str]) -> str:
    """Runs the command, which ends with status 1. Returns what it says."""
    with pytest.raises(SystemExit) as ended:
        __main__.main()
    assert ended.value.code == 1
    return capsys.readouterr().err


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.ENOSPC])
def test_a_folder_that_takes_no_file_is_told_in_one_line(
    number: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    refuse(monkeypatch, number, "own/golden")
    assert told(capsys) == f"error: own/golden: {os.strerror(number)}\n"


def test_a_program_that_the_machine_lacks_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    refuse(monkeypatch, errno.ENOENT, "git")
    assert told(capsys) == "error: git is not on PATH; install it\n"


def test_an_output_that_takes_no_more_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    refuse(monkeypatch, errno.ENOSPC)
    assert told(capsys) == f"error: the output: {os.strerror(errno.ENOSPC)}\n"


def test_a_reader_that_went_away_is_no_fault(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    refuse(monkeypatch, errno.EPIPE)
    assert not told(capsys)


def test_another_fault_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    refuse(monkeypatch, errno.EBADF, "own/golden")
    with pytest.raises(OSError, match="Bad file"):
        __main__.main()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("scan", "nope"), "Pulumi.nope.yaml: no such stack; the stacks are: dev, prod, staging"),
        (("bootstrap", "nope"), "Pulumi.nope.yaml: no such stack"),
        (("images", "check", "--file", "nope.yaml"), "nope.yaml: is missing in"),
        (
            ("images", "check", "--file", str(SHOP / "Pulumi.yaml")),
            "Pulumi.yaml:1: as_of: is missing; add it",
        ),
        (("commits", "nope"), "name a branch, tag or commit that is here"),
        (("logs", "--stack", "prod", "--since", "99999999999d"), "is longer ago than"),
        (("logs", "--stack", "prod", "--since", "2099-01-01"), "--since: is still to come"),
        (
            ("logs", "--stack", "prod", "--since", "10m", "--until", "20m"),
            "--until: is not after --since, got '20m'",
        ),
        (
            ("logs", "--stack", "prod", "--follow", "--until", "5m"),
            "--follow goes on until Ctrl-C; leave out --until",
        ),
        (("gateway-check", "prod", "--wait", "-5"), "Invalid value for '--wait'"),
        (("local", "compose", "--file", "/nope/dev.yml"), "/nope: no such folder; create it"),
        (("local", "compose", "--file", "."), "is a folder; name a file in it"),
        (("local", "restore", "."), ".: is a folder; name a file in it"),
        (("preview", ""), "error: an argument: is empty; give a value, or leave it out"),
        (("preview", "prod", "--json", ""), "error: --json: is empty; give a value"),
        (("cost", "--stack="), "error: --stack: is empty; give a value"),
        (("preview", "PROD"), "no such stack; did you mean prod?"),
        (("adopt", "compose", "."), "error: .: is no file but a folder"),
        (("review", "--folder", "/nope"), "error: --folder: /nope: no such folder; name that"),
        (("teams", "--folder", "/nope"), "error: --folder: /nope: no such folder"),
        (("ephemeral", "list", "--folder", "/nope"), "error: --folder: /nope: no such folder"),
    ],
)
def test_a_wrong_argument_is_one_message(
    words: tuple[str, ...],
    says: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    here = words[:2] == ("images", "check") or words[0] == "adopt" or "--folder" in words
    folder = () if here else ("--folder", str(SHOP))
    result = result_of(monkeypatch, capsys, *words, *folder)
    assert result.status == 1
    assert says in result.err
    assert "Traceback" not in result.err
