"""The PostgreSQL instance with its replicas, its proxy and its master password."""

import re
from typing import Any

import pulumi
import pytest

from planning.environment import Environment
from tests.components.compute.made import KEY
from tests.components.data.made import (
    EGRESS,
    INGRESS,
    INSTANCE,
    INVOCATION,
    LOG_GROUP,
    PARAMETER_GROUP,
    PROXY,
    RECOVERY_KEY,
    ROLE,
    ROLE_POLICY,
    SECRET,
    SECURITY_GROUP,
    client,
    make_database,
)
from tests.factories import make_environment
from tests.graph import Graph, deploy
from tests.stacks.replacing_inputs import REPLACING_INPUTS

BACKUPS = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"
TARGET = "aws:rds/proxyTarget:ProxyTarget"
REPLACING = REPLACING_INPUTS[INSTANCE] | {"dbSubnetGroupName"}
"""A subnet group replaces only where it is in another network."""


def database(
    stack: str = "prod",
    *clients: str,
    environment: Environment | None = None,
    **settings: Any,
) -> Graph:
    def program() -> None:
        made = make_database(stack, environment=environment, **settings)
        grantees = [client(name) for name in clients]
        for each in grantees:
            made.allow_from(each)
        pulumi.export("memberships", [id_ for each in grantees for id_ in each.memberships])

    return deploy(program)


def primary(graph: Graph) -> Any:
    return graph.one(INSTANCE, "database").inputs


def replacing(graph: Graph) -> dict[str, Any]:
    """The inputs whose change would replace it. The table's spelling is checked where it stands."""
    found = {key: value for key, value in primary(graph).items() if key in REPLACING}
    assert {"kmsKeyId", "engine", "dbSubnetGroupName"} <= found.keys()
    return found


def outputs(graph: Graph) -> Any:
    return graph.one("plinth:data:Database").outputs


def ingress(graph: Graph) -> dict[str, tuple[Any, Any]]:
    """Rule -> who is let in, and by which group."""
    return {
        rule.name: (rule.inputs["referencedSecurityGroupId"], rule.inputs["securityGroupId"])
        for rule in graph.all(INGRESS)
    }


@pytest.mark.parametrize(
    "settings",
    [
        {"instance_class": "db.r5.2xlarge"},
        {"storage_gib": 200},
        {"engine_version": "16.4"},
        {"engine_version": "17", "major_upgrade": True},
        {"multi_az": False},
        {"read_replicas": 2},
        {"read_replicas": 0},
        {"proxy": None},
        {"insights": "standard"},
        {"backup_window": "00:00-01:00"},
    ],
    ids=str,
)
def test_no_setting_replaces_the_instance(settings: dict[str, Any]) -> None:
    before, after = database(), database(**settings)
    assert before.one(INSTANCE, "database").urn == after.one(INSTANCE, "database").urn
    assert primary(before) != primary(after) or "read_replicas" in settings or "proxy" in settings
    assert replacing(before) == replacing(after)


def test_protection_and_retention_do_not_replace_the_instance() -> None:
    guarded = database(environment=make_environment(protect=True))
    open_ = database("staging", environment=make_environment(protect=False))
    assert replacing(guarded) == replacing(open_)


def test_a_further_replica_leaves_the_first_alone() -> None:
    before, after = database(read_replicas=1), database(read_replicas=2)
    replica = before.one(INSTANCE, "database-replica-1")
    assert after.one(INSTANCE, replica.name).urn == replica.urn
    assert after.one(INSTANCE, replica.name).inputs == replica.inputs
    assert after.names(INSTANCE) == ["database", "database-replica-1", "database-replica-2"]


def test_everything_that_rests_is_encrypted_with_the_customers_key() -> None:
    graph = database()
    assert primary(graph)["storageEncrypted"] is True
    assert primary(graph)["kmsKeyId"] == KEY
    assert primary(graph)["masterUserSecretKmsKeyId"] == KEY
    for instance in graph.all(INSTANCE):
        assert instance.inputs["storageEncrypted"] is True
        assert instance.inputs["performanceInsightsKmsKeyId"] == KEY
    assert {group.inputs["kmsKeyId"] for group in graph.all(LOG_GROUP)} == {KEY}
    assert {secret.inputs["kmsKeyId"] for secret in graph.all(SECRET)} == {KEY}


