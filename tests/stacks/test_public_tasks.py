"""Tasks with public addresses: they get out without a NAT gateway, and nothing gets in by them."""

import functools
from copy import deepcopy
from typing import Any

import pytest

from config import ConfigError
from config.notices.running_notices import public_tasks
from operations.cost import estimate, usage_in
from operations.operate.programs.program import _network
from operations.plan import Resources, document
from operations.reach import Graph as Ways
from operations.reach.checks import findings
from operations.reach.hops import Hop, Stop
from policies import judge_document
from stacks import cloud
from tests.documents import document_of
from tests.graph import Graph
from tests.stacks import example

SETTINGS = {"network.nat": "public_tasks", "network.interface_endpoints": "by_price"}
ROUTE = "aws:ec2/route:Route"
RULE = "vpc/securityGroupIngressRule:SecurityGroupIngressRule::gateway-to-shop"
PROGRAMS = ("shop", "prices", "mailer", "report")


@pytest.fixture(scope="module")
def graph() -> Graph:
    return example.build(SETTINGS)


@functools.cache
def plan() -> document.Document:
    of = example.platform(SETTINGS)
    return document_of(lambda: cloud.build(of), stack=example.STACK)


def opened() -> dict[str, Any]:
    """The plan with a rule that lets the internet in to one service."""
    found = deepcopy(dict(plan()))
    (rule,) = [step for step in found["steps"] if step["urn"].endswith(RULE)]
    inputs = rule["newState"]["inputs"]
    inputs.pop("referencedSecurityGroupId", None)
    inputs["cidrIpv4"] = "0.0.0.0/0"
    return found


def test_every_kind_of_task_has_a_public_address_in_a_public_subnet(graph: Graph) -> None:
    public = [str(graph.one("aws:ec2/subnet:Subnet", f"network-public-{zone}").id) for zone in "ab"]
    networks = [
        *(each.inputs["networkConfiguration"] for each in graph.all("aws:ecs/service:Service")),
        graph.one("aws:scheduler/schedule:Schedule", "report").inputs["target"]["ecsParameters"][
            "networkConfiguration"
        ],
    ]
    assert len(networks) == len(PROGRAMS)
    for each in networks:
        assert (each["assignPublicIp"], each["subnets"]) == (True, public)
    runner = graph.one("aws:lambda/function:Function", "task-runner").inputs["environment"]
    assert runner["variables"]["ASSIGN_PUBLIC_IP"] == "ENABLED"
    assert runner["variables"]["SUBNETS"] == ",".join(public)


def test_there_is_no_gateway_no_address_and_no_endpoint_that_costs(graph: Graph) -> None:
    assert graph.find("aws:ec2/natGateway:NatGateway") == graph.find("aws:ec2/eip:Eip") == []
    kinds = {
        each.inputs["vpcEndpointType"] for each in graph.all("aws:ec2/vpcEndpoint:VpcEndpoint")
    }
    assert kinds == {"Gateway"}
    assert [each.name for each in graph.all(ROUTE)] == ["network-public"]


def test_buckets_are_reached_by_the_free_endpoint_which_admits_only_this_account(
    graph: Graph,
) -> None:
    public = graph.one("aws:ec2/routeTable:RouteTable", "network-public").id
    for name in ("network-endpoint-s3", "network-endpoint-dynamodb"):
        endpoint = graph.one("aws:ec2/vpcEndpoint:VpcEndpoint", name)
        assert public in endpoint.inputs["routeTableIds"]


def test_data_and_functions_stay_where_they_were(graph: Graph) -> None:
    data = [graph.one("aws:ec2/subnet:Subnet", f"network-data-{zone}").id for zone in "ab"]
    assert graph.one("aws:rds/subnetGroup:SubnetGroup").inputs["subnetIds"] == data
    for each in graph.all("aws:lambda/function:Function"):
        assert "vpcConfig" not in each.inputs, "needs endpoints for what it calls"


@pytest.mark.parametrize("name", PROGRAMS)
def test_programs_get_out_and_the_internet_does_not_get_in(name: str) -> None:
    ways = Ways(Resources(plan()))
    place = ways.places[name]
    assert isinstance(ways.network.leave(place), Hop)
    assert isinstance(ways.network.arrive(place), Stop)


def test_nothing_of_it_is_a_finding_until_a_rule_lets_the_internet_in() -> None:
    said = findings(Ways(Resources(plan())), None)
    assert [each for each in said if each.rule == "public address"] == []
    assert [each.rule.name for each in judge_document(dict(plan())).violations] == []
    found = findings(Ways(Resources(opened())), None)
    assert ("public address", "shop") in {(each.rule, each.place) for each in found}
    broken = {each.rule.name for each in judge_document(opened()).violations}
    assert "ecs-no-public-address" in broken


def test_each_task_s_address_is_in_the_estimate() -> None:
    resources = Resources(plan())
    found = estimate(resources, usage_in(resources))
    paid = {each.name for each in found.lines if each.key == "ipv4.hour"}
    assert paid == {*PROGRAMS}


def test_a_command_in_a_program_s_task_runs_where_its_tasks_do() -> None:
    given = {"subnets": ["subnet-1"], "securityGroups": ["sg-1"]}
    assert _network({**given, "assignPublicIp": True})["assignPublicIp"] == "ENABLED"
    assert _network({**given, "assignPublicIp": False})["assignPublicIp"] == "DISABLED"


def test_production_must_say_that_it_does_without_the_rule() -> None:
    production = {"environment": "production", **SETTINGS}
    with pytest.raises(ConfigError) as refused:
        example.platform(production)
    (said,) = [each for each in refused.value.problems if " network.nat: " in each]
    assert "must be none, per_zone or regional" in said
    assert "'public_tasks'" in said


def test_every_preview_says_what_it_means() -> None:
    (notice,) = public_tasks(example.platform(SETTINGS).settings)
    assert (notice.key, notice.value) == ("network.nat", "public_tasks")
    assert "own/ places in `network.private_subnet_ids` has no way out" in notice.remedy
    assert list(public_tasks(example.platform().settings)) == []


def test_more_tasks_than_public_subnets_have_addresses_are_refused() -> None:
    many = {"network.cidr": "10.0.0.0/21", "services.tasks_max": 30}
    example.platform(many)
    with pytest.raises(ConfigError, match=r"network\.cidr: leaves 38 addresses"):
        example.platform({**many, **SETTINGS})
