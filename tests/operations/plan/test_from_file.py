"""Files of plans and states that a command takes instead of a stack."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from operations import __main__ as command_line
from operations.errors import OperationError
from tests.operations.plans import Plan

COMMANDS = (["cost"], ["topology"], ["explore", "--out", "{folder}/page.html"])
EMPTY: tuple[dict[str, Any], ...] = (
    {"version": 3, "deployment": {}},
    {"version": 2, "deployment": {"resources": []}},
    {"steps": [], "duration": 1},
)


def refused(*words: str) -> str:
    ended = CliRunner().invoke(command_line.app, list(words))
    assert isinstance(ended.exception, OperationError), (ended.output, ended.exception)
    assert not ended.stdout
    return str(ended.exception)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
@pytest.mark.parametrize("content", EMPTY, ids=lambda content: next(iter(content)))
def test_a_file_without_resources_is_refused(
    tmp_path: Path, command: list[str], content: dict[str, Any]
) -> None:
    file = tmp_path / "state.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    words = [word.format(folder=tmp_path) for word in command]
    said = refused(*words, "--document", str(file))
    assert said.startswith(f"{file}: has no resource")
    assert not (tmp_path / "page.html").exists()


@pytest.mark.parametrize(
    "words",
    [
        *([*command, "--document", "{file}"] for command in COMMANDS),
        *([*command, "--against", "{file}"] for command in COMMANDS[:2]),
    ],
    ids=lambda words: " ".join((words[0], words[-2])),
)
def test_a_file_of_another_stack_is_refused(tmp_path: Path, words: list[str]) -> None:
    file = tmp_path / "staging.json"
    file.write_text(json.dumps(Plan("staging").document), encoding="utf-8")
    given = [word.format(file=file, folder=tmp_path) for word in words]
    said = refused(*given, "--stack", "prod")
    assert said.startswith(f"{file}: is of the stack staging, not of prod; give a file of prod")
    assert not (tmp_path / "page.html").exists()
