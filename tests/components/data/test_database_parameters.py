"""The parameters of PostgreSQL instances."""

import pytest

from components.data.database.database_parameters import family, parameters
from config.data.postgresql_parameters import PARAMETERS, PLATFORMS


def values(replica: bool = False, cron: str | None = None) -> dict[str, tuple[object, object]]:
    chosen = parameters(["pg_stat_statements", "pg_cron"], cron, replicas=replica)
    return {str(each["name"]): (each["value"], each["apply_method"]) for each in chosen}


@pytest.mark.parametrize(
    ("version", "expected"), [("16", "postgres16"), ("16.4", "postgres16"), ("17", "postgres17")]
)
def test_the_family_is_that_of_the_major_version(version: str, expected: str) -> None:
    assert family("postgres", version) == expected


def test_connections_are_encrypted_and_passwords_salted() -> None:
    assert values()["rds.force_ssl"] == ("1", "pending-reboot")
    assert values()["password_encryption"] == ("scram-sha-256", "pending-reboot")
    assert values()["rds.accepted_password_auth_method"] == ("scram", "immediate")


def test_connections_changes_and_slow_statements_are_logged() -> None:
    for name in ("log_connections", "log_disconnections", "log_lock_waits"):
        assert values()[name] == ("1", "immediate")
    assert values()["log_statement"] == ("ddl", "immediate")
    assert values()["log_min_duration_statement"] == ("1000", "immediate")


def test_libraries_are_loaded_when_the_server_starts() -> None:
    assert values()["shared_preload_libraries"] == (
        "pg_stat_statements,pg_cron",
        "pending-reboot",
    )


def test_pg_cron_is_told_its_database() -> None:
    assert "cron.database_name" not in values()
    assert values(cron="orders")["cron.database_name"] == ("orders", "pending-reboot")


def test_only_replicas_hold_the_primary_back() -> None:
    assert "hot_standby_feedback" not in values()
    assert values(replica=True)["hot_standby_feedback"] == ("1", "immediate")


def test_a_team_sets_what_is_not_the_platforms_and_static_ones_wait() -> None:
    given = {"work_mem": "65536", "max_connections": "500", "log_min_duration_statement": "250"}
    chosen = {str(each["name"]): each for each in parameters([], None, given=given)}
    assert [chosen[name]["value"] for name in given] == list(given.values())
    assert [chosen[name]["apply_method"] for name in given] == [
        "immediate",
        "pending-reboot",
        "immediate",
    ]
    assert chosen["rds.force_ssl"]["value"] == "1"
    assert chosen.keys() - given.keys() == values().keys() - {"log_min_duration_statement"}


def test_no_parameter_is_both_the_teams_and_the_platforms() -> None:
    made = {*values(replica=True, cron="orders")} - {"log_min_duration_statement"}
    assert made == PLATFORMS.keys()
    assert not PLATFORMS.keys() & PARAMETERS.keys()


def test_the_order_is_always_the_same() -> None:
    names = [each["name"] for each in parameters([], "orders", replicas=True)]
    assert names == sorted(map(str, names))
