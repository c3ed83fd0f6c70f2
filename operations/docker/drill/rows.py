"""Rows of a scratch database: written, dumped, dropped with the database, and restored."""

import time
from collections.abc import Callable
from pathlib import Path

from operations.docker.data import archive, databases
from operations.docker.drill import scratch
from operations.docker.engine import Running
from operations.recovery_result import Check, Recovered

_FILL = """\
CREATE TABLE kept (n integer PRIMARY KEY, body text NOT NULL, written timestamptz NOT NULL);
INSERT INTO kept SELECT n, md5(random()::text), clock_timestamp() FROM generate_series(1, {rows}) n;
"""
_SUM = "SELECT count(*), md5(string_agg(n || body || written, ',' ORDER BY n)) FROM kept"
_AGE = "SELECT extract(epoch FROM clock_timestamp() - max(written)) FROM kept WHERE n > 0"
_LATE = "INSERT INTO kept VALUES (0, 'after the backup', clock_timestamp())"
_MEMBER = "database/scratch"


def recovered(
    server: Running, folder: Path, stack: str, rows: int, say: Callable[[str], None]
) -> Recovered:
    """Returns the recovery of so many rows, in a database that exists for the drill only."""
    database = scratch.name()
    databases.ask(server, "postgres", f'CREATE DATABASE "{database}"')
    try:
        return _lost_and_had_back(server, database, folder, stack, rows, say)
    finally:
        databases.ask(server, "postgres", f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


def _lost_and_had_back(
    server: Running,
    database: str,
    folder: Path,
    stack: str,
    rows: int,
    say: Callable[[str], None],
) -> Recovered:
    say(f"database: {rows:,} rows are written into {database}")
    databases.ask(server, database, _FILL.format(rows=rows))
    before = databases.ask(server, database, _SUM).strip()
    with scratch.writer(folder, stack) as (writer, file):
        say("database: backed up")
        databases.dump(server, database, writer.add(_MEMBER))
        writer.write(file)
        # Written after the backup, so it does not come back: that is what a loss costs.
        databases.ask(server, database, _LATE)
        age = float(databases.ask(server, database, _AGE))
        say("database: dropped")
        databases.ask(server, "postgres", f'DROP DATABASE "{database}" WITH (FORCE)')
        lost = time.monotonic()
        gone = not _exists(server, database)
        say("database: restored from the backup")
        # As the setup of `make up` does for a database that is missing.
        databases.ask(server, "postgres", f'CREATE DATABASE "{database}"')
        with archive.opened(file) as reader, reader.file(_MEMBER) as dump:
            databases.replace(server, database, dump)
    after = databases.ask(server, database, _SUM).strip()
    return Recovered(
        store="database",
        lost=f"{rows:,} rows, dropped with their database",
        restored="the dump of pg_dump in a file as `make backup` writes it",
        rpo_seconds=age,
        rto_seconds=time.monotonic() - lost,
        checks=(
            Check(said="the database was gone", holds=gone),
            Check(said=f"{rows:,} rows are back", holds=after.split("|")[0] == str(rows)),
            Check(said="their checksum is the one from before", holds=after == before),
        ),
    )


def _exists(server: Running, database: str) -> bool:
    found = f"SELECT count(*) FROM pg_database WHERE datname = '{database}'"
    return databases.ask(server, "postgres", found).strip() == "1"