def test_no_instance_is_public() -> None:
    assert [each.inputs["publiclyAccessible"] for each in database().all(INSTANCE)] == [False] * 2


def test_nobody_reaches_the_database_unless_let_in() -> None:
    graph = database(proxy=None)
    names = ["database", "database-clients", "database-replica"]
    assert sorted(graph.names(SECURITY_GROUP)) == names
    assert all("ingress" not in group.inputs for group in graph.all(SECURITY_GROUP))
    clients = graph.one(SECURITY_GROUP, "database-clients").id
    assert {who for who, _ in ingress(graph).values()} == {clients}
    assert {rule.inputs["securityGroupId"] for rule in graph.all(EGRESS)} == {clients}
    carried = [each.inputs["vpcSecurityGroupIds"] for each in graph.all(INSTANCE)]
    assert [clients] not in carried


def test_with_a_proxy_programs_reach_the_proxy_and_the_replica_and_not_the_primary() -> None:
    graph = database("prod", "orders")
    groups = {group.name: group.id for group in graph.all(SECURITY_GROUP)}
    clients = groups["database-clients"]
    assert graph.outputs["memberships"] == [clients]
    assert ingress(graph) == {
        "database-proxy-from-clients": (clients, groups["database-proxy"]),
        "database-replica-from-clients": (clients, groups["database-replica"]),
        "database-instance-from-database-proxy": (groups["database-proxy"], groups["database"]),
    }
    assert {rule.inputs["fromPort"] for rule in graph.all(INGRESS)} == {5432}


def test_without_a_proxy_programs_reach_the_primary() -> None:
    graph = database("staging", "orders")
    group = graph.one(SECURITY_GROUP, "database").id
    clients = graph.one(SECURITY_GROUP, "database-clients").id
    assert graph.outputs["memberships"] == [clients]
    assert ingress(graph) == {"database-from-clients": (clients, group)}


def test_a_hundred_programs_need_no_rule_more_than_one() -> None:
    one, many = database("prod", "orders"), database("prod", *(f"p{n}" for n in range(100)))
    assert ingress(one) == ingress(many)
    assert len(many.outputs["memberships"]) == 100


def test_programs_connect_to_the_proxy_and_read_from_the_first_replica() -> None:
    graph = database()
    replica = graph.one(INSTANCE, "database-replica-1")
    assert outputs(graph)["host"] == graph.one(PROXY).outputs["endpoint"]
    assert outputs(graph)["read_host"] == replica.outputs["address"]
    instance = graph.one(INSTANCE, "database").outputs
    assert outputs(graph)["instance_host"] == instance["address"]
    assert outputs(graph)["port"] == 5432


def test_without_proxy_and_replica_there_is_one_address() -> None:
    graph = database("staging")
    address = graph.one(INSTANCE).outputs["address"]
    assert outputs(graph)["host"] == outputs(graph)["read_host"] == address
    assert graph.find(PROXY) == []
    assert outputs(graph)["replica_identifiers"] == {}


def test_the_master_password_is_rds_s_first_and_then_the_function_s() -> None:
    graph = database()
    instance = graph.one(INSTANCE, "database")
    assert instance.inputs["manageMasterUserPassword"] is True
    assert set(instance.ignore_changes) == {
        "manageMasterUserPassword",
        "masterUserSecretKmsKeyId",
        "engineLifecycleSupport",
    }
    taken_over = graph.one(INVOCATION, "database-credentials")
    assert instance.urn in taken_over.dependencies
    secret = graph.one(SECRET, "database-credentials-master")
    assert outputs(graph)["master_secret_arn"] == secret.outputs["arn"]


@pytest.mark.parametrize(("extended", "chosen"), [(False, "-disabled"), (True, "")])
def test_support_past_a_version_s_end_is_bought_on_purpose_only(
    extended: bool, chosen: str
) -> None:
    graph = database(extended_support=extended)
    bought = graph.one(INSTANCE, "database").inputs["engineLifecycleSupport"]
    assert bought == f"open-source-rds-extended-support{chosen}"
    # RDS takes it for a new instance only; a replica has its primary's.
    assert "engineLifecycleSupport" not in graph.one(INSTANCE, "database-replica-1").inputs


