"""A network that another owner made: everything stands in its subnets, nothing of it is made, and
those who read the plan say what they cannot know."""

import functools
from types import SimpleNamespace
from typing import Any, cast

import pytest

from config import ConfigError
from operations.cost.scene import Scene
from operations.infrastructure.architecture import network
from operations.infrastructure.architecture import resources as listing
from operations.infrastructure.running import zone_loss
from operations.loss import Losses
from operations.plan import Resources, compare, document
from operations.reach import Graph as Ways
from operations.reach import reach_text
from operations.reach.checks import findings
from operations.topology.reading import whole
from policies import judge_document
from stacks import cloud
from tests.documents import document_of
from tests.graph import Graph
from tests.stacks import example

VPC = "vpc-0a1b2c3d4e5f60718"
SUBNETS = {
    tier: {zone: f"subnet-000000{number}{zone}" for zone in "ab"}
    for number, tier in enumerate(("public", "private", "data"))
}
SETTINGS: dict[str, Any] = {
    "network.nat": "existing",
    "network.interface_endpoints": [],
    "network.existing": {"vpc": VPC, "subnets": SUBNETS},
}
GROUP = "aws:ec2/securityGroup:SecurityGroup"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"


@pytest.fixture(scope="module")
def graph() -> Graph:
    return example.build(SETTINGS)


@functools.cache
def plan(**more: Any) -> document.Document:
    of = example.platform(SETTINGS | {key.replace("__", "."): more[key] for key in more})
    return document_of(lambda: cloud.build(of), stack=example.STACK)


@functools.cache
def resources() -> Resources:
    return Resources(plan())


def environment() -> Any:
    """The environment as the pages of a document read it."""
    return SimpleNamespace(
        stack=example.STACK,
        cloud=example.platform(SETTINGS),
        local=None,
        resources=resources(),
        graph=Ways(resources()),
    )


def ids(tier: str) -> list[str]:
    return [*SUBNETS[tier].values()]


def test_what_runs_stands_in_the_subnets_that_the_settings_name(graph: Graph) -> None:
    for each in graph.all("aws:ecs/service:Service"):
        assert each.inputs["networkConfiguration"]["subnets"] == ids("private")
    schedule = graph.one("aws:scheduler/schedule:Schedule", "report").inputs["target"]
    assert schedule["ecsParameters"]["networkConfiguration"]["subnets"] == ids("private")
    for type_ in ("aws:rds/subnetGroup:SubnetGroup", "aws:elasticache/subnetGroup:SubnetGroup"):
        assert graph.one(type_).inputs["subnetIds"] == ids("data")
    assert {each.inputs["vpcId"] for each in graph.all(GROUP)} == {VPC}
    assert {each.inputs["vpcId"] for each in graph.all("aws:lb/targetGroup:TargetGroup")} == {VPC}


@pytest.mark.parametrize(
    ("settings", "tier"), [({}, "private"), ({"edge": None}, "public")], ids=("edge", "no edge")
)
def test_the_load_balancer_stands_where_its_clients_reach_it(
    settings: dict[str, Any], tier: str
) -> None:
    balancer = example.build({**SETTINGS, **settings}).one("aws:lb/loadBalancer:LoadBalancer")
    assert balancer.inputs["subnets"] == ids(tier)


def test_a_load_balancer_on_the_internet_needs_public_subnets() -> None:
    private = {"vpc": VPC, "subnets": {key: SUBNETS[key] for key in ("private", "data")}}
    with pytest.raises(ConfigError) as refused:
        example.platform({**SETTINGS, "network.existing": private, "edge": None})
    (problem,) = refused.value.problems
    assert ": network.existing.subnets.public: must name two subnets for the load" in str(problem)


def test_nothing_of_the_network_is_made(graph: Graph) -> None:
    made = {each.type for each in graph.registrations if each.type.startswith("aws:ec2/")}
    assert made == {GROUP}
    assert not [each for each in graph.registrations if "flow-logs" in each.name]
    assert not [each for each in graph.registrations if "nat-ports" in each.name]


def test_the_endpoints_are_those_that_are_asked_for() -> None:
    existing = {**SETTINGS["network.existing"], "route_tables": ["rtb-0a1b2c3d"]}
    asked = {"network.interface_endpoints": ["logs"], "network.existing": existing}
    graph = example.build(SETTINGS | asked)
    found = {each.name: each.inputs for each in graph.all(ENDPOINT)}
    assert set(found) == {f"network-endpoint-{name}" for name in ("s3", "dynamodb", "logs")}
    assert found["network-endpoint-s3"]["routeTableIds"] == ["rtb-0a1b2c3d"]
    assert found["network-endpoint-logs"]["subnetIds"] == ids("private")
    assert {each["vpcId"] for each in found.values()} == {VPC}
    (rule,) = [each for each in graph.registrations if each.name == "network-endpoint-from-vpc"]
    assert rule.inputs["cidrIpv4"] == "10.0.0.0/16"


