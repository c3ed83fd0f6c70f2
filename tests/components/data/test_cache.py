"""The cache: encryption, users, versions, and who reaches it."""

import re
from fnmatch import fnmatch
from typing import Any

import pulumi
import pytest

from components.data.cache.cache_users import access_string, user_ids
from planning.environment import Environment
from planning.naming import scope
from tests.components.compute.made import KEY
from tests.components.data.made import (
    EGRESS,
    INGRESS,
    INVOCATION,
    LOG_GROUP,
    SECURITY_GROUP,
    client,
    make_cache,
    make_credentials,
)
from tests.factories import make_environment
from tests.graph import Graph, deploy
from tests.stacks.replacing_inputs import REPLACING_INPUTS

GROUP = "aws:elasticache/replicationGroup:ReplicationGroup"
PARAMETERS = "aws:elasticache/parameterGroup:ParameterGroup"
USER = "aws:elasticache/user:User"
USER_GROUP = "aws:elasticache/userGroup:UserGroup"
REPLACING = REPLACING_INPUTS[GROUP]


def cache(
    stack: str = "prod", *clients: str, environment: Environment | None = None, **settings: Any
) -> Graph:
    def program() -> None:
        made = make_cache(stack, environment=environment, **settings)
        for name in clients:
            made.allow_from(client(name))

    return deploy(program)


def group(graph: Graph) -> Any:
    return graph.one(GROUP).inputs


def replacing(graph: Graph) -> dict[str, Any]:
    """The inputs whose change would replace it. The table's spelling is checked where it stands."""
    found = {key: value for key, value in group(graph).items() if key in REPLACING}
    assert {"kmsKeyId", "subnetGroupName"} <= found.keys()
    return found


def user_id(program: str) -> str:
    return f"{scope(make_environment())}{program}"


@pytest.mark.parametrize(
    "settings",
    [
        {"engine": "valkey", "engine_version": "8.1"},
        {"node_type": "cache.r5.xlarge"},
        {"replicas": 3},
        {"replicas": 0, "multi_az": False},
        {"eviction": "allkeys-lfu"},
        {"snapshot_window": "03:00-04:00"},
    ],
    ids=str,
)
def test_no_setting_replaces_the_cache(settings: dict[str, Any]) -> None:
    before, after = cache(), cache(**settings)
    assert before.one(GROUP).urn == after.one(GROUP).urn
    assert replacing(before) == replacing(after)


def test_protection_does_not_replace_the_cache() -> None:
    guarded = cache(environment=make_environment(protect=True))
    open_ = cache(environment=make_environment(protect=False))
    assert replacing(guarded) == replacing(open_)


def test_redis_becomes_valkey_in_place_with_a_parameter_group_of_its_own() -> None:
    before, after = cache(), cache(engine="valkey", engine_version="8.1")
    assert before.names(PARAMETERS) == ["cache-redis7"]
    assert after.names(PARAMETERS) == ["cache-valkey8"]
    assert after.one(PARAMETERS).inputs["family"] == "valkey8"
    assert (group(after)["engine"], group(after)["engineVersion"]) == ("valkey", "8.1")
    for type_ in (USER, USER_GROUP):
        assert [each.inputs for each in before.all(type_)] == [
            each.inputs for each in after.all(type_)
        ]


def test_aws_does_not_raise_a_version_that_the_next_up_would_lower() -> None:
    for stack in ("staging", "prod"):
        assert group(cache(stack))["autoMinorVersionUpgrade"] is False


def test_the_data_is_encrypted_at_rest_and_on_the_way() -> None:
    graph = cache()
    assert group(graph)["atRestEncryptionEnabled"] is True
    assert group(graph)["kmsKeyId"] == KEY
    assert group(graph)["transitEncryptionEnabled"] is True
    assert group(graph)["transitEncryptionMode"] == "required"


def test_a_replica_takes_over_when_the_primary_fails() -> None:
    graph = cache()
    assert group(graph)["numCacheClusters"] == 3
    assert group(graph)["automaticFailoverEnabled"] is True
    assert group(graph)["multiAzEnabled"] is True


def test_a_single_node_has_nothing_to_fail_over_to() -> None:
    graph = cache("staging")
    assert group(graph)["numCacheClusters"] == 1
    assert group(graph)["automaticFailoverEnabled"] is False
    assert group(graph)["multiAzEnabled"] is False


