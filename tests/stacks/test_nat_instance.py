"""A NAT instance: a machine that is kept, patched and replaced, and by which nothing gets in."""

import base64
import functools
from typing import Any

import pytest

from config.network import BASELINE_MBPS
from config.notices.running_notices import nat_instances
from operations.cost import estimate, usage_in
from operations.loss import Losses
from operations.plan import Resources, document
from operations.reach import Graph as Ways
from operations.reach.checks import findings
from operations.reach.hops import Hop, Stop
from policies import judge_document
from stacks import cloud
from tests.documents import document_of
from tests.graph import Graph
from tests.stacks import example

ONE = {"network.nat": "instance"}
EACH = {
    **ONE,
    "network.nat_instance": {"each_zone": True, "instance_type": "t4g.small", "renew_days": 7},
}
GROUP, TEMPLATE = "aws:autoscaling/group:Group", "aws:ec2/launchTemplate:LaunchTemplate"
INTERFACE, ADDRESS = "aws:ec2/networkInterface:NetworkInterface", "aws:ec2/eip:Eip"
TAGS = {
    "cost-center": "1",
    "environment": "staging",
    "owner": "platform",
    "project": "example",
    "stack": "example",
}
ROUTE, NAME = "aws:ec2/route:Route", "network-nat-instance"


@pytest.fixture(scope="module")
def graph() -> Graph:
    return example.build(ONE)


@functools.cache
def plan() -> document.Document:
    of = example.platform(ONE)
    return document_of(lambda: cloud.build(of), stack=example.STACK)


def resources() -> Resources:
    return Resources(plan())


def test_a_group_keeps_one_machine_and_replaces_it(graph: Graph) -> None:
    group, template = graph.one(GROUP), graph.one(TEMPLATE)
    assert {**group.inputs, "name": None} == {
        "name": None,
        "availabilityZones": ["eu-central-1a"],
        "enabledMetrics": ["GroupInServiceInstances"],
        "healthCheckGracePeriod": 60,
        "healthCheckType": "EC2",
        "instanceMaintenancePolicy": {"minHealthyPercentage": 0, "maxHealthyPercentage": 100},
        "instanceRefresh": {
            "strategy": "Rolling",
            "preferences": {"minHealthyPercentage": 0, "maxHealthyPercentage": 100},
        },
        "launchTemplate": {"id": template.id, "version": "1"},
        "maxInstanceLifetime": 14 * 86400,
        "maxSize": 1,
        "minSize": 1,
        "tags": [
            {"key": key, "value": TAGS[key], "propagateAtLaunch": False} for key in sorted(TAGS)
        ],
    }


def test_the_machine_is_the_newest_and_cannot_be_reached_or_used(graph: Graph) -> None:
    inputs = dict(graph.one(TEMPLATE).inputs)
    script = base64.b64decode(inputs.pop("userData")).decode()
    tags = {"Name": f"{NAME}-a-example"}
    assert {**inputs, "name": None} == {
        "name": None,
        "blockDeviceMappings": [
            {
                "deviceName": "/dev/xvda",
                "ebs": {
                    "volumeType": "gp3",
                    "volumeSize": 8,
                    "encrypted": "true",
                    "deleteOnTermination": "true",
                },
            }
        ],
        "creditSpecification": {"cpuCredits": "unlimited"},
        "imageId": (
            "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64"
        ),
        "instanceInitiatedShutdownBehavior": "terminate",
        "instanceType": "t4g.micro",
        "metadataOptions": {
            "httpEndpoint": "enabled",
            "httpTokens": "required",
            "httpPutResponseHopLimit": 1,
        },
        "networkInterfaces": [{"deviceIndex": 0, "networkInterfaceId": graph.one(INTERFACE).id}],
        "tagSpecifications": [
            {"resourceType": kind, "tags": {**TAGS, **tags}} for kind in ("instance", "volume")
        ],
        "tags": tags,
    }
    assert "ip saddr { 10.0.0.0/20, 10.0.16.0/20 }" in script


