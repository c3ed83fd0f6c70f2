"""Services that answer inside the network only: their load balancer and names, in a whole
environment."""

import pytest

from tests.graph import Graph
from tests.stacks import example

LEDGER = {
    "image": "ledger:1.0.0",
    "port": 8080,
    "private": True,
    # A public host with the same label, and with the same path, is another host.
    "routes": [{"hosts": ["shop", "@"], "paths": ["/"], "auth": "none"}],
}
PRIVATE = {"allow_from": ["10.0.0.0/8", "192.168.7.0/24"], "vpcs": ["vpc-0a1b2c3d4e5f60718"]}
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
RECORD = "aws:route53/record:Record"
RULE = "aws:lb/listenerRule:ListenerRule"


@pytest.fixture(scope="module")
def graph() -> Graph:
    settings = {"gateway.private": PRIVATE, "services.deployment": "blue_green"}
    return example.build(settings, {"services.ledger": LEDGER})


def test_the_load_balancer_has_no_public_address(graph: Graph) -> None:
    inputs = graph.one("aws:lb/loadBalancer:LoadBalancer", "private-gateway").inputs
    assert inputs["internal"] is True
    assert all(each.startswith("subnet-network-private-") for each in inputs["subnets"])
    assert inputs["accessLogs"]["enabled"]
    ports = {
        each.name: each.inputs["port"]
        for each in graph.all("aws:lb/listener:Listener")
        if each.name.startswith("private-")
    }
    assert ports == {"private-gateway": 443, "private-gateway-test": 8443}


def test_the_named_networks_connect_and_nobody_else(graph: Graph) -> None:
    group = graph.one("aws:lb/loadBalancer:LoadBalancer", "private-gateway").inputs[
        "securityGroups"
    ][0]
    rules = {
        each.name: (each.inputs.get("cidrIpv4"), each.inputs["fromPort"], each.inputs["toPort"])
        for each in graph.all(INGRESS)
        if each.inputs["securityGroupId"] == group
    }
    assert rules == {
        "private-gateway-10.0.0.0-8": ("10.0.0.0/8", 443, 443),
        "private-gateway-192.168.7.0-24": ("192.168.7.0/24", 443, 443),
        "private-gateway-test": (example.platform().settings.network.cidr, 8443, 8443),
    }
    lists = [each for each in graph.all(INGRESS) if "prefixListId" in each.inputs]
    assert [each.name for each in lists] == ["gateway-cloudfront"]


def test_its_names_are_told_to_its_networks_only(graph: Graph) -> None:
    zone = graph.one("aws:route53/zone:Zone", "private-gateway-zone")
    region = example.platform().settings.region
    assert zone.inputs == {
        "name": "internal.example.com",
        "comment": "example, example, inside the network",
        "vpcs": [
            {"vpcId": "vpc-network", "vpcRegion": region},
            {"vpcId": "vpc-0a1b2c3d4e5f60718", "vpcRegion": region},
        ],
    }
    balancer = graph.one("aws:lb/loadBalancer:LoadBalancer", "private-gateway")
    records = {
        each.inputs["name"]: each.inputs
        for each in graph.all(RECORD)
        if each.inputs["zoneId"] == zone.outputs["zoneId"]
    }
    assert set(records) == {"internal.example.com", "shop.internal.example.com"}
    for each in records.values():
        assert each["type"] == "A"
        assert [alias["name"] for alias in each["aliases"]] == [balancer.outputs["dnsName"]]


def test_its_certificate_is_proved_by_a_record_that_everybody_sees(graph: Graph) -> None:
    certificate = graph.one("aws:acm/certificate:Certificate", "private-gateway-certificate").inputs
    names = (certificate["domainName"], certificate["subjectAlternativeNames"])
    assert names == ("internal.example.com", ["*.internal.example.com"])
    proof = graph.one(RECORD, "private-gateway-certificate-validation").inputs
    assert proof["zoneId"] == graph.one(RECORD, "certificate-validation").inputs["zoneId"]


def test_a_certificate_that_exists_is_taken_instead() -> None:
    arn = "arn:aws:acm:{}:111122223333:certificate/0a1b2c3d-4e5f-6071-8293-{}".format
    account = example.platform().settings.account_id
    given = {
        "load_balancer": arn("eu-central-1", "a4b5c6d7e8f1"),
        "edge": arn("us-east-1", "a4b5c6d7e8f2"),
        "private": arn("eu-central-1", "a4b5c6d7e8f3"),
    }
    given = {key: value.replace("111122223333", account) for key, value in given.items()}
    settings = {"gateway.private": PRIVATE, "existing.certificates": given}
    graph = example.build(settings, {"services.ledger": LEDGER})
    listener = graph.one("aws:lb/listener:Listener", "private-gateway").inputs
    assert listener["certificateArn"] == given["private"]
    assert not graph.find("aws:acm/certificate:Certificate")


def test_the_public_knows_nothing_of_it(graph: Graph) -> None:
    rules = {
        each.name: each.inputs["conditions"] for each in graph.all(RULE) if "ledger" in each.name
    }
    hosts = [{"hostHeader": {"values": ["shop.internal.example.com", "internal.example.com"]}}]
    (first, second) = sorted(rules)
    assert first.startswith("private-gateway-ledger.")
    assert rules == {first: hosts, second: hosts}
    edge = graph.one("aws:cloudfront/distribution:Distribution").inputs
    assert not [host for host in edge["aliases"] if "internal" in host]
    assert "ledger" not in str(graph.one("aws:wafv2/webAcl:WebAcl").inputs)
    assert not [
        each
        for each in graph.all("aws:route53/healthCheck:HealthCheck")
        if "internal" in each.inputs["fqdn"]
    ]


def test_it_is_watched_as_the_others_are(graph: Graph) -> None:
    names = graph.names("aws:cloudwatch/metricAlarm:MetricAlarm")
    ours = {
        name
        for name in names
        if name.endswith("--private-gateway") and not name.startswith("alarms-budget-")
    }
    assert ours == {
        f"alarms-{key}--private-gateway"
        for key in ("certificate-expiry", "gateway-errors", "gateway-latency", "gateway-rejected")
    }
