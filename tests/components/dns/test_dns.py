"""Records and health checks of the environment's hosts."""

from collections.abc import Mapping, Sequence

import pytest

from components.dns.dns import AliasTarget, DnsRecords, DnsRecordsArgs
from tests.factories import make_environment
from tests.graph import Graph, deploy

HEALTH_CHECK = "aws:route53/healthCheck:HealthCheck"
RECORD = "aws:route53/record:Record"

CLOUDFRONT = AliasTarget(
    dns_name="d111111abcdef8.cloudfront.net", zone_id="Z2FDTNDATAQYW2", ipv6=True
)
LOAD_BALANCER = AliasTarget(
    dns_name="shop-1234.eu-central-1.elb.amazonaws.com", zone_id="Z215JYRZR1TBD5", ipv6=False
)


def records(
    hosts: Sequence[str],
    target: AliasTarget = CLOUDFRONT,
    health_paths: Mapping[str, str] | None = None,
    checkers: Sequence[str] | None = None,
) -> Graph:
    def program() -> None:
        DnsRecords(
            "dns",
            DnsRecordsArgs(
                environment=make_environment(),
                zone_id="Z0123456",
                hosts=hosts,
                target=target,
                health_paths=health_paths or {},
                checkers=checkers,
            ),
        )

    return deploy(program)


def names_by_kind(graph: Graph) -> dict[str, dict[str, str]]:
    """Record type -> logical name -> domain name."""
    kinds: dict[str, dict[str, str]] = {}
    for record in graph.all(RECORD):
        kinds.setdefault(record.inputs["type"], {})[record.name] = record.inputs["name"]
    return kinds


def test_cloudfront_has_an_ipv4_and_an_ipv6_record_for_each_host() -> None:
    assert names_by_kind(records(["@", "app", "api"])) == {
        "A": {
            "dns-apex": "shop.example.com",
            "dns-app": "app.shop.example.com",
            "dns-api": "api.shop.example.com",
        },
        "AAAA": {
            "dns-apex.aaaa": "shop.example.com",
            "dns-app.aaaa": "app.shop.example.com",
            "dns-api.aaaa": "api.shop.example.com",
        },
    }


def test_a_load_balancer_without_ipv6_has_no_ipv6_record() -> None:
    assert names_by_kind(records(["app"], LOAD_BALANCER)) == {
        "A": {"dns-app": "app.shop.example.com"}
    }


@pytest.mark.parametrize("target", [CLOUDFRONT, LOAD_BALANCER])
def test_a_record_is_an_alias_of_its_target_and_overwrites_nothing(target: AliasTarget) -> None:
    record = records(["app"], target).one(RECORD, "dns-app").inputs
    assert record["zoneId"] == "Z0123456"
    assert record["aliases"] == [
        {"name": target.dns_name, "zoneId": target.zone_id, "evaluateTargetHealth": False}
    ]
    assert not record.get("allowOverwrite")


def test_hosts_with_awkward_names_have_records_of_their_own() -> None:
    hosts = ["@", "apex", "app", "app-aaaa", "aaaa"]
    names = [record.name for record in records(hosts).all(RECORD)]
    assert len(set(names)) == len(names) == 2 * len(hosts)


def test_a_health_check_asks_the_host_s_path_over_https() -> None:
    graph = records(["@", "app"], health_paths={"@": "/healthz"})
    (check,) = graph.all(HEALTH_CHECK)
    assert check.name == "dns-apex"
    assert check.inputs["fqdn"] == "shop.example.com"
    assert (check.inputs["type"], check.inputs["port"]) == ("HTTPS", 443)
    assert check.inputs["enableSni"] is True
    assert check.inputs["resourcePath"] == "/healthz"
    assert (check.inputs["requestInterval"], check.inputs["failureThreshold"]) == (30, 3)
    assert graph.one(RECORD, "dns-apex").urn in check.dependencies


def test_health_checks_and_urls_are_given_out_by_host() -> None:
    graph = records(["@", "app"], health_paths={"@": "/healthz", "app": "/up"})
    assert graph.one("plinth:dns:DnsRecords").outputs == {
        "urls": {
            "@": f"https://{graph.one(RECORD, 'dns-apex').outputs['fqdn']}",
            "app": f"https://{graph.one(RECORD, 'dns-app').outputs['fqdn']}",
        },
        "health_check_ids": {
            "@": graph.one(HEALTH_CHECK, "dns-apex").id,
            "app": graph.one(HEALTH_CHECK, "dns-app").id,
        },
    }


def test_hosts_without_a_health_path_are_not_checked() -> None:
    assert records(["@", "app"]).find(HEALTH_CHECK) == []


def test_a_check_from_some_places_is_another_check() -> None:
    def built(checkers: Sequence[str] | None) -> Graph:
        return records(["app"], health_paths={"app": "/healthz"}, checkers=checkers)

    places = ["us-east-1", "us-west-1", "us-west-2"]
    check = built(places).one(HEALTH_CHECK)
    assert (check.name, check.inputs["regions"]) == ("dns-app.near", places)
    everywhere = built(None).one(HEALTH_CHECK)
    assert everywhere.name == "dns-app"
    assert "regions" not in everywhere.inputs
