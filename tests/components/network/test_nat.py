"""NAT gateways: where they stand, and how an address gets from one to another."""

import pulumi_aws as aws

from components.network.nat import NatGateways, NatGatewaysArgs
from config.network import NatMode
from tests.factories import make_environment
from tests.graph import Graph, deploy

EIP = "aws:ec2/eip:Eip"
GATEWAY = "aws:ec2/natGateway:NatGateway"


def nat(mode: NatMode) -> Graph:
    def program() -> None:
        NatGateways(
            "network-nat",
            NatGatewaysArgs(
                environment=make_environment(),
                mode=mode,
                vpc_id="vpc-1",
                internet_gateway=aws.ec2.InternetGateway("network", vpc_id="vpc-1"),
                public_subnet_ids={zone: f"subnet-public-{zone}" for zone in "ab"},
                private_route_table_ids={zone: f"rtb-private-{zone}" for zone in "ab"},
            ),
        )

    return deploy(program)


def test_zonal_gateways_stand_in_the_public_subnet_of_their_zone() -> None:
    graph = nat("per_zone")
    for zone in "ab":
        gateway = graph.one(GATEWAY, f"network-nat-{zone}").inputs
        assert gateway["subnetId"] == f"subnet-public-{zone}"
        assert gateway["allocationId"] == graph.one(EIP, f"network-nat-{zone}").id


def test_a_regional_gateway_uses_the_same_addresses_zone_by_zone() -> None:
    graph = nat("regional")
    gateway = graph.one(GATEWAY).inputs
    assert (gateway["availabilityMode"], gateway["vpcId"]) == ("regional", "vpc-1")
    assert not {"subnetId", "allocationId"} & set(gateway)
    assert gateway["availabilityZoneAddresses"] == [
        {
            "availabilityZone": f"eu-central-1{zone}",
            "allocationIds": [graph.one(EIP, f"network-nat-{zone}").id],
        }
        for zone in "ab"
    ]


def test_a_gateway_lets_go_of_its_address_before_another_takes_it() -> None:
    per_zone = nat("per_zone")
    primary = per_zone.one(GATEWAY, "network-nat-a")
    other = per_zone.one(GATEWAY, "network-nat-b")
    regional = nat("regional").one(GATEWAY)
    assert all(g.delete_before_replace is True for g in (primary, other, regional))
    # The regional gateway replaces the primary one, and the others are deleted with that.
    assert regional.urn == primary.urn
    assert other.replace_with == (primary.urn,)
    assert primary.replace_with == ()


def test_an_address_comes_after_the_internet_gateway_and_goes_before_it() -> None:
    graph = nat("single")
    gateway = graph.one("aws:ec2/internetGateway:InternetGateway")
    assert gateway.urn in graph.one(EIP, "network-nat-a").dependencies
