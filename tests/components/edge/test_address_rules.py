"""Which requests the firewall refuses by their address, compared with the routes they reach."""

import itertools
import re
from ipaddress import ip_address, ip_network
from typing import Any

import pytest

from components.edge.firewall import Firewall, FirewallArgs
from config.checks.firewall_capacity import capacity
from config.edge import WafSettings
from config.workload.programs import Service
from planning.routing import plan_routes
from tests.components.edge.test_firewall_rules import units
from tests.factories import make_environment
from tests.graph import Graph, deploy

ACL, SET = "aws:wafv2/webAcl:WebAcl", "aws:wafv2/ipSet:IpSet"
DOMAIN = "shop.example.com"
OFFICE, OFFICE_6 = "203.0.113.0/24", "2001:db8::/48"
GROUPS = WafSettings(managed_groups=["AWSManagedRulesSQLiRuleSet"])


def services(**routes: list[dict[str, Any]]) -> dict[str, Service]:
    return {
        name: Service.model_validate({"image": "a:1", "port": 80, "routes": given})
        for name, given in routes.items()
    }


def firewall(found: dict[str, Service], *static: str, scope: str = "CLOUDFRONT") -> Graph:
    args: dict[str, Any] = {
        "environment": make_environment(),
        "settings": GROUPS,
        "scope": scope,
        "rate_limit_per_address": 2000,
        "services": found,
        "static_prefixes": static,
        "kms_key_arn": "arn:aws:kms:us-east-1:111122223333:key/logs",
    }
    return deploy(lambda: Firewall("firewall", FirewallArgs(**args)))


def address_rules(graph: Graph) -> list[dict[str, Any]]:
    found = graph.one(ACL).inputs["rules"]
    return [rule for rule in found if rule["name"].startswith("allow-from-")]


class Waf:
    """What AWS WAF makes of the rules: enough of it for addresses, hosts and paths."""

    def __init__(self, graph: Graph) -> None:
        self.rules = address_rules(graph)
        self.sets = {each.outputs["arn"]: each.inputs["addresses"] for each in graph.all(SET)}

    def refuses(self, host: str, path: str, caller: str) -> bool:
        return any(self._is(rule["statement"], host, path, caller) for rule in self.rules)

    def _is(self, statement: dict[str, Any], host: str, path: str, caller: str) -> bool:
        [(kind, of)] = statement.items()
        if kind == "andStatement":
            return all(self._is(each, host, path, caller) for each in of["statements"])
        if kind == "notStatement":
            return not self._is(of["statement"], host, path, caller)
        if kind == "ipSetReferenceStatement":
            return any(ip_address(caller) in ip_network(each) for each in self.sets[of["arn"]])
        assert kind == "regexMatchStatement"
        text = path if "uriPath" in of["fieldToMatch"] else host.lower()
        return re.search(of["regexString"], text) is not None


def reached(found: dict[str, Service], static: tuple[str, ...], host: str, path: str) -> Any:
    """The rule of the load balancer that answers; nothing for static files and for 404."""
    if any(path == each or path.startswith(f"{each}/") for each in static):
        return None
    plans = [plan for each in plan_routes(found, DOMAIN).values() for plan in each]
    for plan in sorted(plans, key=lambda plan: plan.priority):
        below = (p == "/" or path == p or path.startswith(f"{p}/") for p in plan.paths)
        if any(below) and (not plan.hosts or host in plan.hosts):
            return plan
    return None


