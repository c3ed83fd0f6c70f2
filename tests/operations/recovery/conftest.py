"""Production in an emulated account, as it was before each test."""

from collections.abc import Iterator

import pytest

from operations.sites import Site, standing
from tests.operations.recovery.account import Kept, fresh
from tests.operations.served import project, served


@pytest.fixture(scope="session")
def production(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Kept]]:
    """The one emulation of these tests."""
    folder = project(tmp_path_factory.mktemp("recovery"))
    with served(folder, "prod"):
        site = standing("prod", folder, emulated=True)
        yield site, Kept(site)


@pytest.fixture
def site(production: tuple[Site, Kept]) -> Iterator[Site]:
    """Production, untouched."""
    site, kept = production
    yield fresh(site)
    kept.restore()
