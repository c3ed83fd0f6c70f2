"""Rules about the network: who can be reached from outside, and what is written down about it."""

from collections.abc import Iterator

from policies.node import Node
from policies.resources import Resource
from policies.rule import CRITICAL, HIGH, MEDIUM, Fault, Faults, fsbp, needs, rule

VPC = "aws:ec2/vpc:Vpc"
SUBNET = "aws:ec2/subnet:Subnet"
DEFAULT_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
INGRESS = (
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    "aws:ec2/securityGroupRule:SecurityGroupRule",
    "aws:ec2/securityGroup:SecurityGroup",
)
WORLD = frozenset({"0.0.0.0/0", "::/0"})
WEB_PORTS = (80, 443)
RISKY_PORTS = frozenset(
    {
        *(20, 21, 22, 23, 25, 110, 135, 143, 445, 1433, 1434, 3000, 3306, 3389, 4333, 5000, 5432),
        *(5500, 5601, 6379, 8080, 8088, 8888, 9200, 9300, 11211),
    }
)
"""Ports that EC2.19 names, of file transfer, shells, mail, databases and consoles, and those of
caches."""


@rule(VPC, HIGH, fsbp("EC2.2"), "declare a DefaultSecurityGroup without rules", looks_around=True)
def ec2_default_group_is_taken_over(network: Resource) -> Faults:
    """The group that AWS makes with a network, which lets its members reach each other, is
    emptied."""
    if not network.companions(DEFAULT_GROUP, "vpcId"):
        yield Fault("default security group", "is as AWS makes it, open inside and to the internet")


@rule(DEFAULT_GROUP, HIGH, fsbp("EC2.2"), "remove its rules; give the resource a group of its own")
def ec2_default_group_is_empty(group: Resource) -> Faults:
    """The default group of a network has no rules, so nothing can depend on it."""
    for direction in ("ingress", "egress"):
        if group.get(direction):
            yield Fault(direction, "has rules")


@rule(VPC, MEDIUM, fsbp("EC2.6"), "declare a FlowLog of the network", looks_around=True)
def ec2_network_logs_its_traffic(network: Resource) -> Faults:
    """A network keeps a log of its connections."""
    if not network.companions("aws:ec2/flowLog:FlowLog", "vpcId"):
        yield Fault("flow log", "is missing")


@rule(SUBNET, MEDIUM, fsbp("EC2.15"), "set `mapPublicIpOnLaunch` to false")
def ec2_subnet_gives_no_public_address(subnet: Resource) -> Faults:
    """A subnet gives nobody a public address unasked."""
    yield from needs(subnet, "mapPublicIpOnLaunch", False, default=False)


@rule(INGRESS, HIGH, fsbp("EC2.18"), "name the group, prefix list or range that may connect")
def ec2_open_to_the_world_for_the_web_only(group: Resource) -> Faults:
    """The whole internet may connect to the ports of the web only."""
    for place, first, last in open_ports(group):
        if not (first == last and first in WEB_PORTS):
            yield Fault(place, f"is open to the internet: {_ports(first, last)}", last - first)


@rule(INGRESS, CRITICAL, fsbp("EC2.19"), "name the group, prefix list or range that may connect")
def ec2_no_risky_port_open_to_the_world(group: Resource) -> Faults:
    """Shells, databases, caches and consoles are closed to the internet."""
    for place, first, last in open_ports(group):
        risky = sorted(port for port in RISKY_PORTS if first <= port <= last)
        if risky:
            named = ", ".join(map(str, risky[:4])) + (" and more" if risky[4:] else "")
            yield Fault(place, f"opens {named} to the internet", len(risky))


def open_ports(group: Resource) -> Iterator[tuple[str, int, int]]:
    """Yields place, first and last port of each rule that lets the whole internet in."""
    rules = [group] if group.get("type", "ingress") == "ingress" else []
    for each in group.blocks("ingress") if group.type.endswith(":SecurityGroup") else rules:
        world = sorted(WORLD & set(_sources(each)))
        if world:
            every = each.get("ipProtocol", each.get("protocol")) in ("-1", "all", -1)
            first, last = int(each.get("fromPort", 0)), int(each.get("toPort", 65535))
            ports = (0, 65535) if every or first == -1 else (first, last)
            yield f"rule for {world[0]}", *ports


def _sources(rule_: Node) -> list[str]:
    keys = ("cidrIpv4", "cidrIpv6", "cidrBlocks", "ipv6CidrBlocks")
    return [source for key in keys for source in rule_.texts(key)]


def _ports(first: int, last: int) -> str:
    if (first, last) == (0, 65535):
        return "all ports"
    return f"port {first}" if first == last else f"ports {first} to {last}"


@rule(
    ("aws:rds/instance:Instance", "aws:rds/cluster:Cluster"),
    CRITICAL,
    fsbp("RDS.46"),
    "put it into subnets whose route table has no route to an internet gateway",
    looks_around=True,
)
def rds_no_route_to_the_internet(database: Resource) -> Faults:
    """A database is in subnets that have no route to an internet gateway."""
    for group in database.referred("dbSubnetGroupName", "aws:rds/subnetGroup:SubnetGroup"):
        for subnet in group.referred("subnetIds", SUBNET):
            if any(leads_outside(table) for table in route_tables(subnet)):
                yield Fault("dbSubnetGroupName", f"has {subnet.name}, which the internet reaches")


def route_tables(subnet: Resource) -> Iterator[Resource]:
    """Yields the route table that a subnet is given."""
    joined = "aws:ec2/routeTableAssociation:RouteTableAssociation"
    for association in subnet.companions(joined, "subnetId"):
        yield from association.referred("routeTableId", "aws:ec2/routeTable:RouteTable")


def leads_outside(table: Resource) -> bool:
    """Returns true if a route table leads to an internet gateway."""
    return any(
        route.referred("gatewayId", "aws:ec2/internetGateway:InternetGateway")
        for route in table.companions("aws:ec2/route:Route", "routeTableId")
    )
