"""Parameters of PostgreSQL: what is passed on, what is refused, and what waits for a restart."""

from typing import Any

import pytest

from config.checks.capacity_checks import connection_problems
from config.data import DatabaseServer
from config.data.parameters import parameter_problems
from config.joint.servers import restarts, servers_of
from tests.factories import make_platform, make_settings, make_workload


@pytest.mark.parametrize(
    "given",
    [
        {"work_mem": "64"},
        {"random_page_cost": "1.1"},
        {"autovacuum_vacuum_cost_delay": "-1"},
        {"jit": "0"},
        {"track_functions": "pl"},
        {},
    ],
)
def test_values_within_bounds_are_taken(given: dict[str, str]) -> None:
    assert list(parameter_problems(given)) == []


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("rds.force_ssl", "0", "every connection is encrypted; leave it out"),
        ("shared_preload_libraries", "auto_explain", "`extensions`"),
        ("workmem", "65536", "did you mean work_mem?"),
        ("fsync", "0", "is no parameter of PostgreSQL that Plinth passes on"),
        ("work_mem", "64MB", "must be a whole number from 64 to"),
        ("work_mem", "63", "from 64"),
        ("work_mem", "64.5", "whole number"),
        ("random_page_cost", "nan", "must be a number from 0"),
        ("jit", "on", "must be true or false"),
        ("track_functions", "1", "must be one of all, none, pl"),
    ],
)
def test_a_wrong_parameter_is_refused_with_what_helps(name: str, value: str, says: str) -> None:
    [problem] = parameter_problems({name: value})
    assert (problem.path, problem.value) == (("parameters", name), value)
    assert says in problem.remedy


def test_numbers_and_switches_become_texts() -> None:
    given = {"work_mem": 65536, "jit": False, "random_page_cost": 1.1}
    settings = make_settings("prod", database={"parameters": given}).database
    assert settings is not None
    assert settings.parameters == {"work_mem": "65536", "jit": "0", "random_page_cost": "1.1"}


def test_another_server_has_those_of_the_first_or_its_own() -> None:
    first = make_settings("prod", database={"parameters": {"work_mem": 65536}}).database
    assert first is not None
    own = DatabaseServer.model_validate({"parameters": {"jit": True}})
    assert own.completed(first).parameters == {"jit": "1"}
    assert DatabaseServer().completed(first).parameters == {"work_mem": "65536"}


def told(*servers: dict[str, Any], **database: Any) -> list[str]:
    others = {f"other{number}": each for number, each in enumerate(servers)}
    platform = make_platform("prod", settings={"database": database, "database_servers": others})
    placed = servers_of(platform.workload, platform.settings)
    found = [each for server in placed for each in restarts(server, platform.settings)]
    return [f"{each.key}: {each.value}" for each in found]


def test_what_waits_for_a_restart_is_told_once() -> None:
    static = {"parameters": {"max_connections": 800, "work_mem": 65536}}
    assert told({"databases": ["accounts"]}, **static) == [
        "database.parameters: max_connections 800"
    ]
    assert told(parameters={"work_mem": 65536}) == []


def test_the_connections_that_tasks_need_are_compared_with_the_parameter() -> None:
    settings = make_settings(
        "prod", database={"proxy": None, "parameters": {"max_connections": 10}}
    )
    server, *_ = servers_of(make_workload(), settings)
    [problem] = connection_problems(server, settings)
    assert problem.key == "database.parameters.max_connections"
    assert "takes 5 connections" in problem.remedy
