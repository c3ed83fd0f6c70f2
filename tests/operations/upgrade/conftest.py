"""Production in an emulated account on PostgreSQL 16.8, with its stack file as it was."""

from collections.abc import Iterator

import pytest
from moto.ecs.models import ecs_backends
from moto.rds.models import rds_backends

from operations.sites import Site
from tests.operations.recovery.account import NUMBER, PRIMARY, REGION, REPLICA, Kept, fresh
from tests.operations.recovery.conftest import production, pytest_runtest_teardown

__all__ = ["production", "pytest_runtest_teardown"]


class Before:
    """The account and the stack's file, put back at will."""

    def __init__(self, site: Site, kept: Kept) -> None:
        self.site, self._kept = site, kept
        self.file = site.folder / "Pulumi.prod.yaml"
        self._text = self.file.read_text("utf-8")

    def restore(self) -> None:
        self._kept.restore()
        self.file.write_text(self._text, "utf-8")
        ecs_backends[NUMBER][REGION].tasks.clear()
        for name in (PRIMARY, REPLICA):
            rds_backends[NUMBER][REGION].databases[name].engine_version = "16.8"


@pytest.fixture
def before(production: tuple[Site, Kept]) -> Iterator[Before]:
    """The means by which a test begins anew."""
    found = Before(*production)
    found.restore()
    yield found
    found.restore()


@pytest.fixture
def site(before: Before) -> Site:
    """Production, untouched."""
    return fresh(before.site)
