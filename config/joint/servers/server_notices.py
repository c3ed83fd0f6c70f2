"""Notices about database servers: what waits for a restart, and what others made; pure."""

from collections.abc import Iterator

from config.data import ENGINES, ExistingServer, PlacedServer, waiting
from config.settings import CloudSettings
from config.values import Broken

_DAY = 24 * 60
"""Minutes between two copies of a vault."""


def without_insights(server: PlacedServer) -> Iterator[Broken]:
    """Yields a class on which RDS runs no Performance Insights with the server's engine."""
    if not server.aurora and not server.settings.has_performance_insights:
        yield Broken(
            (*server.path, "instance_class"),
            server.settings.instance_class,
            "has no Performance Insights with MySQL, so no load by query is seen, and no alarm "
            "tells of waits for the disk; db.t4g.medium and larger ones have it",
        )


def copied_daily(server: PlacedServer, settings: CloudSettings) -> Iterator[Broken]:
    """Yields an Aurora server of which the recovery region has less than the target wants."""
    target = settings.recovery.rpo_minutes
    if server.aurora and settings.recovery_region and target < _DAY:
        yield Broken(
            (*server.path, "aurora"),
            server.aurora.size,
            f"has daily copies in {settings.recovery_region} at most: AWS copies no automated "
            f"backups of Aurora there, so a lost region costs up to a day of writes, and "
            f"recovery.rpo_minutes is {target} (docs/aurora.md)",
        )


def moving(server: PlacedServer) -> Iterator[Broken]:
    """Yields an Aurora server whose minor version is not said. The AWS provider sends a version
    that differs from the running one with each change of a cluster (resourceClusterUpdate), and
    RDS takes a major one for its default minor version."""
    if server.aurora and not server.settings.is_pinned:
        version = server.settings.engine_version
        yield Broken(
            (*server.path, "engine_version"),
            version,
            "names no minor version: with any change of the cluster RDS moves it to its default "
            f"of {version}, an interruption, or refuses the change where AWS has gone past that; "
            f'write the one that runs, such as "{version}.9" (docs/aurora.md)',
        )


def restarts(server: PlacedServer, settings: CloudSettings) -> Iterator[Broken]:
    """Yields the parameters that a server reads when it starts. A server that takes them from the
    first one is told of there."""
    if server.key and settings.database_servers[server.key].parameters is None:
        return
    given = server.settings.parameters
    engine = server.settings.engine
    if names := waiting(given, engine):
        replicas = ", read replicas first" if server.settings.read_replicas else ""
        yield Broken(
            (*server.path, "parameters"),
            ", ".join(f"{name} {given[name]}" for name in names),
            f"is read at the start of {ENGINES[engine].title} only: a new value waits "
            f"(pending-reboot) until you restart the server{replicas}, by `aws rds "
            'reboot-db-instance` (docs/database-servers.md, "Parameters")',
        )


def existing_notices(server: ExistingServer, settings: CloudSettings) -> Iterator[Broken]:
    """Yields what is not as it is for servers that Plinth makes: a network in which nothing stands
    before, and data of which nobody here keeps a copy."""
    if settings.network.existing is None:
        yield Broken(
            (*server.path, "identifier"),
            server.given.identifier,
            "must stand in the VPC that Plinth makes, in which nothing is before the first `up`; "
            "name the network that it is in under network.existing (docs/existing.md)",
        )
    if settings.recovery_region:
        yield Broken(
            (*server.path, "identifier"),
            server.given.identifier,
            f"has no copy of Plinth's, neither in a vault nor in {settings.recovery_region}: its "
            'backups are the owner\'s (docs/existing.md, "Database servers")',
        )
