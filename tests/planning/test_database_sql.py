"""The generated SQL as text. What it does is tested in test_database_sql_on_postgresql.py."""

import re
from pathlib import Path

import pytest

from config.workload.workload import Workload
from planning import database_sql
from tests.components.data.made import data_workload

GOLDEN = Path(__file__).parent / "golden" / "database_setup.sql"


def test_the_sql_is_what_was_reviewed() -> None:
    """After a change on purpose, write the new text into the file and review the difference."""
    assert database_sql.script(data_workload()) == GOLDEN.read_text(encoding="utf-8")


def test_the_files_run_in_the_order_of_their_names() -> None:
    names = list(database_sql.files(data_workload()))
    assert names == ["100-roles.sql", "200-databases.sql", "300-accounts.sql", "300-orders.sql"]
    assert names == sorted(names)


def test_the_order_of_the_workload_changes_nothing() -> None:
    workload = data_workload()
    turned = Workload.model_validate(
        {
            "services": dict(reversed(workload.model_dump()["services"].items())),
            "databases": dict(reversed(workload.model_dump()["databases"].items())),
        }
    )
    assert list(turned.databases) != list(workload.databases)
    assert database_sql.script(turned) == database_sql.script(workload)


def test_no_name_of_the_workload_is_the_name_of_a_group() -> None:
    workload = data_workload(**{"orders-owner": {"orders": "write"}})
    created = {database_sql.sql_name(name) for name in workload.services}
    groups = {f"{name}__{kind}" for name in workload.databases for kind in ("owner", "reader")}
    assert "orders_owner" in created
    assert not created & groups
    assert all(f"'__{kind}'" in database_sql.script(workload) for kind in ("owner", "reader"))


@pytest.mark.parametrize("file", ["100-roles.sql", "200-databases.sql", "300-orders.sql"])
def test_every_file_stops_at_the_first_error(file: str) -> None:
    assert "\\set ON_ERROR_STOP on" in database_sql.files(data_workload())[file]


def test_passwords_come_from_the_environment_only() -> None:
    assert database_sql.password_variable("nightly-report") == "NIGHTLY_REPORT_PASSWORD"
    script, files = database_sql.script(data_workload()), database_sql.files(data_workload())
    assert re.findall(r"\\getenv \w+ (\w+)", script) == [database_sql.PASSWORDS_VARIABLE]
    assert re.findall(r"\\getenv \w+ (\w+)", files["100-roles.sql"]) == [
        database_sql.password_variable(name) for name in sorted(data_workload().services)
    ]
    assert re.findall(r"PASSWORD (\S+)'", script) == ["%L"]
    assert set(re.findall(r"INSERT INTO .*VALUES \(.*, (.*)\)", files["100-roles.sql"])) == {
        ":'password'"
    }


def test_it_grows_by_little_with_each_program_and_database() -> None:
    def size(count: int) -> int:
        names = [f"team-service-{number:03}" for number in range(count)]
        programs = {
            name: {"image": "a:1", "port": 80, "uses": {"databases": {name: "write"}}}
            for name in names
        }
        databases: dict[str, dict[str, str]] = {name: {} for name in names}
        workload = Workload.model_validate({"services": programs, "databases": databases})
        return len(database_sql.script(workload))

    assert (size(200) - size(100)) / 100 < 150
    assert size(300) - size(200) == size(200) - size(100)


def test_the_server_loads_what_extensions_need() -> None:
    assert database_sql.preloaded_libraries(data_workload()) == ["pg_stat_statements"]
    workload = data_workload({"orders": ["pgaudit", "citext"], "accounts": ["pg_cron"]})
    libraries = database_sql.preloaded_libraries(workload)
    assert libraries == ["pg_stat_statements", "pg_cron", "pgaudit"]


def test_pg_cron_keeps_its_jobs_in_the_database_that_has_it() -> None:
    assert database_sql.cron_database(data_workload()) is None
    assert database_sql.cron_database(data_workload({"orders": ["pg_cron"]})) == "orders"


def test_the_master_user_has_a_name_that_rds_takes_and_no_program_can_have() -> None:
    assert re.fullmatch("[a-z][a-z0-9_]{0,15}", database_sql.MASTER)
    assert "__" in database_sql.MASTER
    assert "__" not in database_sql.sql_name("platform-admin")