def test_address_and_interface_stay_while_machines_change(graph: Graph) -> None:
    interface, address = graph.one(INTERFACE), graph.one(ADDRESS)
    assert interface.inputs["sourceDestCheck"] is False
    assert interface.inputs["subnetId"] == graph.one("aws:ec2/subnet:Subnet", "network-public-a").id
    assert address.inputs["networkInterface"] == interface.id
    routes = [each for each in graph.all(ROUTE) if "nat" in each.name]
    assert [each.inputs["networkInterfaceId"] for each in routes] == [interface.id] * 2
    assert not graph.find("aws:ec2/natGateway:NatGateway")


def test_only_private_subnets_may_send_to_it(graph: Graph) -> None:
    rules = [
        each.inputs
        for kind in ("Ingress", "Egress")
        for each in graph.all(f"aws:vpc/securityGroup{kind}Rule:SecurityGroup{kind}Rule")
        if each.name.startswith(NAME)
    ]
    assert [each["cidrIpv4"] for each in rules] == ["10.0.0.0/20", "10.0.16.0/20", "0.0.0.0/0"]


def test_each_zone_has_its_own_if_the_settings_say_so() -> None:
    graph = example.build(EACH)
    assert [each.name for each in graph.all(GROUP)] == [f"{NAME}-a", f"{NAME}-b"]
    assert {each.inputs["maxInstanceLifetime"] for each in graph.all(GROUP)} == {7 * 86400}
    assert {each.inputs["instanceType"] for each in graph.all(TEMPLATE)} == {"t4g.small"}
    interfaces = {each.name[-1]: each.id for each in graph.all(INTERFACE)}
    routes = {each.name[-1]: each for each in graph.all(ROUTE) if "nat" in each.name}
    for zone in "ab":
        assert routes[zone].inputs["networkInterfaceId"] == interfaces[zone]


def test_programs_get_out_and_nothing_of_it_is_a_finding() -> None:
    ways = Ways(resources())
    for name in ("shop", "prices", "mailer", "report"):
        assert isinstance(ways.network.leave(ways.places[name]), Hop)
    assert isinstance(ways.network.arrive(ways.places[f"{NAME}-a"]), Stop)
    assert [each for each in findings(ways, None) if NAME in str(each)] == []
    judged = judge_document(dict(plan())).violations
    assert [each for each in judged if NAME in each.urn] == []


def test_the_loss_of_its_zone_cuts_the_other_off() -> None:
    (loss,) = [
        each
        for each in Losses(resources()).of("eu-central-1a")
        if each.resource.kind == "ec2.NetworkInterface"
    ]
    assert loss.effect == "stops"
    assert "nothing in network-private-b (eu-central-1b) gets out" in loss.said


def test_it_costs_a_fifth_of_a_gateway() -> None:
    found = estimate(resources(), usage_in(resources()))
    paid = {
        each.key: each.usd.expected for each in found.lines if each.name.startswith(f"{NAME}-a")
    }
    assert paid["ec2.linux.t4g.micro"] + paid["ebs.gp3"] == pytest.approx(7.77, abs=0.01)
    assert paid["ipv4.hour"] == pytest.approx(3.65)
    assert found.unpriced == ()


def test_every_preview_says_what_it_means() -> None:
    (notice,) = nat_instances(example.platform(EACH).settings)
    assert (notice.key, notice.value) == ("network.nat", "instance")
    for said in ("cuts the tasks of a zone off", "every 7 days", "128 megabits a second"):
        assert said in notice.remedy
    assert list(nat_instances(example.platform().settings)) == []


def test_the_bandwidth_of_each_type_is_what_ec2_says() -> None:
    """By the answers of DescribeInstanceTypes that moto ships with."""
    from moto.ec2.models.instance_types import INSTANCE_TYPES

    for type_, mbps in BASELINE_MBPS.items():
        (card,) = _cards(INSTANCE_TYPES[type_])
        assert card["BaselineBandwidthInGbps"] * 1000 == mbps


def _cards(type_: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = type_["NetworkInfo"]["NetworkCards"]
    return found
