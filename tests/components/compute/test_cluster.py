"""The cluster: encrypted, observed, and what ECS may do at a deployment."""

import pytest

from components.compute.cluster import Cluster, ClusterArgs
from tests.components.compute.made import KEY, LOG_GROUP, ROLE, ROLE_POLICY
from tests.factories import make_environment
from tests.graph import Graph, deploy

CLUSTER = "aws:ecs/cluster:Cluster"


@pytest.fixture(scope="module")
def graph() -> Graph:
    args = ClusterArgs(environment=make_environment(), kms_key_arn=KEY)
    return deploy(lambda: Cluster("cluster", args))


def test_tasks_are_observed_one_by_one(graph: Graph) -> None:
    assert graph.one(CLUSTER).inputs["settings"] == [
        {"name": "containerInsights", "value": "enhanced"}
    ]


def test_sessions_are_encrypted_and_logged(graph: Graph) -> None:
    sessions = graph.one(CLUSTER).inputs["configuration"]["executeCommandConfiguration"]
    assert sessions["kmsKeyId"] == KEY
    assert sessions["logging"] == "OVERRIDE"
    assert sessions["logConfiguration"] == {
        "cloudWatchEncryptionEnabled": True,
        "cloudWatchLogGroupName": "/shop/test/cluster/exec",
    }


def test_the_disks_of_tasks_are_encrypted_with_our_key(graph: Graph) -> None:
    storage = graph.one(CLUSTER).inputs["configuration"]["managedStorageConfiguration"]
    assert storage == {"fargateEphemeralStorageKmsKeyId": KEY}


def test_every_log_group_is_encrypted_and_ends(graph: Graph) -> None:
    groups = graph.all(LOG_GROUP)
    assert {group.inputs["name"] for group in groups} == {
        "/shop/test/cluster/exec",
        "/aws/ecs/containerinsights/shop-test/performance",
    }
    for group in groups:
        assert group.inputs["kmsKeyId"] == KEY
        assert group.inputs["retentionInDays"] == 30


def test_the_log_group_of_container_insights_exists_before_ecs_would_make_it(
    graph: Graph,
) -> None:
    assert graph.one(LOG_GROUP, "cluster-insights").urn in graph.one(CLUSTER).dependencies
    assert graph.one(CLUSTER).inputs["name"] == "shop-test"


def test_both_kinds_of_fargate_are_offered(graph: Graph) -> None:
    providers = graph.one("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders").inputs
    assert providers["capacityProviders"] == ["FARGATE", "FARGATE_SPOT"]


def test_ecs_may_move_traffic_of_this_account_and_region_and_nothing_else(graph: Graph) -> None:
    here = "arn:aws:elasticloadbalancing:eu-central-1:111122223333"
    statements = graph.policy(graph.one(ROLE_POLICY))["Statement"]
    allowed = {tuple(each["Action"]): each["Resource"] for each in statements}
    reading = [resources for actions, resources in allowed.items() if "Describe" in actions[0]]
    assert reading == [["*"]]
    writing = {actions: r for actions, r in allowed.items() if "Describe" not in actions[0]}
    assert writing == {
        (
            "elasticloadbalancing:DeregisterTargets",
            "elasticloadbalancing:RegisterTargets",
        ): [f"{here}:targetgroup/*/*"],
        ("elasticloadbalancing:ModifyListener",): [f"{here}:listener/app/*/*/*"],
        ("elasticloadbalancing:ModifyRule",): [f"{here}:listener-rule/app/*/*/*/*"],
    }


def test_the_infrastructure_role_is_for_ecs(graph: Graph) -> None:
    (trust,) = graph.policy(graph.one(ROLE), "assumeRolePolicy")["Statement"]
    assert trust["Principal"] == {"Service": "ecs.amazonaws.com"}
