"""The generated SQL on a real PostgreSQL server, started for these tests in a temporary folder.

It is looked for on PATH, in `POSTGRESQL_BIN`, and where Debian puts it. RDS's master user is stood
for by a role that may create roles and databases and is no superuser.
"""

import json
import os
import re
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from components import database_setup, database_sql
from components.functions import create_credentials
from config import Workload
from config.contract import logins
from tests.components.data import data_workload

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
pytestmark = pytest.mark.skipif(
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


@pytest.fixture
def workload(server: Server) -> Workload:
    """A workload with those of its extensions that this server has."""
    offered = server.ask("SELECT name FROM pg_available_extensions").splitlines()
    return data_workload(
        {
            name: [item for item in database.extensions if item in offered]
            for name, database in data_workload().databases.items()
        }
    )


def test_it_can_be_run_again(server: Server, workload: Workload) -> None:
    for _ in range(2):
        done = server.set_up(workload)
        assert done.returncode == 0
        assert done.stderr == ""


def test_a_login_opens_its_own_databases_only(server: Server, workload: Workload) -> None:
    server.set_up(workload)
    for program, databases in logins(workload).items():
        user = database_sql.sql_name(program)
        for database in workload.databases:
            if database in databases:
                assert server.ask("SELECT current_database()", user=user, database=database)
            else:
                assert "permission denied for database" in server.refuses(
                    "SELECT 1", user=user, database=database
                )


def test_a_login_needs_its_own_password(server: Server, workload: Workload) -> None:
    server.set_up(workload)
    server.passwords["orders"] = server.passwords["stock"]
    assert "password authentication failed" in server.refuses(
        "SELECT 1", user="orders", database="orders"
    )


def test_what_one_writer_creates_the_other_can_change(server: Server, workload: Workload) -> None:
    server.set_up(workload)
    server.ask("CREATE TABLE item (id int)", user="orders", database="orders")
    server.ask(
        "ALTER TABLE item ADD note text; INSERT INTO item VALUES (1)",
        user="stock",
        database="orders",
    )
    owner = server.ask(
        "SELECT tableowner FROM pg_tables WHERE tablename = 'item'", database="orders"
    )
    assert owner == "orders__owner"


def test_a_reader_reads_what_is_created_later_and_changes_nothing(
    server: Server, workload: Workload
) -> None:
    server.set_up(workload)
    server.ask(
        "CREATE TABLE item (id serial); INSERT INTO item DEFAULT VALUES;"
        "CREATE SCHEMA archive; CREATE TABLE archive.item AS TABLE item",
        user="orders",
        database="orders",
    )
    reader = {"user": "nightly_report", "database": "orders"}
    assert server.ask("SELECT count(*) FROM item", **reader) == "1"
    assert server.ask("SELECT count(*) FROM archive.item", **reader) == "1"
    for sql in (
        "INSERT INTO item VALUES (2)",
        "DROP TABLE item",
        "CREATE TABLE other (id int)",
        "CREATE SCHEMA other",
        "SET ROLE orders__owner",
    ):
        assert "permission denied" in server.refuses(sql, **reader) or "must be owner" in (
            server.refuses(sql, **reader)
        )


def test_nothing_can_be_put_into_the_database_that_every_login_may_open(
    server: Server, workload: Workload
) -> None:
    server.set_up(workload)
    for sql in ("CREATE TABLE item (id int)", "CREATE TEMPORARY TABLE item (id int)"):
        assert "permission denied" in server.refuses(sql, user="orders", database="postgres")


def test_a_program_that_loses_its_write_access_can_read_only(
    server: Server, workload: Workload
) -> None:
    server.set_up(workload)
    server.ask("CREATE TABLE item (id int)", user="orders", database="orders")
    changed = workload.model_copy(deep=True)
    changed.services["stock"].uses.databases["orders"] = "read"
    assert server.set_up(changed).returncode == 0
    stock = {"user": "stock", "database": "orders"}
    assert server.ask("SELECT count(*) FROM item", **stock) == "0"
    assert server.ask("SELECT current_user", **stock) == "stock"
    assert "permission denied" in server.refuses("INSERT INTO item VALUES (1)", **stock)


def test_a_program_that_leaves_the_workload_cannot_log_in(
    server: Server, workload: Workload
) -> None:
    server.set_up(workload)
    changed = workload.model_copy(deep=True)
    del changed.services["nightly-report"]
    assert server.set_up(changed).returncode == 0
    assert "not permitted to log in" in server.refuses(
        "SELECT 1", user="nightly_report", database="orders"
    )
    members = "SELECT count(*) FROM pg_auth_members WHERE member = 'nightly_report'::regrole"
    assert server.ask(members) == "0"


def test_a_database_that_leaves_the_workload_keeps_its_data(
    server: Server, workload: Workload
) -> None:
    server.set_up(workload)
    server.ask("CREATE TABLE item AS SELECT 1 AS id", user="orders", database="orders")
    changed = workload.model_copy(deep=True)
    del changed.databases["orders"]
    for program in changed.programs().values():
        program.uses.databases.pop("orders", None)
    assert server.set_up(changed).returncode == 0
    assert server.ask("SELECT count(*) FROM item", database="orders") == "1"


def test_the_files_do_the_same_as_the_script(server: Server, workload: Workload) -> None:
    programs = sorted(logins(workload))
    server.passwords.update({database_sql.sql_name(name): "a" * 32 for name in programs})
    variables = {database_sql.password_variable(name): "a" * 32 for name in programs}
    for content in database_sql.files(workload).values():
        done = server.psql(content, **variables)
        assert (done.returncode, done.stderr) == (0, "")
    query = """
        SELECT rolname, rolcanlogin, shobj_description(oid, 'pg_authid') FROM pg_roles
        WHERE rolname !~ '^pg_';
        SELECT member::regrole, roleid::regrole FROM pg_auth_members;
        SELECT datname, datdba::regrole, datacl::text FROM pg_database;
        SELECT setdatabase, setrole::regrole, setconfig FROM pg_db_role_setting;
    """
    before = sorted(server.ask(query).splitlines())
    assert "orders|t|program of the workload" in before
    assert server.set_up(workload).returncode == 0
    assert sorted(server.ask(query).splitlines()) == before


@pytest.mark.parametrize("given", [{}, {"LOGIN_PASSWORDS": '{"accounts": "secret"}'}], ids=str)
def test_a_missing_password_stops_it_and_is_named(
    server: Server, workload: Workload, given: dict[str, str]
) -> None:
    done = server.psql(database_sql.script(workload), **given)
    assert done.returncode == 3
    assert re.search("no password for .*nightly_report, orders, stock", done.stderr)
    assert "secret" not in done.stderr


def test_a_missing_password_of_one_file_stops_it(server: Server, workload: Workload) -> None:
    roles = database_sql.files(workload)["100-roles.sql"]
    done = server.psql(roles, ACCOUNTS_PASSWORD="a" * 32)
    assert done.returncode == 3
    assert "no password for nightly_report, orders, stock" in done.stderr


def test_the_proxys_query_makes_writers_act_as_the_owner(
    server: Server, workload: Workload
) -> None:
    server.set_up(workload)
    query = f"SET ROLE none; {database_sql.ACT_AS_OWNER}; SELECT current_user"
    for user, database, expected in (
        ("stock", "orders", "orders__owner"),
        ("nightly_report", "orders", "nightly_report"),
        ("stock", "postgres", "stock"),
    ):
        answer = server.ask(query, user=user, database=database).splitlines()
        assert answer[-1] == expected


def test_a_login_works_whose_password_came_as_a_verifier(
    server: Server, workload: Workload
) -> None:
    passwords = {program: secrets.token_hex(16) for program in logins(workload)}
    verifiers = {
        database_sql.sql_name(program): create_credentials.scram_verifier(password)
        for program, password in passwords.items()
    }
    given = {database_sql.PASSWORDS_VARIABLE: json.dumps(verifiers)}
    assert server.psql(database_sql.script(workload), **given).returncode == 0
    server.passwords["nightly_report"] = passwords["nightly-report"]
    user = server.ask("SELECT current_user", user="nightly_report", database="orders")
    assert user == "nightly_report"


def test_the_setup_task_runs_it_and_fails_when_it_fails(server: Server, workload: Workload) -> None:
    assert BINARIES is not None
    each = {database_sql.sql_name(name): "a" * 32 for name in logins(workload)}
    passwords = {database_sql.PASSWORDS_VARIABLE: json.dumps(each)}
    task = {
        "PATH": f"{BINARIES}:{os.environ['PATH']}",
        "PGHOST": str(server.socket),
        "PGUSER": server.master,
        "PGPASSWORD": server.passwords.get(server.master, ""),
        "PGDATABASE": "postgres",
        "SETUP_SQL": database_sql.script(workload),
    }
    for variables, code in ((passwords, 0), ({}, 3)):
        done = subprocess.run(
            ["sh", "-c", database_setup.COMMAND],
            env={**task, **variables},
            capture_output=True,
            check=False,
        )
        assert done.returncode == code, done.stderr