SHARDS: dict[str, Any] = {"shards": 3, "engine": "valkey", "engine_version": "8.1"}


def test_shards_are_node_groups_with_replicas_of_their_own() -> None:
    inputs = group(cache(**SHARDS))
    assert (inputs["numNodeGroups"], inputs["replicasPerNodeGroup"]) == (3, 2)
    assert inputs["clusterMode"] == "enabled"
    assert inputs["automaticFailoverEnabled"] is inputs["multiAzEnabled"] is True
    # The provider refuses both.
    assert "numCacheClusters" not in inputs


def test_a_shard_without_replicas_has_failover_as_elasticache_asks() -> None:
    inputs = group(cache(**SHARDS, replicas=0, multi_az=False))
    assert (inputs["numNodeGroups"], inputs["replicasPerNodeGroup"]) == (3, 0)
    assert inputs["automaticFailoverEnabled"] is True


def test_a_cache_without_shards_has_none_of_their_inputs() -> None:
    assert not {"numNodeGroups", "replicasPerNodeGroup", "clusterMode"} & group(cache()).keys()


def test_shards_have_a_parameter_group_in_which_they_are_on() -> None:
    graph = cache(**SHARDS)
    assert graph.names(PARAMETERS) == ["cache-shards-valkey8"]
    assert graph.one(PARAMETERS).inputs["parameters"] == [
        {"name": "maxmemory-policy", "value": "volatile-lru"},
        {"name": "cluster-enabled", "value": "yes"},
    ]


def test_a_cluster_client_asks_the_configuration_endpoint() -> None:
    graph = cache(**SHARDS)
    outputs, made = graph.one("plinth:data:Cache").outputs, graph.one(GROUP).outputs
    assert outputs["host"] == outputs["read_host"] == made["configurationEndpointAddress"]


def test_the_number_of_shards_changes_in_place_and_shards_or_none_does_not() -> None:
    three, four, none = cache(**SHARDS), cache(**{**SHARDS, "shards": 4}), cache()
    assert replacing(three) == replacing(four)
    assert replacing(three)["subnetGroupName"] != replacing(none)["subnetGroupName"]
    for type_ in (USER, USER_GROUP):
        assert [each.inputs for each in three.all(type_)] == [
            each.inputs for each in none.all(type_)
        ]


def test_nobody_uses_the_cache_without_a_password() -> None:
    graph = cache()
    default = graph.one(USER, "cache-users--default").inputs
    assert default["userName"] == "default"
    assert default["accessString"].split()[0] == "off"
    assert "+" not in default["accessString"]
    members = graph.one(USER_GROUP)
    assert set(members.inputs["userIds"]) == {user.inputs["userId"] for user in graph.all(USER)}
    assert group(graph)["userGroupIds"] == [members.inputs["userGroupId"]]


def test_users_and_group_are_such_as_both_engines_take() -> None:
    # Redis refuses a group of the engine valkey; Valkey takes both.
    graph = cache(engine="valkey", engine_version="8.1")
    engines = {each.inputs["engine"] for each in [*graph.all(USER), *graph.all(USER_GROUP)]}
    assert engines == {"redis"}


def test_the_default_user_is_read_back_as_it_was_sent() -> None:
    # `no-password-required` comes back as `no-password`, a change at every `up`.
    user = cache().one(USER, "cache-users--default").inputs
    assert user["noPasswordRequired"] is True
    assert "authenticationMode" not in user


def test_a_program_s_user_is_born_without_a_password() -> None:
    user = cache().one(USER, "cache-users-orders")
    assert user.inputs["authenticationMode"] == {"type": "iam"}
    assert user.ignore_changes == ("authenticationMode",)
    # Users that log in by IAM must have one name and ID.
    assert user.inputs["userName"] == user.inputs["userId"] == user_id("orders")


def test_a_program_touches_its_own_keys_and_channels_only() -> None:
    rules = cache().one(USER, "cache-users-orders").inputs["accessString"].split()
    assert [rule for rule in rules if rule[0] in "~%"] == ["~orders:*"]
    assert [rule for rule in rules if rule[0] == "&"] == ["&orders:*"]
    assert rules.index("+@all") < rules.index("-@dangerous")


def test_a_program_named_like_the_start_of_another_does_not_see_its_keys() -> None:
    (pattern,) = re.findall(r"~(\S+)", access_string("order"))
    assert not "orders:1".startswith(pattern.rstrip("*"))


