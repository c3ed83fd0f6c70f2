"""What services and workers have in common."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.compute.fargate import capacity
from tests.components.compute.made import ECS_SERVICE, SUBNETS, Bench, a_service, a_worker
from tests.graph import Graph, deploy


@pytest.fixture(scope="module")
def graph() -> Graph:
    def program() -> None:
        bench = Bench("staging")
        bench.service("orders", a_service())
        bench.worker("mails", a_worker())

    return deploy(program)


def test_without_spot_all_tasks_run_on_fargate() -> None:
    assert capacity(0) == [{"capacity_provider": "FARGATE", "weight": 100, "base": 1}]


def test_with_some_spot_one_task_is_never_on_it() -> None:
    assert capacity(30) == [
        {"capacity_provider": "FARGATE", "weight": 70, "base": 1},
        {"capacity_provider": "FARGATE_SPOT", "weight": 30},
    ]


def test_with_nothing_but_spot_no_task_is_paid_in_full() -> None:
    assert capacity(100) == [{"capacity_provider": "FARGATE_SPOT", "weight": 100}]


@given(st.integers(0, 100))
def test_the_weights_are_the_percentages(spot: int) -> None:
    strategies: list[Any] = list(capacity(spot))
    weights = {each["capacity_provider"]: each["weight"] for each in strategies}
    assert sum(weights.values()) == 100
    assert weights.get("FARGATE_SPOT", 0) == spot


@pytest.mark.parametrize("name", ["orders", "mails"])
def test_tasks_stand_in_private_subnets_without_a_public_address(graph: Graph, name: str) -> None:
    assert graph.one(ECS_SERVICE, name).inputs["networkConfiguration"] == {
        "subnets": SUBNETS,
        "securityGroups": [graph.one("aws:ec2/securityGroup:SecurityGroup", name).id],
        "assignPublicIp": False,
    }


@pytest.mark.parametrize("name", ["orders", "mails"])
def test_the_autoscaler_owns_the_number_of_tasks_and_nothing_else(graph: Graph, name: str) -> None:
    assert graph.one(ECS_SERVICE, name).ignore_changes == ("desiredCount",)


@pytest.mark.parametrize("name", ["orders", "mails"])
def test_a_new_task_runs_before_an_old_one_goes(graph: Graph, name: str) -> None:
    inputs = graph.one(ECS_SERVICE, name).inputs
    assert inputs["deploymentMinimumHealthyPercent"] == 100
    assert inputs["deploymentMaximumPercent"] == 200
    assert inputs["availabilityZoneRebalancing"] == "ENABLED"


@pytest.mark.parametrize("name", ["orders", "mails"])
def test_a_deployment_that_fails_is_rolled_back_and_reported(graph: Graph, name: str) -> None:
    inputs = graph.one(ECS_SERVICE, name).inputs
    assert inputs["deploymentCircuitBreaker"] == {"enable": True, "rollback": True}
    assert inputs["waitForSteadyState"] is True


@pytest.mark.parametrize("name", ["orders", "mails"])
def test_the_share_of_spot_changes_in_place(graph: Graph, name: str) -> None:
    assert graph.one(ECS_SERVICE, name).inputs["forceNewDeployment"] is True


@pytest.mark.parametrize("name", ["orders", "mails"])
def test_no_task_starts_before_its_roles_are_complete(graph: Graph, name: str) -> None:
    dependencies = graph.one(ECS_SERVICE, name).dependencies
    for policy in (f"{name}-execution", f"registry-to-{name}"):
        assert graph.one("aws:iam/rolePolicy:RolePolicy", policy).urn in dependencies


def test_a_service_does_not_wait_for_the_rights_of_another_program(graph: Graph) -> None:
    policy = graph.one("aws:iam/rolePolicy:RolePolicy", "registry-to-mails")
    assert policy.urn not in graph.one(ECS_SERVICE, "orders").dependencies


@pytest.mark.parametrize("name", ["orders", "mails"])
def test_tasks_carry_the_tags_of_their_service(graph: Graph, name: str) -> None:
    inputs = graph.one(ECS_SERVICE, name).inputs
    assert inputs["propagateTags"] == "SERVICE"
    assert inputs["enableEcsManagedTags"] is True


@pytest.mark.parametrize("name", ["orders", "mails"])
def test_service_connect_logs_beside_the_program(graph: Graph, name: str) -> None:
    connected = graph.one(ECS_SERVICE, name).inputs["serviceConnectConfiguration"]
    assert connected["enabled"] is True
    log_group = graph.one("aws:cloudwatch/logGroup:LogGroup", name).inputs["name"]
    options = connected["logConfiguration"]["options"]
    assert options["awslogs-group"] == log_group
    assert options["awslogs-stream-prefix"] == "service-connect"


@pytest.mark.parametrize("name", ["orders", "mails"])
def test_no_service_is_made_before_its_cluster_knows_fargate_spot(graph: Graph, name: str) -> None:
    providers = graph.one("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders")
    assert providers.urn in graph.one(ECS_SERVICE, name).dependencies
