"""Production in an emulated account, as it was before each test.

It takes long to bring up, so all tests share it. A process holds one emulated AWS at a time, so it
ends as soon as a test comes that does not use it.
"""

import contextlib
from collections.abc import Iterator

import pytest

from operations.sites import Site, standing
from tests.operations.recovery.account import Kept, fresh
from tests.operations.served import project, served

_UP = contextlib.ExitStack()
_FOUND: list[tuple[Site, Kept]] = []


@pytest.fixture
def production(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, Kept]:
    """The one emulation of these tests."""
    if not _FOUND:
        folder = project(tmp_path_factory.mktemp("recovery"))
        _UP.enter_context(served(folder, "prod"))
        site = standing("prod", folder, emulated=True)
        _FOUND.append((site, Kept(site)))
    return _FOUND[0]


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> None:
    """Ends the emulation where the next test does not use it."""
    if "production" not in getattr(nextitem, "fixturenames", ()):
        _FOUND.clear()
        _UP.close()


@pytest.fixture
def site(production: tuple[Site, Kept]) -> Iterator[Site]:
    """Production, untouched."""
    site, kept = production
    yield fresh(site)
    kept.restore()
