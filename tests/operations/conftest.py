"""Commands, run in the folder of a small project."""

import sys
from pathlib import Path

import pytest

from operations import __main__ as command_line
from tests.engine.folders import write_project
from tests.operations.commands import POLICY, PROGRAM, Command, Result


@pytest.fixture
def command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """Runs a command in the folder of a small project."""
    stacks = {"good": f"config: {{policy: '{POLICY}'}}", "bad": "config: {policy: nonsense}"}
    write_project(tmp_path, PROGRAM, **stacks)
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Result:
        monkeypatch.setattr(sys, "argv", ["operations", *arguments])
        status = 0
        try:
            command_line.main()
        except SystemExit as ending:
            status = int(ending.code or 0)
        printed = capsys.readouterr()
        return Result(printed.out, printed.err, status)

    return run
