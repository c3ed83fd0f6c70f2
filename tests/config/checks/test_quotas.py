"""What AWS has no room for is told before anything runs, and what it has room for is not."""

import re
from collections.abc import Mapping
from typing import Any

import pytest

from config.checks.quota_checks import quota_problems
from config.edge import edge_behaviors
from config.gateway import balancer_of
from config.values import aws_facts
from config.values.section import Broken
from config.workload.workload import Workload
from tests.factories import make_settings

ROLLING = {"deployment": "rolling", "bake_minutes": 0}


def problems(programs: Mapping[str, Mapping[str, Any]], /, **settings: Any) -> list[Broken]:
    """What is said of these services in production, with some settings changed."""
    return list(quota_problems(workload(programs), make_settings("prod", **settings)))


def workload(
    services: Mapping[str, Mapping[str, Any]], buckets: Mapping[str, Any] | None = None
) -> Workload:
    programs = {name: {"image": "a:1", "port": 8080, **each} for name, each in services.items()}
    return Workload.model_validate(
        {"services": programs, "databases": {"shop": {}}, "buckets": buckets or {}}
    )


def each(count: int, **more: Any) -> dict[str, dict[str, Any]]:
    """So many services; `{name}` in a text is the service's."""
    return {
        f"s{number}": {
            key: [{"paths": [f"/s{number}"]}] if value == "route" else value
            for key, value in more.items()
        }
        for number in range(count)
    }


@pytest.mark.parametrize(
    ("count", "settings", "key", "says"),
    [
        (
            51,
            {},
            "quotas.target_groups",
            "102 target groups, one for each of 51 rules and another unless deployed rolling",
        ),
        (
            101,
            {"services": ROLLING},
            "quotas.target_groups",
            "101 target groups, one for each of 101 rules; AWS",
        ),
    ],
)
def test_routes_that_no_load_balancer_takes_are_refused(
    count: int, settings: dict[str, Any], key: str, says: str
) -> None:
    quotas = {"listener_rules": 500, "security_group_rules": 200}
    [broken] = problems(each(count, routes="route"), quotas=quotas, **settings)
    assert broken.key == key
    assert says in broken.remedy
    assert ("or deploy rolling" in broken.remedy) is (count == 51)
    assert problems(each(count - 1, routes="route"), quotas=quotas, **settings) == []


def test_more_load_balancers_are_offered_with_the_number_that_suffices() -> None:
    quotas = {"listener_rules": 500, "security_group_rules": 200}
    services = each(101, routes="route")
    [broken] = problems(services, services=ROLLING, quotas=quotas)
    found = re.search(
        r"Set gateway.load_balancers to (\d+), which moves (\d+) of 101 services", broken.remedy
    )
    assert found
    count, moving = map(int, found.groups())
    gateway = {"load_balancers": count}
    assert problems(services, services=ROLLING, quotas=quotas, gateway=gateway) == []
    assert moving == sum(balancer_of(name, count) != 1 for name in services)

    [broken] = problems(each(240, routes="route"), services=ROLLING, quotas=quotas, gateway=gateway)
    assert broken.key == "quotas.target_groups"
    assert re.search(r"the routes of gateway(-\d)? need 1\d\d target groups", broken.remedy)


def test_a_table_larger_than_a_function_is_refused() -> None:
    long = {f"s{n}": {"routes": [{"paths": [f"/{'x' * 90}{n}"]}]} for n in range(150)}
    gateway = {"load_balancers": 6}
    quotas = {"listener_rules": 500, "security_group_rules": 200}
    [broken] = problems(long, services=ROLLING, quotas=quotas, gateway=gateway)
    assert (broken.key, broken.value) == ("gateway.load_balancers", 6)
    assert "a function of CloudFront has room for 9000" in broken.remedy


def test_more_rules_than_the_quota_are_told_with_its_name_and_the_setting() -> None:
    [broken] = problems(each(50, routes="route"))
    assert (broken.key, broken.value) == ("quotas.listener_rules", 100)
    assert "needs 104 rules of the load balancer" in broken.remedy
    assert '"Rules per Application Load Balancer"' in broken.remedy
    assert problems(each(48, routes="route")) == []
    assert problems(each(50, routes="route"), quotas={"listener_rules": 104}) == []


def test_the_load_balancers_group_has_a_rule_for_each_service_with_routes() -> None:
    [broken] = problems(each(60, routes="route"), services=ROLLING)
    assert broken.key == "quotas.security_group_rules"
    assert "61 rules in the security group of the load balancer" in broken.remedy
    assert problems(each(59, routes="route"), services=ROLLING) == []
    raised = {"quotas": {"security_group_rules": 61}}
    assert problems(each(60, routes="route"), services=ROLLING, **raised) == []


def test_a_service_that_too_many_call_is_named() -> None:
    callers = {**each(61, uses={"services": ["users"]}), "users": {}}
    [broken] = problems(callers)
    assert "61 rules in the security group of service users (who calls it)" in broken.remedy
    del callers["s0"]
    assert problems(callers) == []


def test_a_program_that_goes_to_too_many_places_is_named() -> None:
    everywhere = {**each(60), "hub": {"uses": {"services": [f"s{n}" for n in range(60)]}}}
    [broken] = problems(everywhere)
    assert "61 rules in the security group of services.hub (where it goes)" in broken.remedy
    del everywhere["s0"]
    everywhere["hub"] = {"uses": {"services": [f"s{n}" for n in range(1, 60)]}}
    assert problems(everywhere) == []


