"""Who reaches whom: what the workload's `uses` and `routes` say, and nobody from outside."""

import pytest

from config import CloudPlatform
from config.settings import service_sizes
from tests.factories import make_platform
from tests.graph import Graph
from tests.stacks import example
from tests.stacks.reach import (
    EGRESS,
    ENTRY,
    GROUP,
    INGRESS,
    Way,
    carried,
    internet_ports,
    rules,
    ways,
)

POSTGRESQL, REDIS, HTTPS, TEST = 5432, 6379, 443, 8443
CLOUDFRONT = "pl-"
SERVICE = "aws:ecs/service:Service"
SUBNET = "aws:ec2/subnet:Subnet"
PROGRAM_TYPES = (SERVICE, ENTRY, "aws:scheduler/schedule:Schedule")
"""What starts the tasks of programs."""


@pytest.fixture(params=["staging", "prod"])
def stack(request: pytest.FixtureRequest) -> tuple[CloudPlatform, Graph]:
    """A stack's files, and what is built of them."""
    return make_platform(request.param), request.getfixturevalue(request.param)


def expected_ways(platform: CloudPlatform) -> set[Way]:
    """What the files ask for."""
    workload, settings = platform.workload, platform.settings
    found: set[Way] = set()
    proxy = settings.database is not None and settings.database.proxy is not None
    for path in workload.programs():
        name, program = path.name, path.program
        if program.uses.databases:
            found.add(Way(name, "database-proxy" if proxy else "database", POSTGRESQL))
            if settings.database and settings.database.read_replicas:
                found.add(Way(name, "database-replica", POSTGRESQL))
        if program.uses.cache:
            found.add(Way(name, "cache", REDIS))
        for callee in program.uses.services:
            found.add(Way(name, callee, workload.services[callee].port))
    for name, service in workload.services.items():
        if service.routes:
            found.add(Way("gateway", name, service.port))
    if settings.database:
        found.add(Way("database-setup", "database", POSTGRESQL))
    if proxy:
        found.add(Way("database-proxy", "database", POSTGRESQL))
    return found


def test_programs_reach_what_they_use_and_nothing_else(stack: tuple[CloudPlatform, Graph]) -> None:
    platform, graph = stack
    names = set(graph.names(GROUP))
    assert {way for way in ways(graph) if way.source in names} == expected_ways(platform)


def test_addresses_open_only_the_gateway_and_the_endpoints(
    stack: tuple[CloudPlatform, Graph],
) -> None:
    platform, graph = stack
    names, network = set(graph.names(GROUP)), platform.settings.network
    expected = set()
    if network.interface_endpoints:
        expected.add(Way(network.cidr, "network-endpoint", HTTPS))
    sizes = service_sizes(platform.workload, platform.settings)
    if any(size.deployment == "blue_green" for size in sizes.values()):
        expected.add(Way(network.cidr, "gateway", TEST))
    found = {way for way in ways(graph) if way.source not in names}
    [cloudfront] = found - expected
    assert cloudfront.source.startswith(CLOUDFRONT)
    assert (cloudfront.target, cloudfront.port) == ("gateway", HTTPS)
    assert expected < found


def test_a_rule_that_only_one_side_has_does_not_exist(stack: tuple[CloudPlatform, Graph]) -> None:
    _, graph = stack
    names = set(graph.names(GROUP))
    into = {(rule.peer, rule.group, rule.ports) for rule in rules(graph, INGRESS)}
    out = {(rule.group, rule.peer, rule.ports) for rule in rules(graph, EGRESS)}
    assert {each for each in into if each[0] in names} == {each for each in out if each[1] in names}


def test_the_way_to_the_internet_is_open_on_the_ports_of_the_workload(
    stack: tuple[CloudPlatform, Graph],
) -> None:
    platform, graph = stack
    expected = {each.name: set(each.program.uses.internet) for each in platform.workload.programs()}
    # The issuer's keys, by which the load balancer checks tokens; and ECS, to start the setup.
    assert internet_ports(graph) == {**expected, "gateway": {HTTPS}, "database-setup": {HTTPS}}


def test_everything_carries_its_own_group_and_those_of_what_it_uses(
    stack: tuple[CloudPlatform, Graph],
) -> None:
    platform, graph = stack
    uses = {each.name: each.program.uses for each in platform.workload.programs()}
    for label, groups in carried(graph).items():
        type_, name = label.split()
        own, *others = groups
        # Replicas share a group, and endpoints do; all else is called as its group.
        assert name == own or name.startswith(f"{own}-"), label
        used = uses.get(own) if own != "database-setup" and type_ in PROGRAM_TYPES else None
        expected = ["database-clients"] if used and used.databases else []
        expected += ["cache-clients"] if used and used.cache else []
        assert others == expected, label
        # AWS takes five on a network interface.
        assert len(groups) <= 5
    everyone = {group for groups in carried(graph).values() for group in groups}
    assert everyone == set(graph.names(GROUP))


def test_nothing_has_a_public_address_or_gets_one(graph: Graph) -> None:
    for subnet in graph.all(SUBNET):
        assert subnet.inputs["mapPublicIpOnLaunch"] is False
    for service in graph.all(SERVICE):
        assert service.inputs["networkConfiguration"]["assignPublicIp"] is False
    for instance in graph.all("aws:rds/instance:Instance"):
        assert instance.inputs["publiclyAccessible"] is False
    balancer = graph.one("aws:lb/loadBalancer:LoadBalancer").inputs
    assert balancer["internal"] is True
    assert balancer["subnets"] == subnets(graph, "private")


def test_data_has_no_way_to_the_internet(graph: Graph) -> None:
    table = graph.one("aws:ec2/routeTable:RouteTable", "network-data")
    routes = graph.all("aws:ec2/route:Route")
    assert not [route.urn for route in routes if route.inputs["routeTableId"] == table.id]
    tables = {
        each.inputs["subnetId"]: each.inputs["routeTableId"]
        for each in graph.all("aws:ec2/routeTableAssociation:RouteTableAssociation")
    }
    data = subnets(graph, "data")
    assert {tables[subnet] for subnet in data} == {table.id}
    for type_ in ("aws:rds/subnetGroup:SubnetGroup", "aws:elasticache/subnetGroup:SubnetGroup"):
        assert graph.one(type_).inputs["subnetIds"] == data


def subnets(graph: Graph, tier: str) -> list[str | None]:
    """The IDs of a tier's subnets, by zone."""
    return [each.id for each in graph.all(SUBNET) if each.name.startswith(f"network-{tier}-")]


def test_without_an_edge_the_internet_reaches_two_ports_of_the_gateway() -> None:
    graph = example.build({"edge": None})
    anyone = {way for way in ways(graph) if way.source in ("0.0.0.0/0", "::/0")}
    assert anyone == {Way("0.0.0.0/0", "gateway", 443), Way("0.0.0.0/0", "gateway", 80)}
    listeners = graph.all("aws:lb/listener:Listener")
    plain = [each for each in listeners if each.inputs["protocol"] == "HTTP"]
    assert [action["type"] for each in plain for action in each.inputs["defaultActions"]] == [
        "redirect"
    ]
