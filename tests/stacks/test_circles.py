"""Services that call each other: who is first, and how it learns the others' names."""

import json

import pytest

from tests.factories import make_local_platform
from tests.graph import Graph
from tests.stacks import example, local_stack

ECS_SERVICE = "aws:ecs/service:Service"
INVOCATION = "aws:lambda/invocation:Invocation"
CIRCLE = {"services.prices.uses.services": ["shop"]}


@pytest.fixture(scope="module")
def graph() -> Graph:
    return example.build({}, CIRCLE)


def test_the_first_is_deployed_once_more_when_the_others_have_their_names(graph: Graph) -> None:
    first, second = graph.one(ECS_SERVICE, "prices"), graph.one(ECS_SERVICE, "shop")
    again = graph.one(INVOCATION, "late-calls-prices")
    assert first.urn in second.dependencies
    assert second.urn not in first.dependencies
    assert {first.urn, second.urn} <= set(again.dependencies)
    event = json.loads(again.inputs["input"])
    assert event["names"] == {"shop": 3000}
    assert event["service"].endswith(f"/{first.outputs['name']}")


def test_its_function_may_deploy_that_service_and_no_other(graph: Graph) -> None:
    policy = graph.policy(graph.one("aws:iam/rolePolicy:RolePolicy", "late-calls"))
    *_, statement = policy["Statement"]
    assert statement["Action"] == ["ecs:DescribeServices", "ecs:UpdateService"]
    [service] = statement["Resource"]
    assert (
        service == json.loads(graph.one(INVOCATION, "late-calls-prices").inputs["input"])["service"]
    )


def test_both_reach_each_other(graph: Graph) -> None:
    for rule in ("prices-from-shop", "shop-from-prices"):
        assert graph.one("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", rule)
    [container] = json.loads(
        graph.one("aws:ecs/taskDefinition:TaskDefinition", "prices").inputs["containerDefinitions"]
    )
    assert {"name": "SHOP_URL", "value": "http://shop:3000"} in container["environment"]


def test_without_a_circle_nothing_is_deployed_twice() -> None:
    assert "late-calls" not in example.build().names("aws:lambda/function:Function")


def test_on_docker_both_share_a_network() -> None:
    back = {"services": {"accounts": {"uses": {"services": ["orders"]}}}}
    docker = local_stack.deployed(make_local_platform(workload=back))
    first, second = (docker.one(local_stack.CONTAINER, name) for name in ("accounts", "orders"))
    assert second.urn not in first.dependencies
    assert "ORDERS_URL" in local_stack.variables(first)
    joined = [{net["name"] for net in each.inputs["networksAdvanced"]} for each in (first, second)]
    assert joined[0] & joined[1]
