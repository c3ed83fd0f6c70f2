"""Further domains of an environment: their certificates, names and rules, in a whole environment,
behind an edge and without one."""

from typing import Any

import pytest

from operations.existing.wanted import wanted
from operations.plan import Resources
from tests.graph import Graph
from tests.stacks import example
from tests.stacks.changes import changes, lost
from tests.stacks.replacing_inputs import KEPT

CERTIFICATE = "aws:acm/certificate:Certificate"
LISTED = "aws:lb/listenerCertificate:ListenerCertificate"
RECORD = "aws:route53/record:Record"
RULE = "aws:lb/listenerRule:ListenerRule"

DOMAINS = {
    "germany": {"name": "example.de"},
    "outlet": {"name": "outlet.example.com"},
    "old": {"name": "toys.example.org", "hosted_zone_id": "Z0123456789ABCDEFGHIJ"},
}
ROUTES = [
    {"hosts": ["@", "@germany", "app@germany"], "paths": ["/"], "auth": "none"},
    {"hosts": ["@outlet"], "paths": ["/sale"], "allow_from": ["203.0.113.0/24"], "rate_limit": 100},
    {"paths": ["/api"]},
]
REDIRECTS = {"www": "@", "www@germany": "@germany", "@old": "@", "www@old": "@"}
WORKLOAD: dict[str, Any] = {
    "services.shop.routes": ROUTES,
    "redirects": REDIRECTS,
    "reserved_hosts": ["backup"],
}


@pytest.fixture(scope="module")
def graph() -> Graph:
    return example.build({"domains": DOMAINS, "services.deployment": "blue_green"}, WORKLOAD)


@pytest.fixture(scope="module")
def plain() -> Graph:
    """Without an edge, in the region of the edge's certificates."""
    return example.build({"domains": DOMAINS, "edge": None}, WORKLOAD)


def _names(inputs: Any) -> list[str]:
    return [inputs["domainName"], *inputs["subjectAlternativeNames"]]


def test_each_domain_has_a_certificate_at_every_listener(graph: Graph) -> None:
    made = {each.name: each for each in graph.all(CERTIFICATE)}
    region = {
        name: (_names(each.inputs), each.inputs["region"])
        for name, each in made.items()
        if name.startswith("certificate.")
    }
    assert region == {
        "certificate.germany": (["example.de", "*.example.de"], "eu-central-1"),
        "certificate.outlet": (["outlet.example.com", "*.outlet.example.com"], "eu-central-1"),
        "certificate.old": (["toys.example.org", "*.toys.example.org"], "eu-central-1"),
    }
    listeners = {each.name: each.outputs["arn"] for each in graph.all("aws:lb/listener:Listener")}
    given = {each.name: each.inputs for each in graph.all(LISTED)}
    assert set(given) == {
        f"{listener}.{domain}" for listener in ("gateway", "gateway-test") for domain in DOMAINS
    }
    for name, inputs in given.items():
        listener, domain = name.split(".")
        assert inputs == {
            "listenerArn": listeners[listener],
            "certificateArn": made[f"certificate.{domain}"].outputs["arn"],
        }


def test_the_edge_has_one_certificate_for_all_names(graph: Graph) -> None:
    edge = graph.one(CERTIFICATE, "certificate-us-east-1")
    assert edge.inputs["region"] == "us-east-1"
    assert _names(edge.inputs) == [
        "example.com",
        "*.example.com",
        "example.de",
        "*.example.de",
        "outlet.example.com",
        "*.outlet.example.com",
        "toys.example.org",
        "*.toys.example.org",
    ]
    validation = graph.one(
        "aws:acm/certificateValidation:CertificateValidation", "certificate-us-east-1"
    )
    assert len(validation.inputs["validationRecordFqdns"]) == 4
    distribution = graph.one("aws:cloudfront/distribution:Distribution").inputs
    assert distribution["viewerCertificate"]["acmCertificateArn"] == edge.outputs["arn"]
    assert distribution["aliases"] == [
        "app.example.de",
        "example.com",
        "example.de",
        "outlet.example.com",
        "toys.example.org",
        "www.example.com",
        "www.example.de",
        "www.toys.example.org",
    ]


