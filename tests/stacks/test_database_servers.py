"""A database server of its own has all that the first one has, and changes nothing of that."""

import json
import re
from typing import Any

import pytest

from config.joint.servers.server_checks import MOST_SERVERS
from tests.graph import Graph, waits_for
from tests.stacks import example

INSTANCE = "aws:rds/instance:Instance"
TASK = "aws:ecs/taskDefinition:TaskDefinition"
LEDGER = {"ledger": {"databases": ["ledger"], "instance_class": "db.t3.medium", "proxy": {}}}
RUNS = {
    "databases.ledger": {"extensions": ["pg_cron"]},
    "services.prices.uses.databases": {"ledger": "write", "shop": "read"},
}


@pytest.fixture(scope="module")
def together() -> Graph:
    return example.build({}, RUNS)


@pytest.fixture(scope="module")
def apart() -> Graph:
    return example.build({"database_servers": LEDGER}, RUNS)


def container(graph: Graph, name: str) -> Any:
    (only,) = json.loads(graph.one(TASK, name).inputs["containerDefinitions"])
    return only


def variables(graph: Graph, name: str) -> dict[str, str]:
    return {each["name"]: each["value"] for each in container(graph, name)["environment"]}


def test_the_first_server_stays_what_it_was(together: Graph, apart: Graph) -> None:
    before, after = ({each.urn for each in graph.registrations} for graph in (together, apart))
    assert before - after == set()
    parts = [each for each in together.registrations if each.name.startswith("database")]
    changed = {
        each.name
        for each in parts
        if each.inputs != next(x for x in apart.registrations if x.urn == each.urn).inputs
    }
    # pg_cron left with its database, and the setup knows what stands elsewhere.
    assert changed == {"database-postgres16", "database-setup"}


def test_it_has_its_own_size_and_the_firsts_rest(apart: Graph) -> None:
    first, ledger = (apart.one(INSTANCE, name).inputs for name in ("database", "ledger-database"))
    own = {"identifier", "instanceClass", "dbSubnetGroupName", "parameterGroupName"}
    assert {key for key in first if first[key] != ledger.get(key)} <= {
        *own,
        "vpcSecurityGroupIds",
        "monitoringRoleArn",
        "finalSnapshotIdentifier",
    }
    assert ledger["instanceClass"] == "db.t3.medium"
    assert ledger["identifier"] == "example-example-ledger-database"
    assert apart.one(INSTANCE, "ledger-database").protect
    replica = apart.one(INSTANCE, "ledger-database-replica-1").inputs
    assert replica["replicateSourceDb"] == "example-example-ledger-database"
    assert apart.one("aws:rds/proxy:Proxy").name == "ledger-database-proxy"
    group = apart.one("aws:rds/parameterGroup:ParameterGroup", "ledger-database-postgres16").inputs
    assert {"name": "cron.database_name", "value": "ledger", "applyMethod": "pending-reboot"} in (
        group["parameters"]
    )


def test_a_program_is_told_of_each_database_where_it_stands(apart: Graph) -> None:
    found = variables(apart, "prices")
    assert found["DB_HOST"].startswith("example-example-ledger-database.proxy")
    assert found["SHOP_DB_HOST"].startswith("example-example-database.")
    passwords = {x["name"]: x["valueFrom"] for x in container(apart, "prices")["secrets"]}
    assert "/ledger-login-credentials/prices" in passwords["DB_PASSWORD"]
    assert "/example/login-credentials/prices" in passwords["SHOP_DB_PASSWORD"]


def test_each_setup_makes_its_own_databases_and_guards_the_others(apart: Graph) -> None:
    first = variables(apart, "database-setup")["SETUP_SQL"]
    ledger = variables(apart, "ledger-database-setup")["SETUP_SQL"]
    assert """json_array_elements_text('["shop"]')""" in first
    assert """json_array_elements_text('["ledger"]')""" in ledger
    assert re.findall(r"WHERE datname = '(\w+)'\) AS stands", first) == ["ledger"]
    assert re.findall(r"WHERE datname = '(\w+)'\) AS stands", ledger) == ["shop"]