def test_a_replica_comes_after_rds_has_let_go_of_the_master_password() -> None:
    graph = database()
    taken_over = graph.one(INVOCATION, "database-credentials")
    assert taken_over.urn in graph.one(INSTANCE, "database-replica-1").dependencies


def test_each_step_that_makes_the_instance_busy_waits_for_all_before_it() -> None:
    graph = database(read_replicas=2)
    master = {graph.one(INVOCATION, "database-credentials").urn}
    copies = {graph.one(BACKUPS).urn}
    replicas = {graph.one(INSTANCE, f"database-replica-{number}").urn for number in (1, 2)}
    assert master <= set(graph.one(BACKUPS).dependencies)
    for urn in replicas:
        [replica] = [each for each in graph.all(INSTANCE) if each.urn == urn]
        assert master | copies <= set(replica.dependencies)
        # RDS makes several of one snapshot.
        assert not replicas & set(replica.dependencies)
    assert master | copies | replicas <= set(graph.one(TARGET).dependencies)


def test_without_copies_and_replicas_the_proxy_still_waits_for_the_master_password() -> None:
    graph = database(environment=make_environment(), read_replicas=0)
    master = graph.one(INVOCATION, "database-credentials")
    assert master.urn in graph.one(TARGET).dependencies


def test_where_data_is_protected_aws_refuses_to_delete_it() -> None:
    graph = database(environment=make_environment(protect=True))
    assert primary(graph)["deletionProtection"] is True
    assert primary(graph)["skipFinalSnapshot"] is False
    assert primary(graph)["deleteAutomatedBackups"] is False
    name = primary(graph)["finalSnapshotIdentifier"]
    assert re.fullmatch("shop-test-database-final-[0-9a-f]{6}", name)


def test_a_replica_can_be_deleted_where_data_is_protected() -> None:
    graph = database(environment=make_environment(protect=True))
    replica = graph.one(INSTANCE, "database-replica-1")
    assert replica.inputs["deletionProtection"] is False
    assert not replica.protect
    assert graph.one(INSTANCE, "database").protect


def test_where_data_is_worthless_it_can_be_deleted() -> None:
    graph = database(environment=make_environment(protect=False))
    assert primary(graph)["deletionProtection"] is False
    assert primary(graph)["skipFinalSnapshot"] is True
    assert primary(graph)["deleteAutomatedBackups"] is True


def test_backups_are_copied_to_the_recovery_region() -> None:
    graph = database()
    copies = graph.one(BACKUPS)
    assert copies.inputs["region"] == "eu-west-1"
    assert copies.inputs["kmsKeyId"] == RECOVERY_KEY
    assert copies.inputs["retentionPeriod"] == primary(graph)["backupRetentionPeriod"] == 30
    assert copies.inputs["sourceDbInstanceArn"] == outputs(graph)["arn"]


def test_without_a_recovery_region_backups_stay() -> None:
    assert database(environment=make_environment()).find(BACKUPS) == []


def test_replicas_follow_the_primary_and_have_no_backups() -> None:
    graph = database()
    replica = graph.one(INSTANCE, "database-replica-1").inputs
    assert replica["replicateSourceDb"] == outputs(graph)["identifier"]
    assert replica["backupRetentionPeriod"] == 0
    assert replica["skipFinalSnapshot"] is True
    # RDS takes these from the primary, and refuses them here.
    for key in ("allocatedStorage", "engine", "engineVersion", "kmsKeyId", "username"):
        assert key not in replica
    assert outputs(graph)["replica_identifiers"] == {"replica-1": "shop-test-database-replica-1"}


def test_a_new_major_version_gets_a_new_parameter_group() -> None:
    before = database()
    after = database(engine_version="17", major_upgrade=True)
    assert before.names(PARAMETER_GROUP) == ["database-postgres16"]
    assert after.names(PARAMETER_GROUP) == ["database-postgres17"]
    assert {each.inputs["family"] for each in after.all(PARAMETER_GROUP)} == {"postgres17"}
    assert primary(after)["allowMajorVersionUpgrade"] is True
    assert primary(before)["allowMajorVersionUpgrade"] is False


