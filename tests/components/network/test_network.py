"""The network: tiers, routes, the stability of addresses, endpoints and flow logs."""

from collections.abc import Mapping
from typing import Any

import pytest

from components.network.network import Network, NetworkArgs
from tests.factories import make_environment, make_settings
from tests.graph import Graph, deploy

ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"
EIP = "aws:ec2/eip:Eip"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
GATEWAY = "aws:ec2/natGateway:NatGateway"
ROUTE = "aws:ec2/route:Route"
ROUTE_TABLE = "aws:ec2/routeTable:RouteTable"
SUBNET = "aws:ec2/subnet:Subnet"

MODES = ("none", "single", "per_zone", "regional")


def network(**changes: Any) -> Graph:
    """A network of zones a and b; keyword arguments change its settings."""
    given = {"zones": ["a", "b"], "nat": "single", "interface_endpoints": [], **changes}
    if given["nat"] == "none":
        services = ["ecr.api", "ecr.dkr", "kms", "logs", "secretsmanager", "sns", "sqs"]
        given["interface_endpoints"] = [*services, "ssmmessages", "sts"]
    settings = make_settings(network=given).network

    def program() -> None:
        Network(
            "network",
            NetworkArgs(
                environment=make_environment(),
                settings=settings,
                zones=settings.zones,
                interface_endpoints=given["interface_endpoints"],
                kms_key_arn="arn:aws:kms:eu-central-1:111122223333:key/logs",
                tags={},
            ),
        )

    addresses = {
        f"{EIP} network-nat-{zone}": {"publicIp": f"203.0.113.{number}"}
        for number, zone in enumerate(settings.zones)
    }
    return deploy(program, overrides=addresses)


def inputs_by_urn(graph: Graph, type_: str) -> dict[str, Mapping[str, Any]]:
    return {resource.urn: resource.inputs for resource in graph.all(type_)}


def table_of(graph: Graph, subnet: str) -> str:
    """The name of the route table that a subnet has."""
    table_id = graph.one(ASSOCIATION, subnet).inputs["routeTableId"]
    (name,) = (table.name for table in graph.all(ROUTE_TABLE) if table.id == table_id)
    return name


def routes_of(graph: Graph, table: str) -> list[Mapping[str, Any]]:
    table_id = graph.one(ROUTE_TABLE, table).id
    return [r.inputs for r in graph.all(ROUTE) if r.inputs["routeTableId"] == table_id]


def test_each_tier_has_a_subnet_in_each_zone() -> None:
    graph = network(cidr="10.30.0.0/16")
    subnets = {
        subnet.name: (subnet.inputs["cidrBlock"], subnet.inputs["availabilityZone"])
        for subnet in graph.all(SUBNET)
    }
    assert subnets == {
        "network-private-a": ("10.30.0.0/20", "eu-central-1a"),
        "network-private-b": ("10.30.16.0/20", "eu-central-1b"),
        "network-public-a": ("10.30.128.0/22", "eu-central-1a"),
        "network-public-b": ("10.30.132.0/22", "eu-central-1b"),
        "network-data-a": ("10.30.160.0/22", "eu-central-1a"),
        "network-data-b": ("10.30.164.0/22", "eu-central-1b"),
    }


def test_no_subnet_gives_public_addresses_by_itself() -> None:
    assert [s.inputs["mapPublicIpOnLaunch"] for s in network().all(SUBNET)] == [False] * 6


def test_names_inside_the_network_resolve_as_interface_endpoints_need_it() -> None:
    vpc = network().one("aws:ec2/vpc:Vpc", "network")
    assert vpc.inputs["enableDnsSupport"] is True
    assert vpc.inputs["enableDnsHostnames"] is True


@pytest.mark.parametrize("mode", MODES)
def test_the_data_tier_has_no_way_out(mode: str) -> None:
    graph = network(nat=mode)
    assert {table_of(graph, f"network-data-{zone}") for zone in "ab"} == {"network-data"}
    assert routes_of(graph, "network-data") == []


@pytest.mark.parametrize("mode", MODES)
def test_only_the_public_tier_meets_the_internet_gateway(mode: str) -> None:
    graph = network(nat=mode)
    gateway = graph.one("aws:ec2/internetGateway:InternetGateway", "network")
    (route,) = (r for r in graph.all(ROUTE) if "gatewayId" in r.inputs)
    assert route.inputs["gatewayId"] == gateway.id
    assert route.inputs["routeTableId"] == graph.one(ROUTE_TABLE, "network-public").id
    assert {table_of(graph, f"network-public-{zone}") for zone in "ab"} == {"network-public"}