def test_names_stand_in_the_zone_of_their_domain(graph: Graph) -> None:
    zones = {each.name: each for each in graph.all("aws:route53/zone:Zone")}
    assert {name: each.inputs["name"] for name, each in zones.items()} == {
        "zone": "example.com",
        "zone.germany": "example.de",
    }
    first, germany = (zones[name].outputs["zoneId"] for name in ("zone", "zone.germany"))
    old = "Z0123456789ABCDEFGHIJ"
    found = {
        each.inputs["name"]: each.inputs["zoneId"]
        for each in graph.all(RECORD)
        if each.inputs["type"] == "A"
    }
    assert found == {
        "example.com": first,
        "www.example.com": first,
        "example.de": germany,
        "app.example.de": germany,
        "www.example.de": germany,
        # A domain below another one needs no zone of its own.
        "outlet.example.com": first,
        "toys.example.org": old,
        "www.toys.example.org": old,
    }
    proofs = {
        each.name: each.inputs["zoneId"]
        for each in graph.all(RECORD)
        if each.name.endswith("validation")
    }
    assert proofs == {
        "certificate-validation": first,
        "certificate.germany-validation": germany,
        "certificate.outlet-validation": first,
        "certificate.old-validation": old,
    }
    assert graph.component("dns.germany").outputs["urls"] == {
        "@": "https://example.de",
        "app": "https://app.example.de",
        "www": "https://www.example.de",
    }


def test_a_rule_names_the_hosts_of_each_domain(graph: Graph) -> None:
    rules = {
        each.name: each.inputs
        for each in graph.all(RULE)
        if each.name.startswith("gateway-shop.") and not each.name.endswith(".test")
    }
    hosts = {
        name: [
            each["hostHeader"]["values"] for each in inputs["conditions"] if "hostHeader" in each
        ]
        for name, inputs in rules.items()
    }
    sale = next(name for name in hosts if "sale" in name)
    assert hosts == {
        "gateway-shop.apex-root.open": [["example.com", "example.de", "app.example.de"]],
        sale: [["outlet.example.com"]],
        "gateway-shop.api": [],
    }


def test_a_domain_leads_on_with_the_path(graph: Graph) -> None:
    found = {
        each.name: (
            each.inputs["conditions"][0]["hostHeader"]["values"],
            each.inputs["actions"][0]["redirect"],
        )
        for each in graph.all(RULE)
        if each.name.startswith("gateway-redirect-")
    }
    to = {
        "path": "/#{path}",
        "query": "#{query}",
        "protocol": "HTTPS",
        "port": "443",
        "statusCode": "HTTP_301",
    }
    assert found == {
        "gateway-redirect-www": (["www.example.com"], {**to, "host": "example.com"}),
        "gateway-redirect-www.at.germany": (["www.example.de"], {**to, "host": "example.de"}),
        "gateway-redirect-apex.at.old": (["toys.example.org"], {**to, "host": "example.com"}),
        "gateway-redirect-www.at.old": (["www.toys.example.org"], {**to, "host": "example.com"}),
    }
    checked = {each.inputs["fqdn"] for each in graph.all("aws:route53/healthCheck:HealthCheck")}
    assert checked == {"example.com", "example.de", "app.example.de"}


def test_the_firewall_knows_the_hosts_of_each_domain(graph: Graph) -> None:
    rules = str(graph.one("aws:wafv2/webAcl:WebAcl").inputs["rules"])
    assert rules.count("outlet\\\\.example\\\\.com") == 2


def test_certificates_are_watched(graph: Graph) -> None:
    watched = {
        name.removeprefix("alarms-").removeprefix("edge-")
        for name in graph.names("aws:cloudwatch/metricAlarm:MetricAlarm")
        if "certificate-expiry" in name
    }
    assert watched == {
        "certificate-expiry",
        "certificate-expiry--edge",
        *(f"certificate-expiry--certificate.{domain}" for domain in DOMAINS),
    }