def test_programs_start_after_the_guards_of_all_servers(apart: Graph) -> None:
    waits = waits_for(apart, apart.one("aws:ecs/service:Service", "shop"))
    for name in ("database-setup", "ledger-database-setup"):
        assert apart.one("aws:lambda/invocation:Invocation", name).urn in waits


def test_one_server_makes_no_guard(together: Graph) -> None:
    assert "AS stands" not in variables(together, "database-setup")["SETUP_SQL"]


def test_one_that_begins_from_a_snapshot_keeps_what_the_snapshot_decides() -> None:
    snapshot = {"id": "books-2026-11-27", "master_user": "books_admin"}
    graph = example.build(
        {"database_servers": {"ledger": {**LEDGER["ledger"], "snapshot": snapshot}}}, RUNS
    )
    first, ledger = (graph.one(INSTANCE, name) for name in ("database", "ledger-database"))
    assert "snapshotIdentifier" not in first.inputs
    assert ledger.inputs["snapshotIdentifier"] == "books-2026-11-27"
    assert ledger.inputs["username"] == "books_admin"
    assert set(ledger.ignore_changes) - set(first.ignore_changes) == {"kmsKeyId", "username"}
    made = graph.one("aws:lambda/invocation:Invocation", "ledger-database-credentials")
    assert "books_admin" in made.inputs["input"]
    # The snapshot may hold tables of databases that stand elsewhere.
    assert "AS stands" not in variables(graph, "ledger-database-setup")["SETUP_SQL"]
    assert "AS stands" in variables(graph, "database-setup")["SETUP_SQL"]


def test_it_is_watched_by_its_own_name(apart: Graph) -> None:
    alarm = apart.one(
        "aws:cloudwatch/metricAlarm:MetricAlarm", "alarms-database-cpu--ledger-database"
    )
    assert alarm.inputs["alarmDescription"].startswith(
        "ledger-database: The database uses up its CPU"
    )
    assert alarm.inputs["alarmDescription"].endswith("--stack example --server ledger")
    rule = json.loads(
        apart.one("aws:cloudwatch/eventRule:EventRule", "events-database-event").inputs[
            "eventPattern"
        ]
    )
    assert rule["detail"]["SourceIdentifier"] == [
        "example-example-database",
        "example-example-database-replica-1",
        "example-example-ledger-database",
        "example-example-ledger-database-replica-1",
    ]
    body = apart.one("aws:cloudwatch/dashboard:Dashboard").inputs["dashboardBody"]
    assert "ledger-database: connections" in body


def test_its_copies_are_kept_and_tested(apart: Graph) -> None:
    arns = [
        f"arn:aws:rds:eu-central-1:111122223333:db:example-example-{name}"
        for name in ("database", "ledger-database")
    ]
    kind = "aws:backup/restoreTestingSelection:RestoreTestingSelection"
    assert apart.one(kind).inputs["protectedResourceArns"] == arns
    policy = apart.one("aws:iam/rolePolicy:RolePolicy", "backup-database").inputs["policy"]
    assert all(arn in policy for arn in arns)


def test_the_role_of_the_function_has_room_for_all_servers() -> None:
    names = [f"{letter * 40}" for letter in "abcd"]
    assert len(names) == MOST_SERVERS
    runs = {
        **{f"databases.{name}": {} for name in names},
        "services.prices.uses": {"databases": dict.fromkeys(names, "write")},
    }
    servers = {name: {"databases": [name]} for name in names}
    graph = example.build({"database_servers": servers}, runs)
    policies = [
        each.inputs["policy"]
        for each in graph.all("aws:iam/rolePolicy:RolePolicy")
        if each.inputs["role"] == "credentials"
    ]
    assert len(policies) > 2 * MOST_SERVERS
    # IAM counts no white space.
    assert sum(len(re.sub(r"\s", "", each)) for each in policies) <= 10_240