@pytest.mark.parametrize(
    ("mode", "gateways"),
    [
        ("none", {}),
        ("single", {"a": "network-nat-a", "b": "network-nat-a"}),
        ("per_zone", {"a": "network-nat-a", "b": "network-nat-b"}),
        ("regional", {"a": "network-nat-a", "b": "network-nat-a"}),
    ],
)
def test_private_subnets_leave_by_the_gateway_of_the_mode(
    mode: str, gateways: dict[str, str]
) -> None:
    graph = network(nat=mode)
    assert {gateway.name for gateway in graph.find(GATEWAY)} == set(gateways.values())
    for zone in "ab":
        assert table_of(graph, f"network-private-{zone}") == f"network-private-{zone}"
        expected = [graph.one(GATEWAY, gateways[zone]).id] if gateways else []
        routes = routes_of(graph, f"network-private-{zone}")
        assert [route["natGatewayId"] for route in routes] == expected
        assert {route["destinationCidrBlock"] for route in routes} <= {"0.0.0.0/0"}


@pytest.mark.parametrize(
    ("mode", "zones"), [("none", ""), ("single", "a"), ("per_zone", "ab"), ("regional", "ab")]
)
def test_zones_with_a_gateway_have_an_address(mode: str, zones: str) -> None:
    graph = network(nat=mode)
    assert graph.names(EIP) == [f"network-nat-{zone}" for zone in zones]
    assert graph.one("plinth:network:Network").outputs["public_addresses"] == {
        zone: f"203.0.113.{number}" for number, zone in enumerate(zones)
    }


def test_a_change_of_the_mode_keeps_the_addresses_that_both_modes_have() -> None:
    single, per_zone, regional = (
        inputs_by_urn(network(nat=mode), EIP) for mode in ("single", "per_zone", "regional")
    )
    assert len(single) == 1
    assert single.items() <= per_zone.items()
    assert per_zone == regional


@pytest.mark.parametrize("mode", ["none", "single", "per_zone"])
def test_adding_a_zone_changes_nothing_that_exists(mode: str) -> None:
    before, after = network(nat=mode), network(nat=mode, zones=["a", "b", "c"])
    gateways = () if mode == "none" else (EIP, GATEWAY)
    types = (ASSOCIATION, ROUTE, ROUTE_TABLE, SUBNET, *gateways)
    for type_ in types:
        old, new = inputs_by_urn(before, type_), inputs_by_urn(after, type_)
        assert old.items() <= new.items()
    assert len(after.all(SUBNET)) == 9


def test_adding_a_zone_only_extends_endpoints_and_the_regional_gateway() -> None:
    services = {"nat": "regional", "interface_endpoints": ["logs"]}
    before, after = network(**services), network(**services, zones=["a", "b", "c"])
    lists = ("availabilityZoneAddresses", "routeTableIds", "subnetIds")
    for type_ in (ENDPOINT, GATEWAY):
        new = inputs_by_urn(after, type_)
        for urn, old in inputs_by_urn(before, type_).items():
            for key, value in old.items():
                if key in lists:
                    assert [item for item in new[urn][key] if item in value] == value
                    assert len(new[urn][key]) == len(value) + 1
                else:
                    assert new[urn][key] == value


def test_whoever_uses_a_subnet_waits_for_its_way_out() -> None:
    graph = network(nat="per_zone", interface_endpoints=["logs"])
    public = graph.one(ASSOCIATION, "network-public-a").dependencies
    assert graph.one(ROUTE, "network-public").urn in public
    private = graph.one(ASSOCIATION, "network-private-a").dependencies
    assert graph.one(ROUTE, "network-nat-a").urn in private
    assert graph.one(ENDPOINT, "network-endpoint-logs").urn in private


def test_the_default_security_group_lets_nothing_through() -> None:
    group = network().one("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup")
    # None at all, and not left out: left out, a rule that somebody adds by hand would stay.
    assert group.inputs["ingress"] == []
    assert group.inputs["egress"] == []


@pytest.mark.parametrize("mode", MODES)
def test_s3_and_dynamodb_are_reached_without_leaving_the_network(mode: str) -> None:
    graph = network(nat=mode)
    names = ("network-private-a", "network-private-b", "network-data")
    tables = [graph.one(ROUTE_TABLE, name).id for name in names]
    for service in ("s3", "dynamodb"):
        endpoint = graph.one(ENDPOINT, f"network-endpoint-{service}").inputs
        assert endpoint["vpcEndpointType"] == "Gateway"
        assert endpoint["serviceName"] == f"com.amazonaws.eu-central-1.{service}"
        assert endpoint["routeTableIds"] == tables


def test_the_network_logs_its_traffic() -> None:
    graph = network()
    flow_log = graph.one("aws:ec2/flowLog:FlowLog").inputs
    assert flow_log["vpcId"] == graph.one("aws:ec2/vpc:Vpc").id
    log_group = graph.one("aws:cloudwatch/logGroup:LogGroup").inputs
    assert log_group["kmsKeyId"] == "arn:aws:kms:eu-central-1:111122223333:key/logs"


def test_interface_endpoints_stand_in_the_private_tier() -> None:
    graph = network(interface_endpoints=["logs"])
    endpoint = graph.one(ENDPOINT, "network-endpoint-logs").inputs
    expected = [graph.one(SUBNET, f"network-private-{zone}").id for zone in "ab"]
    assert endpoint["subnetIds"] == expected