def test_without_an_edge_the_load_balancer_shows_them(plain: Graph) -> None:
    assert set(plain.names(CERTIFICATE)) == {
        "certificate",
        *(f"certificate.{domain}" for domain in DOMAINS),
    }
    assert set(plain.names(LISTED)) == {f"gateway.{domain}" for domain in DOMAINS}
    balancer = plain.one("aws:lb/loadBalancer:LoadBalancer").outputs["dnsName"]
    for each in plain.all(RECORD):
        assert [alias["name"] for alias in each.inputs.get("aliases", [])] in ([], [balancer])


def test_in_the_region_of_the_edge_it_has_a_certificate_of_its_own() -> None:
    graph = example.build({"domains": DOMAINS, "region": "us-east-1"}, WORKLOAD)
    both = [graph.one(CERTIFICATE, name) for name in ("certificate", "certificate-us-east-1")]
    assert [len(_names(each.inputs)) for each in both] == [2, 8]
    shown = graph.one("aws:cloudfront/distribution:Distribution").inputs["viewerCertificate"]
    assert shown["acmCertificateArn"] == both[1].outputs["arn"]


def test_existing_certificates_have_all_names() -> None:
    arn = "arn:aws:acm:{}:111122223333:certificate/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f{}".format
    given = {"load_balancer": arn("eu-central-1", 1), "edge": arn("us-east-1", 2)}
    graph = example.build({"domains": DOMAINS, "existing.certificates": given}, WORKLOAD)
    assert not graph.find(CERTIFICATE)
    assert not graph.find(LISTED)


def test_a_further_domain_may_have_an_existing_certificate_of_its_own() -> None:
    arn = "arn:aws:acm:{}:111122223333:certificate/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f{}".format
    domains = {"germany": arn("eu-central-1", 3)}
    given = {"load_balancer": arn("eu-central-1", 1), "edge": arn("us-east-1", 2)}
    settings = {"domains": DOMAINS, "existing.certificates": {**given, "domains": domains}}
    graph = example.build(settings, WORKLOAD)
    assert not graph.find(CERTIFICATE)
    (shown,) = graph.all(LISTED)
    assert (shown.name, shown.inputs["certificateArn"]) == ("gateway.germany", domains["germany"])
    edge = graph.one("aws:cloudfront/distribution:Distribution").inputs["viewerCertificate"]
    assert edge["acmCertificateArn"] == given["edge"]
    watched = {
        each.inputs["dimensions"]["CertificateArn"]
        for each in graph.all("aws:cloudwatch/metricAlarm:MetricAlarm")
        if each.inputs.get("namespace") == "AWS/CertificateManager"
    }
    assert watched == {*given.values(), *domains.values()}
    asked = wanted(example.platform(settings, WORKLOAD), Resources({"steps": []}))
    hosts = {each.id: {*each.hosts} for each in asked}
    assert all(each.endswith("example.de") for each in hosts[domains["germany"]])
    assert hosts[given["edge"]] == hosts[given["load_balancer"]] | hosts[domains["germany"]]
    assert not hosts[given["load_balancer"]] & hosts[domains["germany"]]


def test_another_name_is_another_zone_and_other_certificates(graph: Graph) -> None:
    settings = {"services.deployment": "blue_green"}
    other = {**DOMAINS, "germany": {"name": "example.ch"}}
    after = example.build({**settings, "domains": other}, WORKLOAD)
    lines = changes(graph, after)
    replaced = {line for line in lines if line.startswith("±")}
    assert {line.rpartition(" ")[0] for line in replaced} >= {
        "± acm.Certificate certificate.germany",
        "± acm.Certificate certificate-us-east-1",
        "± lb.ListenerCertificate gateway.germany",
    }
    # So the engine refuses it: another domain beside this one is the way.
    assert lost(lines, KEPT) == ["± route53.Zone zone.germany name (protected)"]
    assert not [line for line in lines if ".old" in line or "outlet" in line]
