"""The database servers of an environment, each with the part of the workload that it serves."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypedDict, TypeVar

from config.data.aurora import AuroraSettings
from config.data.database_server import DatabaseServer
from config.data.database_settings import DatabaseSettings
from config.existing import ExistingDatabaseServer
from config.values import KEPT_CONNECTIONS, DatabaseEngine, KeyPath
from config.workload import Program, Workload

_Value = TypeVar("_Value")
_Existing = Mapping[str, ExistingDatabaseServer]

FIRST = "database"
"""The name of the server that `database` describes."""


@dataclass(frozen=True, kw_only=True)
class Server:
    """One database server as programs see it, whoever made it."""

    key: str
    """Key under `database_servers`. Empty for the first server."""
    workload: Workload
    """The workload as this server sees it: without the databases of the others, and without the
    use of those."""
    elsewhere: tuple[str, ...] = ()
    """Databases that stand on other servers."""

    @property
    def name(self) -> str:
        """The program's name for the server, from which the names of its parts begin."""
        return server_name(self.key)


@dataclass(frozen=True, kw_only=True)
class PlacedServer(Server):
    """One database server that Plinth makes, with the databases on it and the programs that use
    them."""

    settings: DatabaseSettings

    @property
    def aurora(self) -> AuroraSettings | None:
        """The settings of a server that is Aurora. None for an RDS instance."""
        return self.settings.aurora

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


@dataclass(frozen=True, kw_only=True)
class ExistingServer(Server):
    """One database server that another owner made, with the workload's databases on it."""

    given: ExistingDatabaseServer

    @property
    def connections(self) -> int | None:
        """The number of connections for programs; None if it is not known here."""
        most = self.given.max_connections
        return most - KEPT_CONNECTIONS if most else None

    @property
    def path(self) -> KeyPath:
        """Place of the server's settings in the stack file."""
        return ("existing", "database_servers", self.key or FIRST)


class _Facts(TypedDict):
    """Values that every server has."""

    key: str
    workload: Workload
    elsewhere: tuple[str, ...]


def server_name(key: str) -> str:
    """Returns the program's name for a database server, by its key under `database_servers`."""
    return f"{key}-{FIRST}" if key else FIRST


def placed(
    first: DatabaseSettings | None,
    others: Mapping[str, DatabaseServer] | None,
    workload: Workload,
    existing: _Existing = MappingProxyType({}),
) -> list[PlacedServer]:
    """Returns the servers of an environment that Plinth makes, the first one before the others.
    None without the settings of the first, from which the others take theirs."""
    if first is None:
        return []
    others = others or {}
    return [
        PlacedServer(
            **each,
            settings=others[key].completed(first) if key else first,
        )
        for key, each in _placed(others, workload, existing).items()
        if not key or key in others
    ]


def placed_existing(
    others: Mapping[str, DatabaseServer] | None, workload: Workload, existing: _Existing
) -> list[ExistingServer]:
    """Returns the servers of an environment that exist, the first one before the others."""
    found = {"" if key == FIRST else key: given for key, given in existing.items()}
    return [
        ExistingServer(**each, given=found[key])
        for key, each in _placed(others or {}, workload, existing).items()
        if key in found
    ]


def _placed(
    others: Mapping[str, DatabaseServer], workload: Workload, existing: _Existing
) -> dict[str, _Facts]:
    """Returns what is true of each server by its key, whoever makes it, the first one before the
    others."""
    groups = {
        **{key: each.databases for key, each in others.items()},
        **{key: each.databases for key, each in existing.items() if key != FIRST},
    }
    away = {name for names in groups.values() for name in names}
    rest = [name for name in workload.databases if name not in away]
    return {
        key: {
            "key": key,
            "workload": _with_databases(workload, names) if groups else workload,
            "elsewhere": tuple(name for name in workload.databases if name not in names),
        }
        for key, names in {"": rest, **groups}.items()
    }


def of_engine(workload: Workload, engine: DatabaseEngine) -> Workload:
    """Returns the workload with the databases of one engine only."""
    names = [name for name, each in workload.databases.items() if each.engine == engine]
    return _with_databases(workload, names)


def _with_databases(workload: Workload, names: Collection[str]) -> Workload:
    """Returns the workload with these databases only, and with no other use of databases."""

    def kept(databases: Mapping[str, _Value]) -> dict[str, _Value]:
        return {name: each for name, each in databases.items() if name in names}

    def change(_name: str, program: Program) -> Program:
        uses = program.uses.model_copy(update={"databases": kept(program.uses.databases)})
        return program.model_copy(update={"uses": uses})

    changed = workload.with_programs(change)
    return changed.model_copy(update={"databases": kept(workload.databases)})
