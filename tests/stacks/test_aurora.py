"""A database server that is Aurora: what is registered, what programs see, who watches and copies
it."""

import json
from typing import Any

import pytest

from tests.graph import Graph, waits_for
from tests.stacks import example

CLUSTER = "aws:rds/cluster:Cluster"
INSTANCE = "aws:rds/clusterInstance:ClusterInstance"
TASK = "aws:ecs/taskDefinition:TaskDefinition"
SERVERS = {
    "ledger": {
        "databases": ["ledger"],
        "engine_version": "16.9",
        "aurora": {"min_acus": 0.5, "max_acus": 16},
        "read_replicas": 1,
        "parameters": {"work_mem": 65536},
    }
}
RUNS = {"databases.ledger": {}, "services.prices.uses.databases": {"ledger": "write"}}


@pytest.fixture(scope="module")
def graph() -> Graph:
    return example.build({"database_servers": SERVERS, "database.parameters": {"jit": False}}, RUNS)


def container(graph: Graph, name: str) -> Any:
    (only,) = json.loads(graph.one(TASK, name).inputs["containerDefinitions"])
    return only


def test_the_cluster_is_what_the_settings_say(graph: Graph) -> None:
    cluster = graph.one(CLUSTER, "ledger-database")
    wanted: dict[str, Any] = {
        "clusterIdentifier": "example-example-ledger-database",
        "engine": "aurora-postgresql",
        "engineMode": "provisioned",
        "engineVersion": "16.9",
        "serverlessv2ScalingConfiguration": {"minCapacity": 0.5, "maxCapacity": 16},
        "storageType": "aurora",
        "storageEncrypted": True,
        "manageMasterUserPassword": True,
        "masterUsername": "platform__admin",
        "deletionProtection": True,
        "skipFinalSnapshot": False,
        "deleteAutomatedBackups": False,
        "backupRetentionPeriod": 7,
        "copyTagsToSnapshot": True,
        "iamDatabaseAuthenticationEnabled": True,
        "enabledCloudwatchLogsExports": ["postgresql"],
        "performanceInsightsEnabled": True,
        "databaseInsightsMode": "standard",
    }
    assert {key: cluster.inputs.get(key) for key in wanted} == wanted
    assert cluster.protect
    logs = graph.one("aws:cloudwatch/logGroup:LogGroup", "ledger-database-postgresql")
    assert logs.inputs["name"] == "/aws/rds/cluster/example-example-ledger-database/postgresql"
    assert logs.urn in waits_for(graph, cluster)


def test_the_first_instance_writes_and_the_next_takes_over(graph: Graph) -> None:
    first, second = (graph.one(INSTANCE, f"ledger-database-{number}") for number in (1, 2))
    assert [each.inputs["promotionTier"] for each in (first, second)] == [0, 1]
    assert {each.inputs["instanceClass"] for each in (first, second)} == {"db.serverless"}
    assert not any(each.inputs["publiclyAccessible"] for each in (first, second))
    assert not any(each.inputs["autoMinorVersionUpgrade"] for each in (first, second))
    assert first.urn in waits_for(graph, second)


def test_its_parameters_are_its_own(graph: Graph) -> None:
    group = graph.one("aws:rds/clusterParameterGroup:ClusterParameterGroup")
    assert group.inputs["family"] == "aurora-postgresql16"
    given = {each["name"]: each["value"] for each in group.inputs["parameters"]}
    assert given["work_mem"] == "65536"
    assert given["rds.force_ssl"] == "1"
    assert "jit" not in given


