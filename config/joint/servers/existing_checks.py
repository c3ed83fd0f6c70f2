"""Checks of database servers that exist, beside those that Plinth makes; pure."""

from collections.abc import Iterator

from config.data import FIRST
from config.settings import CloudSettings
from config.values import Broken
from config.workload import Workload


def existing_server_problems(workload: Workload, settings: CloudSettings) -> Iterator[Broken]:
    """Yields servers that are said twice, and those that share what each must have alone; paths are
    the stack file's."""
    identifiers: dict[str, str] = {}
    for key, given in settings.existing.database_servers.items():
        path = ("existing", "database_servers", key)
        if key == FIRST and settings.database is not None:
            yield Broken(
                path,
                given.identifier,
                "is the first server, which the section `database` describes too; write database: "
                "null, or give this one another name with its databases",
            )
        if key == FIRST and given.databases:
            yield Broken(
                (*path, "databases"),
                given.databases,
                "is for servers beside the first one, which has all that no server names; leave "
                "it out",
            )
        if key in settings.database_servers:
            remedy = "is a server under database_servers too, which Plinth makes; keep one of both"
            yield Broken(path, given.identifier, remedy)
        if given.identifier in identifiers:
            yield Broken(
                (*path, "identifier"),
                given.identifier,
                f"is also that of {identifiers[given.identifier]}; name it once, with the "
                "databases of both",
            )
        identifiers.setdefault(given.identifier, key)


def homeless(workload: Workload, settings: CloudSettings) -> Iterator[Broken]:
    """Yields databases for which no server is there: the first one has all that no other names."""
    if settings.database is not None or FIRST in settings.existing.database_servers:
        return
    if settings.database_servers:
        return  # Their check asks for the first server, whose values they take.
    named = {
        name for each in settings.existing.database_servers.values() for name in each.databases
    }
    if {*workload.databases} - named:
        yield Broken("database", None, "the workload has databases; say how they run")
