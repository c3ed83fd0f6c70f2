"""Commands, run in the folder of a small project."""

from pathlib import Path

import pytest

from tests.engine.folders import write_project
from tests.operations.commands import POLICY, PROGRAM, Command, Result, result_of


@pytest.fixture
def command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """Runs a command in the folder of a small project."""
    stacks = {"good": f"config: {{policy: '{POLICY}'}}", "bad": "config: {policy: nonsense}"}
    write_project(tmp_path, PROGRAM, **stacks)
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Result:
        return result_of(monkeypatch, capsys, *arguments)

    return run
