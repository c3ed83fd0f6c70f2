"""The generated SQL on a real PostgreSQL server."""

import json
import os
import re
import secrets
import subprocess

import pytest

from components.data.database import database_setup
from components.functions.handlers import verifiers as handed
from config import Workload
from config.workload.contract import logins
from planning import database_sql
from tests.components.data.made import data_workload
from tests.planning.postgresql import BINARIES, Server, needs_postgresql

pytestmark = needs_postgresql


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


@pytest.mark.parametrize("login", ["nightly_report", "orders__people"])
def test_a_reader_reads_what_is_created_later_and_changes_nothing(
    server: Server, workload: Workload, login: str
) -> None:
    content = workload.model_dump()
    content["databases"]["orders"]["people"] = "read"
    server.set_up(Workload.model_validate(content))
    server.ask(
        "CREATE TABLE item (id serial); INSERT INTO item DEFAULT VALUES;"
        "CREATE SCHEMA archive; CREATE TABLE archive.item AS TABLE item",
        user="orders",
        database="orders",
    )
    reader = {"user": login, "database": "orders"}
    assert server.ask("SELECT count(*) FROM item", **reader) == "1"
    assert server.ask("SELECT count(*) FROM archive.item", **reader) == "1"
    for sql in (
        "INSERT INTO item VALUES (2)",
        "DROP TABLE item",
        "CREATE TABLE other (id int)",
        "CREATE SCHEMA other",
        "CREATE TEMPORARY TABLE other (id int)",
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
    for each in changed.programs():
        each.program.uses.databases.pop("orders", None)
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
        database_sql.sql_name(program): handed.scram_verifier(password)
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
            ["sh", "-c", database_setup.COMMANDS["postgres"]],
            env={**task, **variables},
            capture_output=True,
            check=False,
        )
        assert done.returncode == code, done.stderr


def test_a_database_that_moved_away_leaves_no_tables_behind(
    server: Server, workload: Workload
) -> None:
    server.set_up(workload)
    rest = workload.model_copy(
        update={"databases": {"accounts": workload.databases["accounts"]}, "services": {}}
    )
    moved = database_sql.script(rest, elsewhere=["orders", "unheard-of"])
    assert server.psql(moved).returncode == 0, "an empty database may move"
    server.set_up(workload)
    server.ask("CREATE TABLE item (id int)", user="orders", database="orders")
    refused = server.psql(moved)
    assert refused.returncode != 0
    assert "database orders has 1 tables on this server" in refused.stderr
    assert "docs/database-servers.md" in refused.stderr
    # Nothing was changed: the programs go on where they are.
    assert server.ask("SELECT count(*) FROM item", user="orders", database="orders") == "0"
    server.ask("ALTER DATABASE orders RENAME TO orders_moved")
    assert server.psql(moved).returncode == 0
