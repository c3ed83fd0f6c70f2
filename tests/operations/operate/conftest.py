import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from operations import __main__ as command_line
from operations.operate.programs import changes
from operations.sites import Site, standing
from tests.operations.commands import Result
from tests.operations.operate import faults as failing
from tests.operations.operate import rights
from tests.operations.operate.faults import Faults
from tests.operations.served import project, served

Operate = Callable[..., Result]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A project whose stack staging stands in an emulated account."""
    folder = project(tmp_path_factory.mktemp("operate"))
    with served(folder, "staging"):
        yield folder


@pytest.fixture
def site(folder: Path, faults: Faults) -> Site:
    """Staging, whose clients report to the faults too."""
    assert not faults.calls
    return standing("staging", folder, emulated=True)


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> Faults:
    """The calls of the commands, which fail once if that is set; nobody waits."""
    monkeypatch.setattr(changes, "pause", lambda _seconds: None)
    return failing.watch(monkeypatch)


@pytest.fixture
def operate(
    folder: Path,
    faults: Faults,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Operate:
    """Runs a command on staging as people type it, and holds it to its rights."""

    def run(*words: str) -> Result:
        at = words.index("--") if "--" in words else len(words)
        options = ["--stack", "staging", "--emulated", "--folder", str(folder)]
        given = [*words[:at], *options, *words[at:]]
        monkeypatch.setattr(sys, "argv", ["operations", *given])
        status, before = 0, Counter(faults.calls)
        try:
            command_line.main()
        except SystemExit as ending:
            status = int(ending.code or 0)
        if words[0] in rights.HELD:
            assert not rights.undeclared(words, set(faults.calls - before))
        printed = capsys.readouterr()
        return Result(printed.out, printed.err, status)

    return run