def test_programs_and_the_setup_see_the_clusters_addresses(graph: Graph) -> None:
    seen = container(graph, "prices")
    values = {each["name"]: each["value"] for each in seen["environment"]}
    assert values["DB_HOST"] == "example-example-ledger-database.cluster.rds.amazonaws.com"
    assert values["DB_READ_HOST"] == "example-example-ledger-database.cluster-ro.rds.amazonaws.com"
    setup = container(graph, "ledger-database-setup")
    secrets = {each["name"]: each["valueFrom"] for each in setup["secrets"]}
    assert "secret:rds!" in secrets["PGPASSWORD"]
    invocation = graph.one("aws:lambda/invocation:Invocation", "ledger-database-setup")
    assert graph.one(INSTANCE, "ledger-database-1").urn in waits_for(graph, invocation)


def test_it_is_watched_and_copied(graph: Graph) -> None:
    names = graph.names("aws:cloudwatch/metricAlarm:MetricAlarm")
    assert {each for each in names if each.startswith("alarms-aurora-")} == {
        "alarms-aurora-capacity--ledger-database",
        "alarms-aurora-connections--ledger-database",
        "alarms-aurora-down--ledger-database",
        "alarms-aurora-lag--ledger-database-readers",
        "alarms-aurora-transaction-ids--ledger-database",
    }
    rule = graph.one("aws:cloudwatch/eventRule:EventRule", "events-aurora-event").inputs
    told = json.loads(rule["eventPattern"])
    assert told["detail-type"] == ["RDS DB Cluster Event"]
    assert told["detail"] == {
        "SourceIdentifier": ["example-example-ledger-database"],
        "EventCategories": ["failover", "failure"],
    }
    lag = graph.one(
        "aws:cloudwatch/metricAlarm:MetricAlarm", "alarms-aurora-lag--ledger-database-readers"
    )
    assert lag.inputs["dimensions"] == {"DBClusterIdentifier": "example-example-ledger-database"}
    arn = "arn:aws:rds:eu-central-1:111122223333:cluster:example-example-ledger-database"
    policy = graph.one("aws:iam/rolePolicy:RolePolicy", "backup-database").inputs["policy"]
    assert arn in policy
    assert "rds:CreateDBClusterSnapshot" in policy
    chosen = graph.one("aws:backup/selection:Selection", "backup-database").inputs["resources"]
    assert any(each.endswith(":cluster:*") for each in chosen)
    kind = "aws:backup/restoreTestingSelection:RestoreTestingSelection"
    assert arn not in graph.one(kind).inputs["protectedResourceArns"]
    body = graph.one("aws:cloudwatch/dashboard:Dashboard").inputs["dashboardBody"]
    assert "ServerlessDatabaseCapacity" in body


def test_instances_of_a_class_have_no_acus() -> None:
    aurora = {"instance_class": "db.r8g.large", "storage": "io-optimized"}
    graph = example.build(
        {"database_servers": {"ledger": {**SERVERS["ledger"], "aurora": aurora}}}, RUNS
    )
    cluster = graph.one(CLUSTER, "ledger-database").inputs
    assert cluster["storageType"] == "aurora-iopt1"
    assert cluster["engineMode"] == "provisioned"
    assert "serverlessv2ScalingConfiguration" not in cluster
    classes = [each.inputs["instanceClass"] for each in graph.all(INSTANCE)]
    assert classes == ["db.r8g.large", "db.r8g.large"]
    alarms = {
        each.name.removeprefix("alarms-aurora-"): each.inputs
        for each in graph.all("aws:cloudwatch/metricAlarm:MetricAlarm")
        if each.name.startswith("alarms-aurora-")
    }
    assert "capacity--ledger-database" not in alarms
    cpu = alarms["cpu--ledger-database"]
    assert (cpu["metricName"], cpu["statistic"]) == ("CPUUtilization", "Maximum")
    assert cpu["dimensions"] == {"DBClusterIdentifier": "example-example-ledger-database"}
    assert alarms["connections--ledger-database"]["threshold"] == pytest.approx((1722 - 5) * 0.8)
    body = graph.one("aws:cloudwatch/dashboard:Dashboard").inputs["dashboardBody"]
    assert "ledger-database: CPU" in body
    assert "ServerlessDatabaseCapacity" not in body


