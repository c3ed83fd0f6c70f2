"""The engine's own preview of a refresh, asked by `drift`. A script stands in for the CLI."""

import json
import os
import stat
import sys
from pathlib import Path
from typing import Any

import pytest

from operations.drift import drift as command_module
from tests.operations.commands import Command, Result
from tests.operations.drift.documents import changed, document, queue

FAKE = """\
#!{python}
import os, pathlib, sys
pathlib.Path("words").write_text(" ".join(sys.argv[1:]))
sys.stdout.write(pathlib.Path("refresh.json").read_text())
sys.stderr.write("what the engine says\\n")
sys.exit(int(os.environ["FAKE_STATUS"]))
"""


@pytest.fixture
def folder(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a CLI that answers what a file says, and an account that nobody may ask."""
    program = tmp_path / "bin/pulumi"
    program.parent.mkdir()
    program.write_text(FAKE.format(python=sys.executable), encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")

    def refuse(service: str, region: str) -> Any:
        from botocore.exceptions import NoCredentialsError

        raise NoCredentialsError

    monkeypatch.setattr(command_module, "_aws", refuse)
    return tmp_path


def drift(
    command: Command,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    status: int = 0,
) -> Result:
    (folder / "refresh.json").write_text(text, encoding="utf-8")
    monkeypatch.setenv("FAKE_STATUS", str(status))
    return command("drift", "good", "--folder", ".")


def of_good(*steps: dict[str, Any]) -> str:
    return json.dumps(document(*steps)).replace(":prod::", ":good::")


def test_the_engine_is_asked_for_a_preview_only(
    command: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = drift(command, folder, monkeypatch, of_good(queue()))
    assert (result.out, result.status) == ("nothing differs from what was declared\n", 0)
    words = (folder / "words").read_text().split()
    assert words[0] == "refresh"
    assert {"--preview-only", "--json", "--non-interactive"} <= set(words)
    assert "--yes" not in words


def test_without_credentials_for_more_the_difference_is_told_all_the_same(
    command: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = of_good(changed("visibilityTimeoutSeconds", visibilityTimeoutSeconds=7))
    result = drift(command, folder, monkeypatch, text)
    assert result.status == 2
    assert result.out.splitlines()[-1] == "1 difference"
    assert "CloudTrail could not be asked who changed it: Unable to locate" in result.err


@pytest.mark.parametrize(
    ("text", "status", "message"),
    [
        ("", 255, "ended with status 255 and told nothing of good"),
        ("", 0, "ended with status 0 and told nothing of good"),
        (
            json.dumps({"diagnostics": [{"severity": "error", "message": "error: no access"}]}),
            255,
            "comes from a refresh that failed: error: no access",
        ),
        (of_good(queue()), 255, "ended with status 255"),
        (of_good(queue())[:-40], 255, "is not JSON"),
    ],
)
def test_an_engine_that_fails_is_status_1(
    command: Command,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    status: int,
    message: str,
) -> None:
    result = drift(command, folder, monkeypatch, text, status)
    assert (result.out, result.status) == ("", 1)
    assert message in result.err