def test_one_zone_alone_runs_there_with_the_load_balancer_in_both() -> None:
    one = {"network.zones": ["b"], "cache.replicas": 0, "cache.multi_az": False}
    graph = example.build(SETTINGS | one)
    for each in graph.all("aws:ecs/service:Service"):
        assert each.inputs["networkConfiguration"]["subnets"] == [SUBNETS["private"]["b"]]
    assert graph.one("aws:lb/loadBalancer:LoadBalancer").inputs["subnets"] == ids("private")


def test_no_policy_asks_for_what_its_owner_has() -> None:
    assert judge_document(plan()).violations == ()


def test_ways_are_told_as_far_as_they_are_known() -> None:
    ways = Ways(resources())
    assert findings(ways, None) == []
    assert [str(path) for path in ways.paths("prices", "internet")] == ["prices -> internet:443"]
    assert not ways.paths("database", "internet")
    assert ways.paths("shop", "database")
    (hop,) = ways.paths("prices", "internet")[0].hops
    said = "network.existing of the settings (0.0.0.0/0 by the way of its owner)"
    assert said in [permit.said for permit in hop.by]
    (unknown,) = reach_text.unknown(ways)
    assert unknown.startswith(f"{VPC} exists already: its routes and access lists are not in the ")
    assert reach_text.as_json(ways, [], [])["unknown"] == [unknown]


def test_without_a_way_out_nothing_gets_out() -> None:
    without = {"network__nat": "none", "database__setup_image": example.MIRROR}
    ways = Ways(Resources(plan(**without)))
    assert not ways.paths("prices", "internet")


def test_data_among_the_programs_is_said_to_have_their_way_out() -> None:
    shared = {"vpc": VPC, "subnets": {**SUBNETS, "data": SUBNETS["private"]}}
    of = example.platform({**SETTINGS, "network.existing": shared})
    written = document_of(lambda: cloud.build(of), stack=example.STACK)
    found = findings(Ways(Resources(written)), None)
    assert {(each.rule, each.place) for each in found} == {
        ("data has a way out", place) for place in ("database", "database-replica-1", "cache")
    }
    said = "network.existing of the settings leads 0.0.0.0/0 by the way of its owner"
    assert {each.said for each in found} == {said}


def test_the_drawing_has_the_frames_as_they_are_given() -> None:
    groups = {each.id: each for each in whole(resources()).groups}
    network = groups["vpc-network"]
    assert (network.title, network.facts) == (
        "Network network (VPC)",
        (f"{VPC}, which exists", "10.0.0.0/16"),
    )
    subnet = groups["subnet-network-private-a"]
    assert (subnet.title, subnet.facts) == ("Private subnet", (SUBNETS["private"]["a"],))


def test_a_zone_is_lost_with_what_stands_in_its_subnets() -> None:
    losses = Losses(resources())
    assert losses.zones.all == ["eu-central-1a", "eu-central-1b"]
    effects = {each.resource.name: each.effect for each in losses.of("eu-central-1a")}
    assert (effects["shop"], effects["gateway"]) == ("fewer", "fewer")
    assert "way out: as the owner of the network made it" in zone_loss.answer(environment())


def test_nothing_of_it_is_paid_and_its_zones_count() -> None:
    assert Scene(resources(), example.platform(SETTINGS).settings.usage).zones == 2
    assert not [each for each in resources().all if each.given]
    assert len(resources().of("ec2.Subnet")) == 6


def test_the_document_has_its_subnets_by_their_ids_and_counts_nothing_of_it() -> None:
    page = network.alone(cast(Any, None), environment())
    assert f"| `{SUBNETS['private']['a']}` | private | eu-central-1a |" in page
    assert "ranges, routes and access lists are its owner's" in page
    assert "| VPC |" not in listing.alone(cast(Any, None), environment())


def test_an_environment_that_stands_does_not_move_into_it() -> None:
    own = example.platform()
    before = document_of(lambda: cloud.build(own), stack=example.STACK)
    found = compare(before, plan(), before_file="before.json").changes
    by_name = {(each.type.rpartition(":")[2], each.name): each for each in found}
    assert by_name["Vpc", "network"].kind == "deleted"
    assert by_name["Vpc", "network"].protected
    assert by_name["SecurityGroup", "shop"].kind == "replaced"
    assert by_name["LoadBalancer", "gateway"].kind == "replaced"
    (reason,) = by_name["SubnetGroup", "database"].refused
    assert "make a new environment" in reason
