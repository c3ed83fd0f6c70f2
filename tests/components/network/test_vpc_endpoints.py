"""AWS services inside the network: what passes through the endpoints, and who may use them."""

from collections.abc import Sequence

import pytest

from components.network.vpc_endpoints import SIGNED_BY_THE_CALLER, VpcEndpoints, VpcEndpointsArgs
from tests.factories import make_environment
from tests.graph import Graph, deploy

ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
SECURITY_GROUP = "aws:ec2/securityGroup:SecurityGroup"


def endpoints(services: Sequence[str] = ()) -> Graph:
    def program() -> None:
        VpcEndpoints(
            "endpoint",
            VpcEndpointsArgs(
                environment=make_environment(),
                interface_services=services,
                vpc_id="vpc-1",
                vpc_cidr="10.30.0.0/16",
                subnet_ids=["subnet-a", "subnet-b"],
                route_table_ids=["rtb-a", "rtb-data"],
            ),
        )

    return deploy(program)


def test_gateway_endpoints_reach_only_what_this_account_owns_and_image_layers() -> None:
    graph = endpoints()
    own = {"StringEquals": {"aws:ResourceAccount": "111122223333"}}
    s3 = graph.policy(graph.one(ENDPOINT, "endpoint-s3"))["Statement"]
    assert [s["Action"] for s in s3 if s.get("Condition") == own] == [["s3:*"]]
    assert [(s["Action"], s["Resource"]) for s in s3 if s.get("Condition") != own] == [
        (["s3:GetObject"], ["arn:aws:s3:::prod-eu-central-1-starport-layer-bucket/*"])
    ]
    dynamodb = graph.policy(graph.one(ENDPOINT, "endpoint-dynamodb"))["Statement"]
    assert [(s["Action"], s["Condition"]) for s in dynamodb] == [(["dynamodb:*"], own)]


@pytest.mark.parametrize("service", sorted(SIGNED_BY_THE_CALLER))
def test_an_interface_endpoint_takes_callers_of_this_account_only(service: str) -> None:
    graph = endpoints([service])
    (statement,) = graph.policy(graph.one(ENDPOINT, f"endpoint-{service}"))["Statement"]
    assert (statement["Effect"], statement["Principal"]) == ("Allow", "*")
    assert (statement["Action"], statement["Resource"]) == (["*"], ["*"])
    assert statement["Condition"] == {"StringEquals": {"aws:PrincipalAccount": "111122223333"}}


@pytest.mark.parametrize("service", ["ecr.dkr", "ssmmessages", "sts"])
def test_where_requests_come_unsigned_the_endpoint_takes_all(service: str) -> None:
    assert "policy" not in endpoints([service]).one(ENDPOINT, f"endpoint-{service}").inputs


def test_interface_endpoints_take_over_the_service_s_name_in_every_zone() -> None:
    graph = endpoints(["logs", "ecr.api"])
    for service in ("logs", "ecr.api"):
        endpoint = graph.one(ENDPOINT, f"endpoint-{service}").inputs
        assert endpoint["vpcEndpointType"] == "Interface"
        assert endpoint["serviceName"] == f"com.amazonaws.eu-central-1.{service}"
        assert endpoint["privateDnsEnabled"] is True
        assert endpoint["subnetIds"] == ["subnet-a", "subnet-b"]


def test_a_service_named_twice_has_one_endpoint() -> None:
    assert len(endpoints(["logs", "logs"]).all(ENDPOINT)) == 3


def test_interface_endpoints_take_https_from_the_network_and_nothing_else() -> None:
    graph = endpoints(["logs"])
    group = graph.one(SECURITY_GROUP, "endpoint")
    assert graph.one(ENDPOINT, "endpoint-logs").inputs["securityGroupIds"] == [group.id]
    rule = graph.one("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").inputs
    assert rule["securityGroupId"] == group.id
    assert (rule["cidrIpv4"], rule["ipProtocol"]) == ("10.30.0.0/16", "tcp")
    assert (rule["fromPort"], rule["toPort"]) == (443, 443)
    assert graph.find("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule") == []


def test_without_interface_endpoints_there_is_no_security_group_for_them() -> None:
    assert endpoints().find(SECURITY_GROUP) == []
