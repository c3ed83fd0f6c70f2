"""Notices about database servers: what waits for a restart; pure."""

from collections.abc import Iterator

from config.data import PlacedServer, waiting
from config.settings import CloudSettings
from config.values import Broken


def restarts(server: PlacedServer, settings: CloudSettings) -> Iterator[Broken]:
    """Yields the parameters that a server reads when it starts. A server that takes them from the
    first one is told of there."""
    if server.key and settings.database_servers[server.key].parameters is None:
        return
    given = server.settings.parameters
    if names := waiting(given):
        replicas = ", read replicas first" if server.settings.read_replicas else ""
        yield Broken(
            (*server.path, "parameters"),
            ", ".join(f"{name} {given[name]}" for name in names),
            "is read at the start of PostgreSQL only: a new value waits (pending-reboot) until you "
            f"restart the server{replicas}, by `aws rds reboot-db-instance` "
            '(docs/database-servers.md, "Parameters")',
        )
