"""PostgreSQL in its container, handled with its own tools: dumps, and whole databases put back."""

import subprocess
from pathlib import Path
from typing import IO

from operations.docker.engine import Running, containers
from operations.errors import OperationError

_NEW, _OLD = "__restoring", "__replaced"
_TABLES = """\
SELECT format('%I.%I', nspname, relname)
FROM pg_class JOIN pg_namespace AS n ON n.oid = relnamespace
WHERE relkind = 'r' AND nspname !~ '^pg_' AND nspname <> 'information_schema' ORDER BY 1"""


def names(server: Running) -> list[str]:
    """Returns the databases of the workload, and others that somebody made."""
    found = ask(
        server,
        "postgres",
        "SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres' "
        f"AND datname !~ '({_NEW}|{_OLD})$' ORDER BY 1",
    )
    return found.split()


def filled(server: Running) -> list[str]:
    """Returns the databases that have any rows, with their number."""
    return [
        f"database {name} ({summary(server, name)})"
        for name in names(server)
        if sum(_rows(server, name).values())
    ]


def summary(server: Running, database: str) -> str:
    """Returns a text such as `3 tables, 120 rows`."""
    rows = _rows(server, database)
    return f"{len(rows)} tables, {sum(rows.values())} rows"


def dump(server: Running, database: str, file: Path) -> None:
    """Writes a database into a file, in PostgreSQL's own format, as it is at one moment."""
    command = ["pg_dump", "--username", _user(server), "--format", "custom", database]
    with file.open("wb") as output:
        _run(server, command, output=output)


def replace(server: Running, database: str, content: IO[bytes]) -> None:
    """Puts a database back. The dump goes into a new database, which takes the old one's place when
    it is complete, so a dump that cannot be read to its end changes nothing."""
    new, old = database + _NEW, database + _OLD
    ask(server, "postgres", f'DROP DATABASE IF EXISTS "{new}" WITH (FORCE)')
    ask(server, "postgres", f'CREATE DATABASE "{new}" TEMPLATE template0')
    restoring = ["pg_restore", "--username", _user(server), "--exit-on-error"]
    try:
        _run(server, [*restoring, "--single-transaction", "--dbname", new], content=content)
    except OperationError:
        ask(server, "postgres", f'DROP DATABASE "{new}" WITH (FORCE)')
        raise
    ask(server, "postgres", f'DROP DATABASE IF EXISTS "{old}" WITH (FORCE)')
    # No client may connect again between the end of its connection and the renaming.
    ask(server, "postgres", f'ALTER DATABASE "{database}" ALLOW_CONNECTIONS false')
    ask(
        server,
        "postgres",
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'",
    )
    ask(
        server,
        "postgres",
        f'ALTER DATABASE "{database}" RENAME TO "{old}"; '
        f'ALTER DATABASE "{new}" RENAME TO "{database}"',
    )
    ask(server, "postgres", f'DROP DATABASE "{old}" WITH (FORCE)')


def _rows(server: Running, database: str) -> dict[str, int]:
    """Returns the number of rows of each table."""
    tables = ask(server, database, _TABLES).splitlines()
    if not tables:
        return {}
    counts = " UNION ALL ".join(
        f"SELECT {at}, count(*) FROM {table}" for at, table in enumerate(tables)
    )
    lines = ask(server, database, counts).splitlines()
    return {tables[int(at)]: int(rows) for at, rows in (line.split("|") for line in lines)}


def ask(server: Running, database: str, sql: str) -> str:
    """Returns what the server's superuser is told, a row a line with `|` between columns."""
    return containers.engine(
        *("exec", "--interactive", server.container, "psql", "--no-psqlrc", "--quiet"),
        *("--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1"),
        *("--username", _user(server), "--dbname", database),
        text=sql,
    )


def _user(server: Running) -> str:
    return containers.engine("exec", server.container, "printenv", "POSTGRES_USER").strip()


def _run(
    server: Running,
    command: list[str],
    *,
    content: IO[bytes] | None = None,
    output: IO[bytes] | None = None,
) -> None:
    """Runs a tool of PostgreSQL's in the container, which trusts connections from inside."""
    with subprocess.Popen(
        ["docker", "exec", "--interactive", server.container, *command],
        stdin=subprocess.PIPE if content else subprocess.DEVNULL,
        stdout=output or subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        try:
            if content is not None and process.stdin is not None:
                while part := content.read(2**20):
                    process.stdin.write(part)
                process.stdin.close()
        except BrokenPipeError:
            pass
        said = process.stderr.read().decode(errors="replace") if process.stderr else ""
    if process.returncode:
        reason = said.strip().rpartition("\n")[2]
        raise OperationError(f"{command[0]} failed: {reason}")
