"""Services that answer inside the network only: which may be written, and what is told."""

from typing import Any

import pytest

from config import CloudPlatform, ConfigError
from config.files.yaml_file import YamlFile
from config.loader import check
from planning import plan_routes, public_hosts
from tests.factories import SHOP, make_workload, raw_settings, raw_workload

LEDGER: dict[str, Any] = {"image": "ledger:1.0.0", "port": 8080, "private": True}
ROUTE: dict[str, Any] = {"hosts": ["ledger"]}
PRIVATE: dict[str, Any] = {"allow_from": ["10.0.0.0/8"]}


def checked(
    *routes: dict[str, Any],
    private: dict[str, Any] | None = PRIVATE,
    ledger: dict[str, Any] | None = None,
    stack: str = "prod",
    **changes: Any,
) -> CloudPlatform:
    service = {**LEDGER, "routes": list(routes or (ROUTE,)), **(ledger or {})}
    workload = raw_workload(**{"services": {"ledger": service}, **changes})
    settings = raw_settings(stack, gateway={"private": private})
    files = YamlFile("Pulumi.prod.yaml", None, {}), YamlFile("workload.yaml", workload, {})
    found = check(stack, settings, *files, SHOP)
    assert isinstance(found, CloudPlatform)
    return found


def told(*routes: dict[str, Any], **changes: Any) -> str:
    """What is said of an environment with these routes of one private service."""
    with pytest.raises(ConfigError) as refused:
        checked(*routes, **changes)
    return str(refused.value)


def test_private_hosts_have_a_domain_of_their_own() -> None:
    """So a label, and a path at it, may be public and private at once."""
    found = checked({"hosts": ["docs", "@"], "paths": ["/"]}).workload
    assert "docs" in public_hosts.hosts(found)
    plans = plan_routes(found.services, "example.com", "inside")["ledger"]
    assert [each.hosts for each in plans] == [("docs.inside.example.com", "inside.example.com")]


def test_nobody_asks_from_outside_whether_it_is_well() -> None:
    service = {**LEDGER, "routes": [{**ROUTE, "auth": "none"}]}
    workload = make_workload(services={"ledger": service})
    assert "ledger" not in public_hosts.hosts(workload)
    assert "ledger" not in public_hosts.health_paths(workload)


def test_a_reserved_label_is_free_inside() -> None:
    assert checked({"hosts": ["vault"]}, reserved_hosts=["vault"])


@pytest.mark.parametrize(
    ("routes", "says"),
    [
        ([{}], ("routes.0.hosts", "such as ledger")),
        ([{**ROUTE, "auth": "mtls"}], ("routes.0.auth", "which the internet reaches")),
        ([{**ROUTE, "allow_from": ["203.0.113.0/24"]}], ("gateway.private.allow_from names",)),
        ([{**ROUTE, "rate_limit": 100}], ("rate_limit", "do not pass")),
        ([{**ROUTE, "auth": "none", "cache": True}], ("cache", "do not pass")),
        ([ROUTE, ROUTE], ("routes.1.paths", "is already a route of ledger")),
    ],
)
def test_what_a_private_route_cannot_have_is_refused(
    routes: list[dict[str, Any]], says: tuple[str, ...]
) -> None:
    message = told(*routes)
    assert all(each in message for each in says)


def test_a_private_service_needs_a_route_and_networks() -> None:
    assert "private: is about routes" in told(ledger={"routes": []})
    assert "gateway.private: ledger answer inside the network only" in told(private=None)
    assert "is for services with private: true" in told(ledger={"private": False})


@pytest.mark.parametrize(
    ("private", "says"),
    [
        ({"allow_from": []}, "allow_from: needs at least 1"),
        ({"allow_from": ["203.0.113.0/24"]}, "who calls from the internet needs a service without"),
        ({"allow_from": ["0.0.0.0/0"]}, "must lie in a private range"),
        ({"allow_from": ["10.0.0.1/8"]}, "has host bits set"),
        ({"allow_from": ["10.0.0.0/8", "10.1.0.0/16"]}, "is part of 10.0.0.0/8 already"),
        ({"allow_from": ["10.0.0.0/8", "10.0.0.0/8"]}, "must name each once"),
        ({**PRIVATE, "subdomain": "@"}, "would hide every public host"),
        ({**PRIVATE, "subdomain": "docs"}, "is a public host of service docs"),
        ({**PRIVATE, "subdomain": "static"}, "is a public host of bucket static"),
        ({**PRIVATE, "subdomain": "staging"}, "is the domain of Pulumi.staging.yaml, whose public"),
        ({**PRIVATE, "subdomain": "a.b"}, "one DNS label"),
        ({**PRIVATE, "vpcs": ["vpc-1"]}, "the ID of a VPC"),
    ],
)
def test_a_wrong_value_is_refused_with_a_remedy(private: dict[str, Any], says: str) -> None:
    assert says in told(private=private)
