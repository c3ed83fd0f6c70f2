"""The database servers of an environment, each with the part of the workload that it serves."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypeVar

from config.data.aurora import AuroraSettings
from config.data.database_server import DatabaseServer
from config.data.database_settings import DatabaseSettings
from config.values import KeyPath
from config.workload import Program, Workload

_Value = TypeVar("_Value")

FIRST = "database"
"""The name of the server that `database` describes."""


@dataclass(frozen=True, kw_only=True)
class PlacedServer:
    """One database server, with the databases on it and the programs that use them."""

    key: str
    """Key under `database_servers`. Empty for the first server."""
    settings: DatabaseSettings
    workload: Workload
    """The workload as this server sees it: without the databases of the others, and without the
    use of those."""
    elsewhere: tuple[str, ...] = ()
    """Databases that stand on other servers."""
    aurora: AuroraSettings | None = None
    """The settings of a server that is Aurora. None for an RDS instance."""

    @property
    def name(self) -> str:
        """The program's name for the server, from which the names of its parts begin."""
        return server_name(self.key)

    @property
    def connections(self) -> int | None:
        """The number of connections for programs; None if it is not known here."""
        given = "max_connections" in self.settings.parameters
        return self.aurora.connections if self.aurora and not given else self.settings.connections

    @property
    def readers(self) -> int:
        """The number of instances that serve reads; of Aurora's, one stands by for the writer."""
        wanted = self.settings.read_replicas
        return max(wanted, 1) if self.aurora and self.settings.multi_az else wanted

    @property
    def path(self) -> KeyPath:
        """Place of the server's settings in the stack file."""
        return ("database_servers", self.key) if self.key else (FIRST,)


def server_name(key: str) -> str:
    """Returns the program's name for a database server, by its key under `database_servers`."""
    return f"{key}-{FIRST}" if key else FIRST


def placed(
    first: DatabaseSettings | None, others: Mapping[str, DatabaseServer] | None, workload: Workload
) -> list[PlacedServer]:
    """Returns the servers of an environment, the first one before the others. None without the
    settings of the first, from which the others take theirs."""
    if first is None:
        return []
    if not others:
        return [PlacedServer(key="", settings=first, workload=workload)]
    away = {name for server in others.values() for name in server.databases}
    rest = [name for name in workload.databases if name not in away]
    groups = {"": rest, **{key: server.databases for key, server in others.items()}}
    return [
        PlacedServer(
            key=key,
            settings=others[key].completed(first) if key else first,
            workload=_with_databases(workload, names),
            elsewhere=tuple(name for name in workload.databases if name not in names),
            aurora=others[key].aurora if key else None,
        )
        for key, names in groups.items()
    ]


def _with_databases(workload: Workload, names: Collection[str]) -> Workload:
    """Returns the workload with these databases only, and with no other use of databases."""

    def kept(databases: Mapping[str, _Value]) -> dict[str, _Value]:
        return {name: each for name, each in databases.items() if name in names}

    def change(_name: str, program: Program) -> Program:
        uses = program.uses.model_copy(update={"databases": kept(program.uses.databases)})
        return program.model_copy(update={"uses": uses})

    changed = workload.with_programs(change)
    return changed.model_copy(update={"databases": kept(workload.databases)})
