import contextlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from operations.operate.programs import changes
from operations.sites import Site, standing
from tests.operations.commands import Result, result_of
from tests.operations.operate import faults as failing
from tests.operations.operate import rights
from tests.operations.operate.faults import Faults
from tests.operations.served import project, served

Operate = Callable[..., Result]


_UP = contextlib.ExitStack()
_FOUND: list[Path] = []


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose stack staging stands in an emulated account. All files here share it, so each
    leaves it as others want it: no message in a queue, no deployment that has failed."""
    if not _FOUND:
        folder = project(tmp_path_factory.mktemp("operate"))
        _UP.enter_context(served(folder, "staging"))
        _FOUND.append(folder)
    return _FOUND[0]


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> None:
    """Ends the emulation after the last test here, as a process holds one at a time."""
    if nextitem is None or nextitem.path.parent != Path(__file__).parent:
        _FOUND.clear()
        _UP.close()


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
        before = Counter(faults.calls)
        result = result_of(monkeypatch, capsys, *given)
        if words[0] in rights.HELD:
            assert not rights.undeclared(words, set(faults.calls - before))
        return result

    return run