FIRST = {
    **dict.fromkeys(
        ("database.instance_class", "database.storage_gib", "database.storage_max_gib"),
        example.REMOVED,
    ),
    "database.aurora": {"min_acus": 1, "max_acus": 8},
    "database.read_replicas": 0,
    "database.parameters": {"work_mem": 65536},
}


def test_the_first_server_can_be_aurora() -> None:
    graph = example.build(FIRST)
    cluster = graph.one(CLUSTER).inputs
    assert cluster["clusterIdentifier"] == "example-example-database"
    assert cluster["serverlessv2ScalingConfiguration"] == {"minCapacity": 1, "maxCapacity": 8}
    assert graph.names(INSTANCE) == ["database-1"]
    assert graph.one(INSTANCE, "database-1").inputs["autoMinorVersionUpgrade"]
    types = {each.type for each in graph.registrations}
    assert "aws:rds/instance:Instance" not in types
    values = {each["name"]: each["value"] for each in container(graph, "shop")["environment"]}
    assert values["DB_HOST"] == "example-example-database.cluster.rds.amazonaws.com"
    assert values["DB_READ_HOST"] == "example-example-database.cluster-ro.rds.amazonaws.com"
    down = graph.one("aws:cloudwatch/metricAlarm:MetricAlarm", "alarms-aurora-down--database")
    assert "python -m operations status --stack example" in down.inputs["alarmDescription"]


def test_nothing_is_copied_or_tested_of_instances_where_there_is_none() -> None:
    graph = example.build(FIRST)
    chosen = graph.one("aws:backup/selection:Selection", "backup-database").inputs["resources"]
    assert chosen == ["arn:aws:rds:eu-central-1:111122223333:cluster:*"]
    policy = graph.one("aws:iam/rolePolicy:RolePolicy", "backup-database").inputs["policy"]
    assert "rds:CreateDBClusterSnapshot" in policy
    assert "rds:CreateDBSnapshot" not in policy
    assert "aws:backup/restoreTestingPlan:RestoreTestingPlan" not in {
        each.type for each in graph.registrations
    }


def test_parameters_pass_between_servers_of_one_kind_only() -> None:
    own = {"instance_class": "db.t3.small", "storage_gib": 20, "storage_max_gib": 100}
    servers = {"ledger": {"aurora": {"min_acus": 1, "max_acus": 2}}, "press": own}
    graph = example.build({**FIRST, "database_servers": servers})

    def work_mem(type_: str, name: str) -> list[str]:
        group = graph.one(type_, name).inputs
        return [each["value"] for each in group["parameters"] if each["name"] == "work_mem"]

    clusters = "aws:rds/clusterParameterGroup:ClusterParameterGroup"
    assert work_mem(clusters, "ledger-database-aurora-postgresql16") == ["65536"]
    assert work_mem("aws:rds/parameterGroup:ParameterGroup", "press-database-postgres16") == []


@pytest.mark.parametrize("back", [False, True], ids=["to Aurora", "to an instance"])
def test_a_server_of_another_kind_keeps_logins_and_takes_no_name_that_is_in_use(back: bool) -> None:
    kinds = [example.build(), example.build(FIRST)]
    before, after = reversed(kinds) if back else kinds
    old = {each.urn: each for each in before.registrations}
    names = ("name", "identifier", "clusterIdentifier")

    def fixed(each: Any) -> set[tuple[str, str]]:
        return {
            (each.type, each.inputs[key]) for key in names if isinstance(each.inputs.get(key), str)
        }

    kept = {each.urn for each in after.registrations}
    gone = [each for each in before.registrations if each.urn not in kept]
    new = [each for each in after.registrations if each.urn not in old]
    assert not {x for each in gone for x in fixed(each)} & {x for each in new for x in fixed(each)}
    assert not [each.name for each in gone if "login" in each.name]
    assert {each.type for each in gone if each.protect} == {
        CLUSTER if back else "aws:rds/instance:Instance"
    }
