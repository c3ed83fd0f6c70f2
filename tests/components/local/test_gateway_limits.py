"""The gateway's rate limits on Docker: each route of the workload counts alone."""

import re

from components.local.gateway import haproxy_config
from planning.routing import plan_routes
from tests.factories import make_settings, make_workload


def configuration(*routes: dict[str, object]) -> str:
    workload = make_workload(services={"docs": {"routes": list(routes)}})
    services = {"docs": workload.services["docs"]}
    return haproxy_config.configuration(
        haproxy_config.Site(
            settings=make_settings().gateway,
            routes=plan_routes(services, "localhost")["docs"],
            services=services,
            static={},
            objects_address="objects:9000",
            https_port=8443,
            key_set="{}",
        )
    )


def limits(text: str) -> dict[str, int]:
    """Table -> limit, of the rules that refuse."""
    found = re.findall(r"sc_http_req_rate\(1,(\S+)\) gt (\d+)", text)
    return {table: int(limit) for table, limit in found}


def test_routes_with_one_path_and_different_hosts_have_limits_of_their_own() -> None:
    text = configuration(
        {"hosts": ["docs"], "paths": ["/login"], "rate_limit": 100},
        {"hosts": ["api"], "paths": ["/login"], "rate_limit": 5000},
    )
    assert sorted(limits(text).values()) == [100, 5000]
    for table in limits(text):
        assert text.count(f"backend {table}\n") == 1


def test_a_route_without_a_limit_does_not_inherit_one() -> None:
    text = configuration(
        {"hosts": ["docs"], "paths": ["/login"], "rate_limit": 100},
        {"hosts": ["api"], "paths": ["/login"]},
    )
    assert list(limits(text).values()) == [100]


def test_a_route_with_paths_of_different_depth_counts_them_together() -> None:
    """As AWS WAF does: it would be twice the limit otherwise."""
    text = configuration({"paths": ["/login", "/api/login"], "rate_limit": 100})
    [table] = limits(text)
    [rules] = re.findall(rf"track-sc1 src table {re.escape(table)} if (.*)", text)
    assert rules.count("docs.") == 2