COMPANIES = {
    "one path": (services(pay=[{"paths": ["/pay"], "allow_from": [OFFICE]}]), ()),
    "a host": (
        services(
            desk=[{"hosts": ["desk"], "allow_from": [OFFICE, OFFICE_6]}],
            web=[{"auth": "none"}, {"paths": ["/api"]}],
        ),
        ("/static",),
    ),
    "open paths within": (
        services(
            pay=[{"paths": ["/api"], "allow_from": [OFFICE]}, {"paths": ["/api/a/b"]}],
            more=[{"paths": ["/api/a"], "allow_from": [OFFICE_6]}, {"hosts": ["desk"]}],
            desk=[{"hosts": ["desk", "app"], "paths": ["/api"]}],
        ),
        ("/api/static",),
    ),
    "one of two hosts": (
        services(
            pay=[
                {"hosts": ["desk", "app"], "paths": ["/api"], "allow_from": [OFFICE]},
                {"hosts": ["app"], "paths": ["/b", "/x/static"], "allow_from": [OFFICE]},
            ],
            desk=[{"hosts": ["desk"], "paths": ["/api/a"]}, {"hosts": ["www2"]}],
            rest=[{"paths": ["/"]}, {"hosts": ["app", "desk", "x"], "paths": ["/b/a"]}],
        ),
        (),
    ),
}
HOSTS = [DOMAIN, *(f"{label}.{DOMAIN}" for label in ("desk", "app", "x", "www2"))]
PATHS = ["/", *(f"/{'/'.join(p)}" for p in itertools.product("abx", ("a", "b", "static")))]
PATHS += ["/pay", "/pay/1", "/payments", "/static/a", "/api", "/api/a", "/api/a/b", "/api/a/b/c"]
PATHS += ["/api/static/x", "/api/ab", "/b", "/b/a", "/b/a/x"]


@pytest.mark.parametrize("company", COMPANIES)
def test_exactly_the_requests_that_reach_the_route_are_refused_to_others(company: str) -> None:
    found, static = COMPANIES[company]
    waf = Waf(firewall(found, *static))
    refused = 0
    for host, path in itertools.product(HOSTS, PATHS):
        plan = reached(found, static, host, path)
        for caller in ("203.0.113.9", "198.51.100.1", "2001:db8::9", "2001:db9::9"):
            networks = map(ip_network, plan.allow_from) if plan else ()
            allowed = not plan or not plan.allow_from
            allowed = allowed or any(ip_address(caller) in network for network in networks)
            assert waf.refuses(host, path, caller) is not allowed, (host, path, caller)
            refused += not allowed
    assert refused


def test_a_host_in_another_spelling_is_no_way_around() -> None:
    found, static = COMPANIES["open paths within"]
    waf = Waf(firewall(found, *static))
    for host in (f"DESK.{DOMAIN}", f"desk.{DOMAIN}"):
        assert not waf.refuses(host, "/api/x", "198.51.100.1")
    # The load balancer could take it for another host than the firewall does.
    assert waf.refuses(f"desk.{DOMAIN}:8443", "/api/x", "198.51.100.1")


@pytest.mark.parametrize(
    ("scope", "region"), [("CLOUDFRONT", "us-east-1"), ("REGIONAL", "eu-central-1")]
)
def test_a_set_holds_one_version_of_addresses_where_the_firewall_is(
    scope: str, region: str
) -> None:
    graph = firewall(COMPANIES["a host"][0], scope=scope)
    assert {each.name: each.inputs for each in graph.all(SET)} == {
        f"firewall-desk--desk-root-ipv{version}": {
            "region": region,
            "scope": scope,
            "ipAddressVersion": f"IPV{version}",
            "addresses": [network],
            "description": "Networks that may call a route",
        }
        for version, network in ((4, OFFICE), (6, OFFICE_6))
    }
    [rule] = address_rules(graph)
    assert (rule["action"], rule["priority"]) == ({"block": {}}, 50)
    assert "overrideAction" not in rule


@pytest.mark.parametrize("company", COMPANIES)
def test_the_configuration_counts_what_the_rules_take(company: str) -> None:
    found, static = COMPANIES[company]
    rules = [_snake(rule["statement"]) for rule in address_rules(firewall(found, *static))]
    sets = str(rules).count("ip_set_reference_statement")
    without = services(a=[{"auth": "none"}])
    assert capacity(GROUPS, found, static) - capacity(GROUPS, without) == units(rules) + sets


def _snake(value: Any) -> Any:
    if isinstance(value, list):
        return [_snake(each) for each in value]
    if isinstance(value, dict):
        return {re.sub("([A-Z])", r"_\1", k).lower(): _snake(v) for k, v in value.items()}
    return value


def test_a_workload_without_such_routes_has_no_sets_and_no_rules() -> None:
    graph = firewall(services(web=[{"auth": "none"}]))
    assert SET not in {each.type for each in graph.registrations}
    assert not address_rules(graph)