@pytest.mark.parametrize("version", ["16", "16.4", "17"])
def test_rds_takes_a_replica_along_to_a_new_major_version(version: str) -> None:
    graph = database(engine_version=version, major_upgrade=True)
    primary_urn = graph.one(INSTANCE, "database").urn
    replica = graph.one(INSTANCE, "database-replica-1")
    # The engine would change it after the primary, which is too late for a minor version.
    assert "engineVersion" not in replica.inputs
    assert "allowMajorVersionUpgrade" not in replica.inputs
    assert primary_urn in replica.dependencies or primary_urn in {
        urn for urns in replica.property_dependencies.values() for urn in urns
    }


def test_replicas_are_created_in_the_primary_s_parameter_group() -> None:
    # Into another one the provider moves them by one call and one restart, never tried again.
    graph = database(read_replicas=2)
    names = {instance.inputs["parameterGroupName"] for instance in graph.all(INSTANCE)}
    assert names == {graph.one(PARAMETER_GROUP, "database-postgres16").outputs["name"]}


@pytest.mark.parametrize(("gib", "given"), [(399, None), (400, 12_000), (4000, 12_000)])
def test_storage_names_its_performance_where_rds_takes_it(gib: int, given: int | None) -> None:
    # Left out, the provider sends that of the smaller storage with the new size.
    inputs = primary(database(storage_gib=gib, storage_max_gib=5000))
    assert inputs.get("iops") == given
    assert inputs.get("storageThroughput") == (given and 500)


@pytest.mark.parametrize(("version", "by_aws"), [("16", True), ("16.4", False)])
def test_aws_upgrades_minor_versions_unless_one_is_pinned(version: str, by_aws: bool) -> None:
    graph = database(engine_version=version)
    for instance in graph.all(INSTANCE):
        assert instance.inputs["autoMinorVersionUpgrade"] is by_aws


def test_log_groups_exist_before_rds_would_create_them() -> None:
    graph = database()
    groups = {group.inputs["name"]: group for group in graph.all(LOG_GROUP)}
    for instance in graph.all(INSTANCE):
        for log in instance.inputs["enabledCloudwatchLogsExports"]:
            group = groups[f"/aws/rds/instance/{instance.inputs['identifier']}/{log}"]
            assert group.urn in instance.dependencies
            assert group.inputs["retentionInDays"] == 30


@pytest.mark.parametrize(("mode", "days"), [("standard", 7), ("advanced", 465)])
def test_insights_keep_what_their_mode_asks_for(mode: str, days: int) -> None:
    for instance in database(insights=mode).all(INSTANCE):
        assert instance.inputs["databaseInsightsMode"] == mode
        assert instance.inputs["performanceInsightsEnabled"] is True
        assert instance.inputs["performanceInsightsRetentionPeriod"] == days


def test_enhanced_monitoring_writes_to_its_own_log_group_only() -> None:
    graph = database()
    role = graph.one(ROLE, "database-monitoring")
    (trust,) = graph.policy(role, "assumeRolePolicy")["Statement"]
    assert trust["Principal"] == {"Service": "monitoring.rds.amazonaws.com"}
    policy = graph.one(ROLE_POLICY, "database-monitoring")
    for statement in graph.policy(policy)["Statement"]:
        for resource in statement["Resource"]:
            assert resource.startswith(
                "arn:aws:logs:eu-central-1:111122223333:log-group:RDSOSMetrics"
            )
    for instance in graph.all(INSTANCE):
        assert instance.inputs["monitoringRoleArn"] == role.outputs["arn"]
    assert policy.urn in graph.one(INSTANCE, "database").dependencies


def test_storage_grows_by_itself_up_to_the_limit() -> None:
    graph = database()
    assert primary(graph)["allocatedStorage"] == 100
    assert {each.inputs["maxAllocatedStorage"] for each in graph.all(INSTANCE)} == {1000}
    assert {each.inputs["storageType"] for each in graph.all(INSTANCE)} == {"gp3"}
    assert "allocatedStorage" not in graph.one(INSTANCE, "database").ignore_changes
