"""Checks of the engines of database servers against those of their databases; pure."""

from collections.abc import Iterator

from config.data import ENGINES, FIRST, ExistingServer, PlacedServer
from config.settings import CloudSettings
from config.values import Broken, DatabaseEngine, dotted
from config.workload import Workload
from wording import listed

_LONGEST_LOGIN = 32
"""Characters of a MySQL user's name (dev.mysql.com/doc/refman/8.4/en/user-names.html)."""


def engine_problems(
    servers: list[PlacedServer | ExistingServer], settings: CloudSettings
) -> Iterator[Broken]:
    """Yields databases on a server of another engine, and what a server of another engine than the
    first one must say itself; paths are the stack file's."""
    for server in servers:
        engine = server.settings.engine if isinstance(server, PlacedServer) else "postgres"
        yield from _others(server, engine)
        if isinstance(server, PlacedServer) and server.key:
            yield from _own(server, settings)


def _others(server: PlacedServer | ExistingServer, engine: DatabaseEngine) -> Iterator[Broken]:
    """Yields the databases of another engine that stand on a server."""
    databases = server.workload.databases
    wrong = [name for name, each in databases.items() if each.engine != engine]
    if not wrong:
        return
    wanted = databases[wrong[0]].engine
    # Where the engine and its version do not fit, that is told alone.
    engines = (f"databases.{name}.engine" for name in wrong)
    reads = (dotted((*server.path, "engine_version")), *engines)
    on = "the first server, which has all that no other names" if not server.key else "this server"
    if server.key:
        remedy = (
            f"{'has' if len(wrong) == 1 else 'have'} the engine {wanted} in the workload, and "
            f"this server has {engine}; place {'it' if len(wrong) == 1 else 'them'} on a server "
            f"with engine: {wanted}"
        )
        yield Broken((*server.path, "databases"), listed(wrong), remedy, reads)
        return
    version = "8.4" if wanted == "mysql" else "16"
    yield Broken(
        FIRST if isinstance(server, PlacedServer) else server.path,
        listed(wrong),
        f"would stand on {on}, which is {ENGINES[engine].title}, and the workload says "
        f"{wanted}; write a server for it under database_servers: {{databases: "
        f'[{", ".join(wrong)}], engine: {wanted}, engine_version: "{version}"}} (docs/mysql.md)',
        reads,
    )


def _own(server: PlacedServer, settings: CloudSettings) -> Iterator[Broken]:
    given, first = settings.database_servers[server.key], settings.database
    if first and given.engine != first.engine and given.engine_version is None:
        said = ENGINES[first.engine].title
        version = "8.4" if given.engine == "mysql" else "16"
        yield Broken(
            (*server.path, "engine_version"),
            None,
            f"is needed, since `database` has a version of {said}; write "
            f'engine_version: "{version}"',
        )


def mysql_name_problems(workload: Workload) -> Iterator[Broken]:
    """Yields databases and programs that MySQL could not name, and databases with what it does not
    have; paths are the workload's."""
    mysql = {name: each for name, each in workload.databases.items() if each.engine == "mysql"}
    for name, each in mysql.items():
        if name in ("mysql", "sys", "innodb", "tmp", "plinth"):
            remedy = "is MySQL's, RDS's or Plinth's own; choose another"
            yield Broken(("databases", name), name, remedy)
        if each.extensions:
            yield Broken(
                ("databases", name, "extensions"),
                listed(each.extensions),
                "are PostgreSQL's, and the engine of this database is mysql; leave them out",
            )
        if each.people == "read" and len(f"{name}__people") > _LONGEST_LOGIN:
            yield Broken(
                ("databases", name),
                name,
                f"is too long for a login for people: MySQL takes {_LONGEST_LOGIN} characters with "
                "__people at the end; choose a shorter name",
            )
    for program in workload.programs():
        if not {*program.program.uses.databases} & {*mysql}:
            continue
        if len(program.name) > _LONGEST_LOGIN:
            yield Broken(
                program.path,
                program.name,
                f"is too long for a MySQL login, which takes {_LONGEST_LOGIN} characters; choose a "
                "shorter name",
            )
        if program.name in ("root", "rdsadmin", "rdsrepladmin", "event-scheduler"):
            remedy = "cannot be a MySQL login; choose another name"
            yield Broken(program.path, program.name, remedy)
