"""Rate limits of routes: what they count, and what the rules cost."""

import re
from typing import Any

import pulumi
import pytest

from components.edge.firewall_rules import RateLimit, route_limits, web_acl_rules
from config.checks.firewall_capacity import capacity, rate_limits
from config.edge import WafSettings
from config.values import aws_facts
from config.workload.programs import Service
from tests.factories import make_settings, make_workload

EVERYONE = RateLimit(name="rate-limit", limit=2000)


def limited(**route: Any) -> RateLimit:
    service = {"image": "web:1", "port": 80, "routes": [{"rate_limit": 50, **route}]}
    (limit,) = route_limits({"web": Service.model_validate(service)}, "shop.example.com")
    return limit


def scope_of(limit: RateLimit) -> Any:
    (rule,) = web_acl_rules(WafSettings(managed_groups=[]), [limit])
    statement: Any = rule["statement"]
    return statement["rate_based_statement"].get("scope_down_statement")


@pytest.mark.parametrize(
    ("path", "counts"),
    [
        ("/api/login", True),
        ("/api/login/", True),
        ("/api/login/reset", True),
        ("/v1.0/login", True),
        ("/v1x0/login", False),
        ("/api/login2", False),
        ("/api", False),
        ("/x/api/login", False),
    ],
)
def test_a_routes_limit_counts_its_prefixes_only(path: str, counts: bool) -> None:
    scope = scope_of(limited(paths=["/api/login", "/v1.0/login"]))["regex_match_statement"]
    assert scope["field_to_match"] == {"uri_path": {}}
    assert bool(re.search(scope["regex_string"], path)) is counts


def test_an_encoded_path_counts_as_the_path_it_stands_for() -> None:
    scope = scope_of(limited(paths=["/api/login"]))["regex_match_statement"]
    transformations = [each["type"] for each in scope["text_transformations"]]
    assert transformations == ["URL_DECODE", "NORMALIZE_PATH"]


@pytest.mark.parametrize(
    ("host", "counts"),
    [
        ("app.shop.example.com", True),
        ("app.shop.example.com:443", True),
        ("shop.example.com", True),
        ("appxshop.example.com", False),
        ("other.shop.example.com", False),
        ("shop.example.com.evil.net", False),
    ],
)
def test_a_routes_limit_counts_its_hosts_only(host: str, counts: bool) -> None:
    scope = scope_of(limited(paths=["/"], hosts=["@", "app"]))["regex_match_statement"]
    assert scope["field_to_match"] == {"single_header": {"name": "host"}}
    assert [each["type"] for each in scope["text_transformations"]] == ["LOWERCASE"]
    assert bool(re.search(scope["regex_string"], host)) is counts


def test_a_route_with_hosts_and_paths_counts_what_has_both() -> None:
    scope = scope_of(limited(paths=["/login"], hosts=["app"]))
    assert len(scope["and_statement"]["statements"]) == 2


def test_a_route_that_is_everything_has_no_scope() -> None:
    assert scope_of(limited(paths=["/"])) is None


def test_a_route_without_a_limit_has_no_rule() -> None:
    service = {"image": "web:1", "port": 80, "routes": [{"paths": ["/api/accounts"]}]}
    services = {"web": Service.model_validate(service)}
    assert route_limits(services, "shop.example.com") == []


def test_a_pattern_that_waf_does_not_take_is_refused() -> None:
    def limit(letters: str) -> RateLimit:
        paths = tuple(f"/{letter * 119}" for letter in letters)
        return RateLimit(name="long", limit=10, paths=paths)

    assert scope_of(limit("a"))
    with pytest.raises(pulumi.RunError, match="WAF takes 200; split the route"):
        scope_of(limit("ab"))


@pytest.mark.parametrize("stack", ["prod", "staging"])
def test_the_checked_in_environments_stay_within_the_capacity_that_costs_nothing(
    stack: str,
) -> None:
    settings = make_settings(stack)
    assert settings.waf
    assert capacity(settings.waf, make_workload().services) <= 1500 < aws_facts.WAF_CAPACITY_LIMIT


UNITS = {"rate_based_statement": 2, "and_statement": 1, "regex_match_statement": 3}
"""docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statements-list.html"""


def units(made: Any) -> int:
    """What the statements of rules take, however deep they stand in them."""
    if isinstance(made, list):
        return sum(map(units, made))
    if not isinstance(made, dict):
        return 0
    own = sum(UNITS.get(key, 0) for key in made) + 10 * len(made.get("text_transformations", []))
    if "managed_rule_group_statement" in made:
        own += aws_facts.WAF_MANAGED_GROUPS[made["managed_rule_group_statement"]["name"]]
    return own + sum(map(units, made.values()))


@pytest.mark.parametrize(
    ("route", "takes"),
    [
        ({"paths": ["/"]}, 2),
        ({"paths": ["/a", "/b"]}, 25),
        ({"paths": ["/"], "hosts": ["a"]}, 15),
        ({"paths": ["/a"], "hosts": ["a"]}, 39),
    ],
)
def test_the_configuration_counts_what_the_rules_take(route: dict[str, Any], takes: int) -> None:
    raw = {"image": "web:1", "port": 80, "routes": [{"rate_limit": 50, **route}, {"paths": ["/c"]}]}
    services = {"web": Service.model_validate(raw)}
    settings = WafSettings(managed_groups=["AWSManagedRulesSQLiRuleSet"])
    limits = [EVERYONE, *route_limits(services, "shop.example.com")]
    made = web_acl_rules(settings, limits)
    assert units(made) == capacity(settings, services) == 200 + 2 + takes
    assert len(limits) == rate_limits(services) == 2


def test_priorities_and_names_are_unique() -> None:
    settings = make_settings()
    assert settings.waf
    limits = [RateLimit(name=f"limit-{number}", limit=10) for number in range(100)]
    made = web_acl_rules(settings.waf, limits)
    assert len({rule["priority"] for rule in made}) == len(made) == 106
    assert len({rule["name"] for rule in made}) == len(made)
