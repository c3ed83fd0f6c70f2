"""A database server that is MySQL: what is registered, what programs see, who watches it, and what
is refused."""

import json
from typing import Any

import pytest

from config import Workload
from config.checks.workload_checks import workload_problems
from config.joint.servers import server_problems
from config.notices.settings_notices import settings_notices
from config.values import Broken
from operations.operate.sessions import tunnel
from planning.mysql import MYSQL_COMMAND, mysql_declared
from tests.factories import make_settings
from tests.graph import Graph, waits_for
from tests.stacks import example

INSTANCE = "aws:rds/instance:Instance"
TASK = "aws:ecs/taskDefinition:TaskDefinition"
SERVER = {"databases": ["press"], "engine": "mysql", "engine_version": "8.4"}
SERVERS = {
    "press": {
        **SERVER,
        "instance_class": "db.t4g.medium",
        "parameters": {"max_connections": 200},
        "read_replicas": 1,
    }
}
RUNS = {
    "databases.press": {"engine": "mysql", "people": "read"},
    "services.prices.uses.databases": {"press": "write"},
}


@pytest.fixture(scope="module")
def graph() -> Graph:
    return example.build({"database_servers": SERVERS, "database.parameters": {"jit": False}}, RUNS)


def container(graph: Graph, name: str) -> Any:
    (only,) = json.loads(graph.one(TASK, name).inputs["containerDefinitions"])
    return only


def test_the_instance_is_what_the_settings_say(graph: Graph) -> None:
    instance = graph.one(INSTANCE, "press-database")
    wanted: dict[str, Any] = {
        "identifier": "example-example-press-database",
        "engine": "mysql",
        "engineVersion": "8.4",
        "autoMinorVersionUpgrade": True,
        "port": 3306,
        "username": "platform__admin",
        "manageMasterUserPassword": True,
        "iamDatabaseAuthenticationEnabled": True,
        "enabledCloudwatchLogsExports": ["error", "slowquery"],
        "storageEncrypted": True,
        "storageType": "gp3",
        "deletionProtection": True,
    }
    assert {key: instance.inputs.get(key) for key in wanted} == wanted
    assert "dbName" not in instance.inputs
    assert instance.protect
    for log in ("error", "slowquery"):
        group = graph.one("aws:cloudwatch/logGroup:LogGroup", f"press-database-{log}")
        assert group.inputs["name"] == f"/aws/rds/instance/example-example-press-database/{log}"
        assert group.urn in waits_for(graph, instance)


def test_its_parameters_are_mysqls_and_none_of_the_first_servers(graph: Graph) -> None:
    group = graph.one("aws:rds/parameterGroup:ParameterGroup", "press-database-mysql8-4")
    assert group.inputs["family"] == "mysql8.4"
    given = {x["name"]: (x["value"], x["applyMethod"]) for x in group.inputs["parameters"]}
    assert given == {
        "log_output": ("FILE", "pending-reboot"),
        "long_query_time": ("1", "immediate"),
        "max_connections": ("200", "immediate"),
        "require_secure_transport": ("1", "pending-reboot"),
        "slow_query_log": ("1", "immediate"),
    }


def test_the_setup_runs_mysqls_client_with_verifiers(graph: Graph) -> None:
    found = container(graph, "press-database-setup")
    assert found["image"] == "public.ecr.aws/docker/library/mysql:8.4"
    assert found["command"] == ["sh", "-c", MYSQL_COMMAND]
    secrets = {each["name"] for each in found["secrets"]}
    assert secrets == {"DB_USER", "MYSQL_PWD", "LOGIN_PASSWORDS"}
    sql = {each["name"]: each["value"] for each in found["environment"]}["SETUP_SQL"]
    declared = mysql_declared(sql)
    assert declared
    assert declared.databases == {"press": []}
    assert declared.logins == {"press__people": {"press": "read"}, "prices": {"press": "write"}}


def test_the_function_is_told_the_engine(graph: Graph) -> None:
    invocation = "aws:lambda/invocation:Invocation"
    for name in ("press-login-credentials", "press-database-credentials"):
        entries = json.loads(graph.one(invocation, name).inputs["input"])["create"]
        assert {each["engine"] for each in entries} == {"mysql"}
    first = json.loads(graph.one(invocation, "database-credentials").inputs["input"])["create"]
    assert all("engine" not in each for each in first)


