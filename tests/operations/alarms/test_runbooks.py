"""Each command that an alarm or a page of docs/runbooks names can be typed."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer

from operations import __main__ as command_line
from planning.alarms import EVENTS, TABLE
from tests.factories import ROOT

PAGES = sorted((ROOT / "docs" / "runbooks").glob("*.md"))
REFUSED = typer.BadParameter.__bases__[0]
"""The error of a command line that cannot be read."""
START = "python -m operations "
COMING = {"failover", "restore", "drill", "backups", "upgrade"}
"""Commands that pages name ahead of their release. Each is checked from then on."""
WORDS = {
    "name": "orders",
    "stack": "prod",
    "region": "eu-central-1",
    "queue": "mails",
    "server": " --server ledger",
    "cache": " --cache sessions",
}


def commands(text: str) -> list[str]:
    """The commands of a text, without what the shell does around them."""
    found = re.findall(rf"{START}([^`\n<|>]+)", text)
    assert len(found) == text.count(START)
    return [each.strip() for each in found]


def check(command: str) -> None:
    """Reads a command as the command line does, and runs nothing. Raises REFUSED."""
    at: Any = typer.main.get_command(command_line.app)
    context = at.make_context("operations", shlex.split(command))
    while hasattr(at, "resolve_command"):
        rest = [*context._protected_args, *context.args]
        name, at, rest = at.resolve_command(context, rest)
        context = at.make_context(name, rest, parent=context)


def exists(command: str) -> bool:
    group: Any = typer.main.get_command(command_line.app)
    first = command.split()[0]
    return first in group.commands or first not in COMING


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_commands_of_a_page_can_be_typed(page: Path) -> None:
    for command in filter(exists, commands(page.read_text(encoding="utf-8"))):
        check(command)


@pytest.mark.parametrize("row", [*TABLE, *EVENTS], ids=lambda row: row.key)
def test_the_first_command_of_an_alarm_can_be_typed(row: object) -> None:
    first = str(row.first).format(**WORDS)  # type: ignore[attr-defined]
    for command in filter(exists, commands(first)):
        check(command)
    assert first.startswith((START, "aws "))


@pytest.mark.parametrize(
    "command", ["statos --stack prod", "logs --since", "queue peek --stack prod", "task run a --x"]
)
def test_a_command_that_nobody_can_type_is_found(command: str) -> None:
    with pytest.raises(REFUSED):
        check(command)
