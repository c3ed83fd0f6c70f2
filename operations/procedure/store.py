"""The journals and the lock of an environment: parameters under
`/<project>/<stack>/procedures/`."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from operations.procedure.journal import Journal
from operations.procedure.lock import Lock
from operations.procedure.passing import Clock
from operations.sites import Site
from planning import facts


@dataclass(frozen=True, kw_only=True)
class Store:
    """The place of an environment's journals. A procedure that leaves a region keeps them in the
    other one."""

    site: Site
    clock: Clock
    region: str = ""
    """Empty: the environment's own region."""

    def journal(self, procedure: str) -> Journal:
        """Returns the journal of a procedure."""
        return Journal(self.site.client("ssm", self.region), self._path(procedure), self.clock)

    def lock(self) -> Lock:
        """Returns the environment's lock, for one run."""
        return Lock(self.site.client("ssm", self.region), self._path("lock"), self.clock)

    @contextlib.contextmanager
    def held(self, lock: Lock, procedure: str, *, take_over: bool) -> Iterator[None]:
        """Holds the lock while it is entered. It is given back after an error too; only a run
        that was killed keeps it."""
        lock.take(procedure, take_over=take_over)
        try:
            yield
        finally:
            lock.release()

    def _path(self, name: str) -> str:
        return facts.environment_of(self.site.platform).path("procedures", name)
