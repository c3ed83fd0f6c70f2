"""A real PostgreSQL server, started for a test in a temporary folder.

It is looked for on PATH, in `POSTGRESQL_BIN`, and where Debian puts it. RDS's master user is stood
for by a role that may create roles and databases and is no superuser.
"""

import json
import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from config import Workload
from config.workload.contract import logins
from planning import database_sql

AS_POSTGRES: dict[str, Any] = {"user": "postgres"} if os.geteuid() == 0 else {}
"""The server refuses to run as root."""


def _binaries() -> Path | None:
    found = shutil.which("initdb")
    folders = [
        *([Path(os.environ["POSTGRESQL_BIN"])] if "POSTGRESQL_BIN" in os.environ else []),
        *([Path(found).resolve().parent] if found else []),
        *sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True),
    ]
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


BINARIES = _binaries()
needs_postgresql = pytest.mark.skipif(
    BINARIES is None, reason="no PostgreSQL server here: initdb is neither on PATH nor installed"
)


@dataclass(frozen=True, kw_only=True)
class Server:
    """A running server, and what a test does with it."""

    socket: Path
    master: str = "postgres"
    passwords: dict[str, str] = field(default_factory=dict)

    def psql(
        self, sql: str, *, user: str = "", database: str = "postgres", **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Runs statements as a user, who gives a password unless it is a superuser."""
        assert BINARIES is not None
        user = user or self.master
        return subprocess.run(
            [BINARIES / "psql", "--no-psqlrc", "--no-align", "--tuples-only", "--quiet"],
            input=sql,
            env={
                "PGHOST": str(self.socket),
                "PGUSER": user,
                "PGDATABASE": database,
                "PGPASSWORD": self.passwords.get(user, ""),
                **environment,
            },
            text=True,
            capture_output=True,
            check=False,
        )

    def ask(self, sql: str, *, user: str = "", database: str = "postgres") -> str:
        """The answer of a statement that must succeed."""
        done = self.psql(f"\\set ON_ERROR_STOP on\n{sql}", user=user, database=database)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def refuses(self, sql: str, *, user: str, database: str) -> str:
        """The error of a statement that must fail."""
        done = self.psql(f"\\set ON_ERROR_STOP on\n{sql}", user=user, database=database)
        assert done.returncode != 0, done.stdout
        return done.stderr

    def set_up(self, workload: Workload) -> subprocess.CompletedProcess[str]:
        """Runs the generated SQL with a password for each login, as on AWS."""
        for program in logins(workload):
            self.passwords.setdefault(database_sql.sql_name(program), secrets.token_hex(16))
        variables = {database_sql.PASSWORDS_VARIABLE: json.dumps(self.passwords)}
        return self.psql(database_sql.script(workload), **variables)


def _run(*command: str | Path) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, **AS_POSTGRES)


@pytest.fixture(scope="session")
def empty_data() -> Iterator[Path]:
    """The data folder of a server that was never used, to be copied."""
    assert BINARIES is not None
    # Not pytest's own folder: the path of a socket has 107 characters at most.
    with tempfile.TemporaryDirectory(prefix="pg-") as folder:
        if AS_POSTGRES:
            shutil.chown(folder, **AS_POSTGRES)
        data = Path(folder, "empty")
        _run(BINARIES / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--no-sync")
        # As on AWS: the superuser is nobody's login, and all others show a password.
        access = "local all postgres trust\nlocal all all scram-sha-256\n"
        (data / "pg_hba.conf").write_text(access)
        yield data


@pytest.fixture(params=["superuser", "master of RDS"])
def server(request: pytest.FixtureRequest, empty_data: Path) -> Iterator[Server]:
    """An empty server, seen by its superuser, and by a role with the rights of RDS's master."""
    assert BINARIES is not None
    data = empty_data.parent / secrets.token_hex(4)
    _run("cp", "-a", empty_data, data)
    options = f"-k {data} -c listen_addresses= -c fsync=off"
    control = (BINARIES / "pg_ctl", "-D", data, "-w", "-l", data / "log", "-o", options)
    _run(*control, "start")
    try:
        yield _seen_by(request.param, Server(socket=data))
    finally:
        _run(*control, "-m", "immediate", "stop")


def _seen_by(who: str, server: Server) -> Server:
    if who == "superuser":
        return server
    password = secrets.token_hex(16)
    server.ask(
        f"CREATE ROLE \"{database_sql.MASTER}\" LOGIN CREATEROLE CREATEDB PASSWORD '{password}';"
        f'ALTER DATABASE postgres OWNER TO "{database_sql.MASTER}";'
    )
    passwords = {database_sql.MASTER: password}
    return Server(socket=server.socket, master=database_sql.MASTER, passwords=passwords)
