"""The statements around a major upgrade, on a real PostgreSQL server, by the script of the task."""

import os
import subprocess

import pytest

from operations.upgrade import statements
from tests.components.data.made import data_workload
from tests.planning.postgresql import BINARIES, Server, empty_data, needs_postgresql, server

__all__ = ["empty_data", "server"]

pytestmark = needs_postgresql


@pytest.fixture
def ready(server: Server) -> Server:
    """A server with the databases and logins of a workload."""
    offered = server.ask("SELECT name FROM pg_available_extensions").splitlines()
    workload = data_workload(
        {
            name: [item for item in database.extensions if item in offered]
            for name, database in data_workload().databases.items()
        }
    )
    assert server.set_up(workload).returncode == 0
    return server


def run(server: Server, sql: str) -> subprocess.CompletedProcess[str]:
    """Runs the task's command as the master user."""
    return subprocess.run(
        ["sh", "-c", statements.SCRIPT],
        env={
            "PATH": f"{BINARIES}:{os.environ['PATH']}",
            "PGHOST": str(server.socket),
            "PGUSER": server.master,
            "PGPASSWORD": server.passwords.get(server.master, ""),
            "PGDATABASE": "postgres",
            "STATEMENTS": sql,
        },
        text=True,
        capture_output=True,
        check=False,
    )


def test_the_checks_pass_in_every_database(ready: Server) -> None:
    done = run(ready, statements.CHECKS)
    assert done.returncode == 0, done.stderr
    assert {"orders", "postgres"} <= set(done.stdout.split())


def test_a_column_that_cannot_be_upgraded_is_named(ready: Server) -> None:
    ready.ask("CREATE TABLE odd (id int, what regproc)", user="orders", database="orders")
    done = run(ready, statements.CHECKS)
    assert done.returncode != 0
    assert "columns have a reg* type: public.odd.what" in done.stderr


def test_tables_of_programs_get_statistics(ready: Server) -> None:
    made = "CREATE TABLE item (id int); INSERT INTO item SELECT generate_series(1, 100)"
    ready.ask(made, user="orders", database="orders")
    done = run(ready, statements.AFTERWARDS)
    assert done.returncode == 0, done.stderr
    rows = ready.ask("SELECT reltuples FROM pg_class WHERE relname = 'item'", database="orders")
    assert rows == "100"
