"""One zone: all that runs stands in it; a second one has the empty subnets that AWS asks for."""

import functools
from typing import Any

import pytest

from config import ConfigError
from operations.cost.scene import Scene
from operations.loss import Losses
from operations.plan import Resources
from planning import all_zones, only_zone
from stacks import cloud
from tests.documents import document_of
from tests.graph import Graph
from tests.stacks import example

SETTINGS: dict[str, Any] = {"network.zones": ["a"], "network.interface_endpoints": ["logs"]}
SUBNET = "aws:ec2/subnet:Subnet"


@pytest.fixture(scope="module")
def graph() -> Graph:
    return example.build(SETTINGS)


@functools.cache
def resources() -> Resources:
    of = example.platform(SETTINGS)
    return Resources(document_of(lambda: cloud.build(of), stack=example.STACK))


def subnets(graph: Graph, tier: str, zones: str) -> list[Any]:
    return [graph.one(SUBNET, f"network-{tier}-{zone}").id for zone in zones]


def test_what_runs_and_what_costs_by_the_zone_stands_in_the_one(graph: Graph) -> None:
    private = subnets(graph, "private", "a")
    for each in graph.all("aws:ecs/service:Service"):
        assert each.inputs["networkConfiguration"]["subnets"] == private
    schedule = graph.one("aws:scheduler/schedule:Schedule", "report").inputs["target"]
    assert schedule["ecsParameters"]["networkConfiguration"]["subnets"] == private
    endpoint = graph.one("aws:ec2/vpcEndpoint:VpcEndpoint", "network-endpoint-logs")
    assert endpoint.inputs["subnetIds"] == private
    assert [each.name for each in graph.all("aws:ec2/natGateway:NatGateway")] == ["network-nat-a"]
    cache = graph.one("aws:elasticache/subnetGroup:SubnetGroup")
    assert cache.inputs["subnetIds"] == subnets(graph, "data", "a")


def test_the_database_and_its_replica_are_made_there_and_never_replaced_for_it(
    graph: Graph,
) -> None:
    instances = graph.all("aws:rds/instance:Instance")
    assert {each.name for each in instances} == {"database", "database-replica-1"}
    for each in instances:
        assert each.inputs["availabilityZone"] == "eu-central-1a"
        assert "availabilityZone" in each.ignore_changes


def test_an_aurora_server_has_its_instances_there() -> None:
    servers = {"books": {"aurora": {"min_acus": 1, "max_acus": 8}, "multi_az": False}}
    graph = example.build({**SETTINGS, "database_servers": servers})
    instance = graph.one("aws:rds/clusterInstance:ClusterInstance", "books-database-1")
    assert instance.inputs["availabilityZone"] == "eu-central-1a"
    assert instance.ignore_changes == ("availabilityZone",)


def test_a_second_zone_has_the_empty_subnets_that_aws_asks_for(graph: Graph) -> None:
    balancer = graph.one("aws:lb/loadBalancer:LoadBalancer")
    assert balancer.inputs["subnets"] == subnets(graph, "private", "ab")
    group = graph.one("aws:rds/subnetGroup:SubnetGroup")
    assert group.inputs["subnetIds"] == subnets(graph, "data", "ab")


def test_a_second_zone_later_finds_its_subnets_as_they_are(graph: Graph) -> None:
    later = example.build()
    blocks = [
        {each.name: each.inputs["cidrBlock"] for each in of.all(SUBNET)} for of in (graph, later)
    ]
    assert blocks[0] == blocks[1]


@pytest.mark.parametrize(
    ("settings", "zones"),
    [
        ({"network.zones": ["a", "b"]}, "ab"),
        ({"network.zones": ["a"]}, "ab"),
        ({"network.zones": ["b"]}, "ba"),
        ({"network.zones": ["a"], "network.spare_zone": "c"}, "ac"),
        ({"network.zones": ["a"], "region": "ap-northeast-1"}, "ac"),
    ],
)
def test_the_spare_zone_is_the_first_other_unless_it_is_named(
    settings: dict[str, Any], zones: str
) -> None:
    found = example.platform(settings).settings
    assert "".join(all_zones(found)) == zones
    assert (only_zone(found) is None) == (len(found.network.zones) == 2)


def test_its_loss_stops_everything_and_that_of_the_spare_one_nothing() -> None:
    losses = Losses(resources())
    effects = {each.resource.name: each.effect for each in losses.of("eu-central-1a")}
    for name in ("shop", "prices", "mailer", "report", "database", "cache"):
        assert effects[name] == "stops"
    assert {each.effect for each in losses.of("eu-central-1b")} == {"fewer"}


def test_no_traffic_between_zones_is_in_the_estimate() -> None:
    found = resources()
    assert Scene(found, example.platform(SETTINGS).settings.usage).zones == 1


def test_production_must_say_that_it_does_without_the_rule() -> None:
    with pytest.raises(ConfigError) as refused:
        example.platform({"environment": "production", **SETTINGS})
    assert [each for each in refused.value.problems if " network.zones: production: " in each]
