"""Networks that may call a route: what can be written, and how a mistake is told."""

from typing import Any

import pytest

from planning.public_hosts import health_paths
from tests.config.gateway.told import told
from tests.factories import lifted, make_workload

OFFICE = ["203.0.113.0/24", "203.0.113.7/32", "2001:db8::/48"]


def test_networks_of_both_versions_can_be_written() -> None:
    assert told({"allow_from": OFFICE}) == ()
    assert told({"allow_from": OFFICE, "auth": "none"}) == ()


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("203.0.113.0/24", ("routes.0.allow_from", "must be a list")),
        ([], ("routes.0.allow_from", "at least 1")),
        ([None], ("routes.0.allow_from.0", "must not be null")),
        (["203.0.113.7"], ("allow_from.0", "write 203.0.113.7/32", "got '203.0.113.7'")),
        (["2001:db8::7"], ("allow_from.0", "write 2001:db8::7/128")),
        (["203.0.113.7/24"], ("allow_from.0", "write 203.0.113.0/24")),
        (["0.0.0.0/0"], ("allow_from.0", "everybody")),
        (["::/0"], ("allow_from.0", "everybody")),
        (["10.0.0.0/8"], ("allow_from.0", "private network", "VPN")),
        (["fd00::/8"], ("allow_from.0", "private network")),
        (["office"], ("allow_from.0", "such as 203.0.113.0/24", "got 'office'")),
        ([203], ("allow_from.0", "must be text")),
        ([f"203.0.113.{n}/32" for n in range(101)], ("allow_from", "at most 100")),
    ],
    ids=str,
)
def test_a_mistake_is_told_with_its_place_and_remedy(value: Any, says: tuple[str, ...]) -> None:
    problems = told({"allow_from": value})
    assert len(problems) == 1, problems
    assert [text for text in says if text not in problems[0]] == []


def test_a_near_miss_of_the_key_is_told() -> None:
    [problem] = told({"allowed_from": OFFICE})
    assert "did you mean allow_from?" in problem


def test_it_needs_the_firewall() -> None:
    settings = {"waf": None, "production": lifted("waf")}
    unlimited = {"accounts": {"routes": [{"paths": ["/api/accounts"]}]}}
    [problem] = told({"allow_from": OFFICE}, settings=settings, services=unlimited)
    assert "routes of docs have allow_from" in problem


def test_more_paths_than_the_firewall_has_room_for_are_told() -> None:
    routes = [
        {"paths": [f"/a{number}", f"/b{number}"], "allow_from": OFFICE} for number in range(5)
    ]
    many = {f"s{n}": {"image": "a:1", "port": 80, "routes": _at(routes, n)} for n in range(6)}
    problems = told({}, services=many)
    assert [each for each in problems if "60 paths with allow_from" in each]


def _at(routes: list[dict[str, Any]], number: int) -> list[dict[str, Any]]:
    return [{**route, "hosts": [f"h{number}"]} for route in routes]


def test_no_health_check_of_aws_asks_a_route_that_refuses_it() -> None:
    def paths(**route: Any) -> dict[str, str]:
        services = {"docs": {"routes": [{"hosts": ["docs"], "auth": "none", **route}]}}
        return health_paths(make_workload(services=services))

    assert "docs" in paths()
    assert "docs" not in paths(allow_from=OFFICE)
