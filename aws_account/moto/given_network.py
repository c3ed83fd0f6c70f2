"""The network that an account has before a program runs: a VPC with its subnets, by their IDs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network
from unittest import mock

from moto.ec2.models import EC2Backend, ec2_backends

_MODELS = "moto.ec2.models"


@dataclass(frozen=True, kw_only=True)
class GivenNetwork:
    """A network of another owner, as far as settings know it. The ranges of its subnets are made
    up, because nobody names them."""

    region: str
    vpc: str
    cidr: str
    subnets: Mapping[str, str]
    """Zones of the subnets, by their IDs: `subnet-0a1b` -> `eu-central-1a`."""
    route_tables: Sequence[str] = ()


def make(network: GivenNetwork, account: str) -> None:
    """Creates a network in an account. moto draws its IDs itself, so each one is put in its way."""
    backend: EC2Backend = ec2_backends[account][network.region]
    with mock.patch(f"{_MODELS}.vpcs.random_vpc_id", return_value=network.vpc):
        vpc = backend.create_vpc(network.cidr)
    backend.modify_vpc_attribute(vpc.id, "enable_dns_hostnames", "true")
    whole = IPv4Network(network.cidr)
    parts = whole.subnets(prefixlen_diff=(len(network.subnets) - 1).bit_length())
    for (subnet, zone), block in zip(network.subnets.items(), parts, strict=False):
        with mock.patch(f"{_MODELS}.subnets.random_subnet_id", return_value=subnet):
            backend.create_subnet(vpc.id, str(block), availability_zone=zone)
    for table in network.route_tables:
        with mock.patch(f"{_MODELS}.route_tables.random_route_table_id", return_value=table):
            backend.create_route_table(vpc.id)
