"""Clients with a certificate: their way past the edge, in a whole environment."""

import pytest

from tests.graph import Graph
from tests.stacks import example

BANKS = {
    "image": "banks:1.0.0",
    "port": 8080,
    "routes": [{"hosts": ["banks"], "paths": ["/"], "auth": "mtls"}],
}


@pytest.fixture(scope="module")
def graph() -> Graph:
    settings = {
        "gateway.mtls": {"authorities": "certs/partners.pem"},
        "services.deployment": "blue_green",
    }
    return example.build(settings, {"services.banks": BANKS})


def test_the_hosts_name_leads_to_the_load_balancer_itself(graph: Graph) -> None:
    records = graph.all("aws:route53/record:Record")
    balancer = graph.one("aws:lb/loadBalancer:LoadBalancer", "mtls-gateway")
    assert balancer.inputs["internal"] is False
    (record,) = [each for each in records if each.inputs["name"].startswith("banks.")]
    assert record.inputs["aliases"] == [
        {
            "name": balancer.outputs["dnsName"],
            "zoneId": balancer.outputs["zoneId"],
            "evaluateTargetHealth": False,
        }
    ]
    edge = graph.one("aws:cloudfront/distribution:Distribution").inputs
    assert not [host for host in edge["aliases"] if host.startswith("banks.")]


def test_its_services_have_their_rules_there_alone(graph: Graph) -> None:
    rules = {
        each.name: each.inputs["conditions"]
        for each in graph.all("aws:lb/listenerRule:ListenerRule")
        if "banks" in each.name
    }
    host = [{"hostHeader": {"values": ["banks.example.com"]}}]
    name = "mtls-gateway-banks.banks-root.mtls"
    assert rules == {name: host, f"{name}.test": host}
    other = {name for name in graph.names("aws:lb/listenerRule:ListenerRule") if "mtls" in name}
    assert other - set(rules) == {"mtls-gateway-refusal", "mtls-gateway-test-refusal"}


def test_failing_handshakes_are_told_of(graph: Graph) -> None:
    alarm = graph.one(
        "aws:cloudwatch/metricAlarm:MetricAlarm", "alarms-gateway-handshakes--mtls-gateway"
    ).inputs
    balancer = graph.one("aws:lb/loadBalancer:LoadBalancer", "mtls-gateway")
    assert (alarm["metricName"], alarm["threshold"]) == ("ClientTLSNegotiationErrorCount", 50)
    assert alarm["dimensions"] == {"LoadBalancer": balancer.outputs["arnSuffix"]}