def test_a_proxy_takes_two_hundred_logins_and_the_database_more() -> None:
    reads = {"uses": {"databases": {"shop": "read"}}}
    [broken] = problems(each(201, **reads))
    assert (broken.key, broken.value) == ("database.proxy", "201 programs with a login")
    assert problems(each(200, **reads)) == []
    assert problems(each(350, **reads), database={"proxy": None}) == []
    [broken] = problems(each(351, **reads), database={"proxy": None})
    assert broken.key == "database"


def test_a_cache_has_a_hundred_users_unless_aws_raised_it() -> None:
    cached = {"uses": {"cache": True}}
    [broken] = problems(each(100, **cached))
    assert broken.key == "quotas.cache_users"
    assert "needs 101 users of the cache" in broken.remedy
    assert problems(each(99, **cached)) == []
    assert problems(each(100, **cached), quotas={"cache_users": 101}) == []
    assert problems(each(100, **cached), cache=None) == []


def test_cloudfront_has_a_hundred_names_and_75_behaviors_unless_aws_raised_them() -> None:
    hosts: dict[str, dict[str, Any]] = {
        f"s{n}": {"routes": [{"hosts": [f"h{n}"], "auth": "none"}]} for n in range(100)
    }
    quotas = {"listener_rules": 500, "security_group_rules": 200}
    [broken] = problems(hosts, services=ROLLING, quotas=quotas)
    assert broken.key == "quotas.edge_hosts"
    assert "needs 101 host names" in broken.remedy
    assert problems(hosts, services=ROLLING, quotas=quotas | {"edge_hosts": 101}) == []
    hosts["s0"]["private"] = True
    assert problems(hosts, services=ROLLING, quotas=quotas) == []
    del hosts["s0"]["private"]
    open_gateway: dict[str, Any] = {"cors": {"allowed_origins": []}}
    assert problems(hosts, services=ROLLING, quotas=quotas, edge=None, gateway=open_gateway) == []

    paths = [f"/p{n}" for n in range(38)]
    routes = [{"paths": [path], "cache": True, "auth": "none"} for path in paths]
    pages: dict[str, dict[str, Any]] = {
        f"s{n}": {"routes": [route]} for n, route in enumerate(routes)
    }
    [broken] = problems(pages)
    assert broken.key == "quotas.edge_behaviors"
    assert "needs 77 cache behaviors" in broken.remedy
    del pages["s0"]
    assert problems(pages) == []
    inside = {"hosts": ["office"], "paths": ["/live"], "auth": "none"}
    pages["s0"] = {"private": True, "websocket": True, "routes": [inside]}
    assert problems(pages) == []


def limited(count: int) -> dict[str, dict[str, Any]]:
    return {
        f"s{number}": {"routes": [{"paths": [f"/s{number}"], "rate_limit": 100}]}
        for number in range(count)
    }


def test_a_firewall_takes_ten_rate_limits_of_which_one_is_everybodys() -> None:
    [broken] = problems(limited(10))
    assert (broken.key, broken.value) == ("waf", "11 rate limits")
    assert "takes 10 and AWS raises that for nobody" in broken.remedy
    assert "routes of s0, s1, s2" in broken.remedy
    assert problems(limited(9)) == []
    unlimited = {f"u{number}": {"routes": [{"paths": [f"/u{number}"]}]} for number in range(5)}
    assert problems({**limited(9), **unlimited}) == []


def test_groups_and_rate_limits_share_the_firewalls_capacity(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    groups = {"waf": {"managed_groups": ["AWSManagedRulesCommonRuleSet"]}}
    # 700 for the group, 2 for the limit of every address, 25 for each path with one.
    monkeypatch.setattr(aws_facts, "WAF_CAPACITY_LIMIT", 727)
    assert problems(limited(1), **groups) == []
    [broken] = problems(limited(2), **groups)
    assert (broken.key, broken.value) == ("waf.managed_groups", "752 capacity units")
    assert "a web ACL holds 727" in broken.remedy


def test_a_quota_cannot_be_less_than_everybody_has() -> None:
    with pytest.raises(ValueError, match="greater than or equal to 60"):
        make_settings("prod", quotas={"security_group_rules": 10})


def test_static_files_need_a_behavior_each_and_one_for_the_error_page() -> None:
    services = {"web": {"routes": [{"paths": ["/"], "auth": "none", "cache": True}]}}
    assert edge_behaviors(workload(services), {}) == 1
    static = {"files": {"purpose": "static", "path": "/static"}}
    assert edge_behaviors(workload(services, static), {}) == 3


@pytest.mark.parametrize(
    ("route", "service", "balancer"),
    [
        ({"hosts": ["banks"], "auth": "mtls"}, {}, "mtls-gateway"),
        ({"hosts": ["banks"]}, {"private": True}, "private-gateway"),
    ],
)
def test_services_apart_have_the_limits_of_their_own_load_balancer(
    route: dict[str, Any], service: dict[str, Any], balancer: str
) -> None:
    """They count for neither the other load balancer nor the edge and its firewall."""
    banks = {f"s{n}": {**service, "routes": [{**route, "paths": [f"/{n}"]}]} for n in range(51)}
    (groups, rules) = problems(banks)
    assert (groups.key, rules.key) == ("quotas.target_groups", "quotas.listener_rules")
    assert f"102 target groups of {balancer}" in groups.remedy
    assert not problems(banks, services=ROLLING)
