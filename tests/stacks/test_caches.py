"""A cache of its own has all that the first one has, and changes nothing of that."""

import json
import re
from typing import Any

import pytest

from config.joint.servers.cache_checks import MOST_CACHES
from tests.factories import make_local_platform
from tests.graph import Graph, waits_for
from tests.stacks import example
from tests.stacks.local_stack import CONTAINER, deployed, uploads, variables

GROUP = "aws:elasticache/replicationGroup:ReplicationGroup"
SERVERLESS = "aws:elasticache/serverlessCache:ServerlessCache"
USER = "aws:elasticache/user:User"
TASK = "aws:ecs/taskDefinition:TaskDefinition"
RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
SESSIONS = {"sessions": {"node_type": "cache.t3.small", "replicas": 1, "eviction": "noeviction"}}
SCORES = {"scores": {"serverless": {"max_gb": 5, "max_ecpu_per_second": 5000}}}
RUNS = {
    "services.shop.uses.caches": {"sessions": "cluster"},
    "services.prices.uses.caches": {"scores": "cluster"},
}


@pytest.fixture(scope="module")
def apart() -> Graph:
    return example.build({"caches": {**SESSIONS, **SCORES}}, RUNS)


def container(graph: Graph, name: str) -> Any:
    (only,) = json.loads(graph.one(TASK, name).inputs["containerDefinitions"])
    return only


def test_the_first_cache_stays_what_it_was(apart: Graph) -> None:
    before = [each for each in example.build().registrations if each.name.startswith("cache")]
    after = {each.urn: each.inputs for each in apart.registrations}
    assert before
    assert [each.name for each in before if each.inputs != after.get(each.urn)] == []


def test_it_has_its_own_size_and_the_firsts_rest(apart: Graph) -> None:
    first, sessions = (apart.one(GROUP, name).inputs for name in ("cache", "sessions-cache"))
    differing = {key for key in {*first, *sessions} if first.get(key) != sessions.get(key)}
    assert differing == {
        *("nodeType", "numCacheClusters", "automaticFailoverEnabled", "parameterGroupName"),
        *("subnetGroupName", "securityGroupIds", "userGroupIds", "logDeliveryConfigurations"),
        "finalSnapshotIdentifier",
    }
    assert (sessions["nodeType"], sessions["numCacheClusters"]) == ("cache.t3.small", 2)
    assert apart.one(GROUP, "sessions-cache").protect
    [parameters] = [
        each.inputs["parameters"]
        for each in apart.all("aws:elasticache/parameterGroup:ParameterGroup")
        if each.name.startswith("sessions-cache")
    ]
    assert {"name": "maxmemory-policy", "value": "noeviction"} in parameters


def test_only_its_programs_have_a_user_and_a_way(apart: Graph) -> None:
    users = [each for each in apart.all(USER) if each.name.startswith("sessions-cache")]
    assert {each.name for each in users} == {
        "sessions-cache-users--default",
        "sessions-cache-users-shop",
    }
    user = apart.one(USER, "sessions-cache-users-shop").inputs
    assert user["accessString"].startswith("on ~shop:* &shop:* ")
    assert user["userId"].endswith("-sessions-cache-shop")
    assert user["userId"] != apart.one(USER, "cache-users-shop").inputs["userId"]
    assert len({each.inputs["userId"] for each in apart.all(USER)}) == len(apart.all(USER))
    carried = apart.one("aws:ecs/service:Service", "shop").inputs["networkConfiguration"]
    assert "sessions-cache-clients" in json.dumps(carried)
    assert [each.name for each in apart.all(RULE) if each.name.startswith("sessions-cache")] == [
        "sessions-cache-from-clients"
    ]


def test_a_program_is_told_of_each_cache_by_its_name(apart: Graph) -> None:
    found = {each["name"]: each["value"] for each in container(apart, "shop")["environment"]}
    assert found["SESSIONS_CACHE_HOST"] != found["CACHE_HOST"]
    assert found["SESSIONS_CACHE_CLUSTER"] == "false"
    assert "CACHE_CLUSTER" not in found
    assert found["SESSIONS_CACHE_USER"].endswith("-sessions-cache-shop")
    passwords = {x["name"]: x["valueFrom"] for x in container(apart, "shop")["secrets"]}
    assert "/sessions-cache-credentials/shop" in passwords["SESSIONS_CACHE_PASSWORD"]
    assert "/example/cache-credentials/shop" in passwords["CACHE_PASSWORD"]
    waits = waits_for(apart, apart.one("aws:ecs/service:Service", "shop"))
    assert apart.one("aws:lambda/invocation:Invocation", "sessions-cache-credentials").urn in waits


def test_it_is_watched_by_its_own_name(apart: Graph) -> None:
    alarm = "aws:cloudwatch/metricAlarm:MetricAlarm"
    told = apart.one(alarm, "alarms-cache-memory--sessions-cache").inputs["alarmDescription"]
    assert told.startswith("sessions-cache: The cache is nearly full")
    assert told.endswith("tunnel cache --stack example --cache sessions")
    first = apart.one(alarm, "alarms-cache-memory").inputs["alarmDescription"]
    assert first.endswith("tunnel cache --stack example")