def test_a_user_of_a_program_with_a_long_name_has_a_short_id() -> None:
    graph = deploy(lambda: make_cache(programs=["p" * 40, "p" * 39 + "q"]))
    ids = {user.inputs["userId"] for user in graph.all(USER)}
    assert len(ids) == 3
    assert all(len(each) <= 40 for each in ids)


def test_one_pattern_covers_the_programs_users_and_nobody_elses() -> None:
    graph = deploy(lambda: make_cache(programs=["orders", "p" * 40]))
    ids = {user.name: user.inputs["userId"] for user in graph.all(USER)}
    mine = user_ids(make_environment(protect=True))
    assert [name for name, id_ in ids.items() if fnmatch(id_, mine)] == [
        "cache-users-orders",
        f"cache-users-{'p' * 40}",
    ]
    for other in ({"stack": "tes"}, {"stack": "test-eu"}, {"project": "shop-test", "stack": "x"}):
        assert not any(fnmatch(id_, user_ids(make_environment(**other))) for id_ in ids.values())


def test_a_user_gets_its_password_when_it_exists() -> None:
    def program() -> None:
        make_credentials("cache", make_cache().usernames)

    graph = deploy(program)
    users = {user.urn for user in graph.all(USER) if user.name != "cache-users--default"}
    assert users <= set(graph.one(INVOCATION).dependencies)


def test_nobody_reaches_the_cache_unless_let_in() -> None:
    graph = cache("prod", "orders")
    own, clients = graph.one(SECURITY_GROUP, "cache"), graph.one(SECURITY_GROUP, "cache-clients")
    assert "ingress" not in own.inputs
    assert "egress" not in clients.inputs
    rule = graph.one(INGRESS).inputs
    assert rule["securityGroupId"] == own.id
    assert rule["referencedSecurityGroupId"] == clients.id
    assert (rule["fromPort"], rule["toPort"]) == (6379, 6379)
    assert group(graph)["securityGroupIds"] == [own.id]


def test_whoever_is_let_in_carries_the_clients_group_and_waits_for_its_rules() -> None:
    granted: list[str] = []

    def program() -> None:
        made = make_cache()
        for name in ("orders", "web"):
            grantee = client(name)
            made.allow_from(grantee)
            pulumi.export(name, grantee.memberships)
            granted.extend(type(rule).__name__ for rule in grantee.granted)

    graph = deploy(program)
    clients = graph.one(SECURITY_GROUP, "cache-clients").id
    assert graph.outputs == {"orders": [clients], "web": [clients]}
    # However many they are: a group has 60 rules.
    assert graph.names(INGRESS) == graph.names(EGRESS) == ["cache-from-clients"]
    assert granted == ["SecurityGroupIngressRule", "SecurityGroupEgressRule"] * 2


def test_both_logs_go_to_encrypted_log_groups_that_end() -> None:
    graph = cache()
    groups = {each.inputs["name"]: each.inputs for each in graph.all(LOG_GROUP)}
    deliveries = group(graph)["logDeliveryConfigurations"]
    assert {each["logType"] for each in deliveries} == {"slow-log", "engine-log"}
    for delivery in deliveries:
        assert delivery["destination"].startswith("/aws/vendedlogs/shop/test/cache/")
        assert groups[delivery["destination"]]["retentionInDays"] == 30
        assert groups[delivery["destination"]]["kmsKeyId"] == KEY


def test_the_settings_decide_what_is_evicted() -> None:
    graph = cache(eviction="allkeys-lru")
    assert graph.one(PARAMETERS).inputs["parameters"] == [
        {"name": "maxmemory-policy", "value": "allkeys-lru"}
    ]


def test_a_final_snapshot_is_taken_where_data_is_protected() -> None:
    name = group(cache())["finalSnapshotIdentifier"]
    assert re.fullmatch("shop-test-cache-final-[0-9a-f]{6}", name)
    assert "finalSnapshotIdentifier" not in group(cache(environment=make_environment()))


def test_programs_write_to_the_primary_and_read_from_all() -> None:
    graph = cache()
    outputs, made = graph.one("plinth:data:Cache").outputs, graph.one(GROUP).outputs
    assert outputs["host"] == made["primaryEndpointAddress"]
    assert outputs["read_host"] == made["readerEndpointAddress"]
    assert outputs["port"] == 6379
    assert outputs["usernames"] == {"orders": user_id("orders"), "web": user_id("web")}