def test_programs_see_the_variables_of_any_database(graph: Graph) -> None:
    values = {x["name"]: x["value"] for x in container(graph, "prices")["environment"]}
    assert values["DB_PORT"] == "3306"
    assert (values["DB_NAME"], values["DB_USER"], values["DB_SSLMODE"]) == (
        "press",
        "prices",
        "require",
    )
    rules = graph.all("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    ports = {x.name: x.inputs["fromPort"] for x in rules if x.name.startswith("press-database")}
    assert set(ports.values()) == {3306}


def test_its_alarms_are_those_of_an_instance_without_transaction_ids(graph: Graph) -> None:
    alarms = graph.all("aws:cloudwatch/metricAlarm:MetricAlarm")
    names = {
        each.name.removeprefix("alarms-").removesuffix("--press-database")
        for each in alarms
        if each.name.endswith("--press-database")
    }
    assert names == {
        "database-connections",
        "database-cpu",
        "database-disk-queue",
        "database-down",
        "database-io-wait",
        "database-storage",
    }


def workload(**databases: dict[str, Any]) -> Workload:
    return Workload.model_validate({"databases": {"shop": {}, **databases}})


PRESS = {"engine": "mysql"}


@pytest.mark.parametrize(
    ("databases", "servers", "key", "says"),
    [
        ({"press": PRESS}, {}, "database", "press: would stand on the first server"),
        (
            {"press": PRESS},
            {"a": {"databases": ["press"]}},
            "database_servers.a.databases",
            "place it on a server with engine: mysql",
        ),
        (
            {},
            {"a": {**SERVER, "databases": ["shop"]}},
            "database_servers.a.databases",
            "place it on a server with engine: postgres",
        ),
        (
            {"press": PRESS},
            {"a": {"databases": ["press"], "engine": "mysql"}},
            "database_servers.a.engine_version",
            'write engine_version: "8.4"',
        ),
        (
            {"press": PRESS},
            {"a": {**SERVER, "proxy": {}}},
            "database_servers.a.proxy",
            "write proxy: null",
        ),
        (
            {"press": PRESS},
            {"a": {**SERVER, "aurora": {"min_acus": 1, "max_acus": 2}}},
            "database_servers.a.engine",
            "leave one of both out",
        ),
        (
            {"press": PRESS},
            {"a": {**SERVER, "parameters": {"work_mem": 64}}},
            "database_servers.a.parameters.work_mem",
            "is no parameter of MySQL that Plinth passes on; docs/mysql.md lists them",
        ),
        (
            {"press": PRESS},
            {"a": {**SERVER, "parameters": {"general_log": True}}},
            "database_servers.a.parameters.general_log",
            "the text of every statement, with the values in it; leave it out",
        ),
    ],
)
def test_what_does_not_fit_is_refused(
    databases: dict[str, Any], servers: dict[str, Any], key: str, says: str
) -> None:
    settings = make_settings("prod", database_servers=servers)
    found = list(server_problems(workload(**databases), settings))
    assert [broken.key for broken in found] == [key], found
    assert says in f"{found[0].value}: {found[0].remedy}"


def test_advanced_insights_need_a_class_that_has_some() -> None:
    def broken(class_: str, insights: str) -> list[Broken]:
        servers = {"a": {**SERVER, "instance_class": class_}}
        settings = make_settings("prod", database_servers=servers, database={"insights": insights})
        runs = workload(press=PRESS)
        notices = settings_notices(runs, settings, None)
        told = [each for each in notices if "Performance Insights" in each.remedy]
        return [*server_problems(runs, settings), *told]

    assert broken("db.t4g.medium", "advanced") == []
    (notice,) = broken("db.t4g.small", "standard")
    assert notice.key == "database_servers.a.instance_class"
    refused, _ = broken("db.t4g.small", "advanced")
    assert refused.key == "database_servers.a.insights"
    assert "on db.t4g.small with MySQL; write standard" in refused.remedy


@pytest.mark.parametrize(
    ("name", "database", "says"),
    [
        ("press", {**PRESS, "extensions": ["citext"]}, "are PostgreSQL's"),
        ("sys", PRESS, "choose another"),
        ("a" * 25, {**PRESS, "people": "read"}, "MySQL takes 32 characters"),
    ],
)
def test_names_and_extensions_that_mysql_has_not_are_refused(
    name: str, database: dict[str, Any], says: str
) -> None:
    (found,) = workload_problems(workload(**{name: database}))
    assert says in found.remedy


def test_connections_count_by_the_classs_memory() -> None:
    settings = make_settings("prod", database_servers={"a": SERVER}).database_servers["a"]
    first = make_settings("prod").database
    assert first
    for class_, count in (("db.t4g.medium", 336), ("db.r6g.16xlarge", 43685)):
        placed = settings.model_copy(update={"instance_class": class_}).completed(first)
        assert placed.connections == count


def test_a_tunnel_prints_the_client_of_the_engine() -> None:
    found = tunnel.client("mysql", 15433, "press", "prices")
    assert found == (
        "mysql --host=127.0.0.1 --port=15433 --user=prices --ssl-mode=REQUIRED --password press"
    )
    assert tunnel.client("postgres", 15432, "shop", "a").startswith("psql 'host=127.0.0.1 ")