def test_a_serverless_one_is_what_the_settings_say(apart: Graph) -> None:
    scores = apart.one(SERVERLESS, "scores-cache")
    wanted = {
        "engine": "redis",
        "majorEngineVersion": "7",
        "cacheUsageLimits": {
            "dataStorage": {"maximum": 5, "unit": "GB"},
            "ecpuPerSeconds": [{"maximum": 5000}],
        },
        "snapshotRetentionLimit": 0,
        "dailySnapshotTime": None,
        "userGroupId": "example-example-scores-cache-users",
    }
    assert {key: scores.inputs.get(key) for key in wanted} == wanted
    assert scores.inputs["kmsKeyId"]
    assert scores.protect
    ports = [
        rule.inputs["fromPort"] for rule in apart.all(RULE) if rule.name.startswith("scores-cache")
    ]
    assert sorted(ports) == [6379, 6380]


def test_programs_of_a_serverless_one_need_a_cluster_client(apart: Graph) -> None:
    found = {each["name"]: each["value"] for each in container(apart, "prices")["environment"]}
    assert found["SCORES_CACHE_CLUSTER"] == "true"
    assert "serverless" in found["SCORES_CACHE_HOST"]
    assert found["SCORES_CACHE_PORT"] == "6379"
    alarm = "aws:cloudwatch/metricAlarm:MetricAlarm"
    busy = apart.one(alarm, "alarms-serverless-cache-busy--scores-cache").inputs
    assert set(busy["dimensions"]) == {"clusterId"}
    assert busy["metricName"] == "ElastiCacheProcessingUnits"
    assert busy["threshold"] == 5000 * 60 * 0.9
    full = apart.one(alarm, "alarms-serverless-cache-full--scores-cache").inputs
    assert full["threshold"] == 4_000_000_000
    assert full["alarmDescription"].endswith("tunnel cache --stack example --cache scores")
    body = apart.one("aws:cloudwatch/dashboard:Dashboard").inputs["dashboardBody"]
    assert "scores-cache: ECPUs a minute" in body


def test_the_first_cache_can_be_serverless() -> None:
    clustered = {f"services.{name}.uses.cache": "cluster" for name in ("shop", "prices")}
    first = {"engine": "valkey", "engine_version": "8.0", **SCORES["scores"]}
    graph = example.build({"cache": first}, clustered)
    cache = graph.one(SERVERLESS, "cache").inputs
    assert (cache["engine"], cache["majorEngineVersion"]) == ("valkey", "8")
    assert cache["userGroupId"] == "example-example-cache-users"
    assert GROUP not in {each.type for each in graph.registrations}
    found = {each["name"]: each["value"] for each in container(graph, "shop")["environment"]}
    assert found["CACHE_CLUSTER"] == "true"
    assert "serverless" in found["CACHE_HOST"]
    full = graph.one(
        "aws:cloudwatch/metricAlarm:MetricAlarm", "alarms-serverless-cache-full--cache"
    ).inputs
    assert full["alarmDescription"].endswith("tunnel cache --stack example")


def test_the_role_of_the_function_has_room_for_all_caches() -> None:
    names = [f"{letter * 19}" for letter in "abcdefgh"]
    assert len(names) == MOST_CACHES
    uses = {
        f"services.{each}.uses.caches": dict.fromkeys(some, "plain")
        for each, some in (("shop", names[:2]), ("prices", names[2:4]))
    }
    graph = example.build({"caches": {name: {} for name in names}}, uses)
    policies = {
        each.name: re.sub(r"\s", "", each.inputs["policy"])
        for each in graph.all("aws:iam/rolePolicy:RolePolicy")
        if each.inputs["role"] == "credentials"
    }
    of_caches = [each for name, each in policies.items() if name.endswith("-cache-credentials")]
    rest = sum(len(each) for each in policies.values()) - sum(map(len, of_caches))
    # IAM counts no white space. A cache that nobody uses has no policy.
    assert rest + MOST_CACHES * max(map(len, of_caches)) <= 10_240


def test_on_docker_each_cache_has_a_container() -> None:
    uses = {"sessions": "cluster", "carts": "plain"}
    services = {
        "orders": {"uses": {"caches": uses}},
        "docs": {"uses": {"caches": {"carts": "plain"}}},
    }
    graph = deployed(make_local_platform(workload={"services": services}))
    found = variables(graph.one(CONTAINER, "orders"))
    assert found["SESSIONS_CACHE_HOST"] == "sessions-cache"
    assert found["SESSIONS_CACHE_CLUSTER"] == "false"
    passwords = [value for name, value in found.items() if name.endswith("CACHE_PASSWORD")]
    assert len(set(passwords)) == len(passwords) == 3
    ports = {
        each.name: [port["external"] for port in each.inputs["ports"]]
        for each in graph.all(CONTAINER)
        if each.name.endswith("cache")
    }
    assert ports == {"cache": [6379], "carts-cache": [16379], "sessions-cache": [16380]}
    users = uploads(graph.one(CONTAINER, "sessions-cache"))
    assert any("user orders " in text for text in users.values())
    assert not any("user docs " in text for text in users.values())
    together = {each["name"] for each in graph.one(CONTAINER, "docs").inputs["networksAdvanced"]}
    assert {each.rpartition("-to-")[2] for each in together} == {"docs", "carts-cache"}
