"""Hosts and health paths, as the routes of a workload give them."""

from typing import Any

from config import Workload
from planning.public_hosts import health_paths, hosts
from tests.factories import make_workload


def workload(**services: dict[str, Any]) -> Workload:
    """A workload of these services alone; each answers /healthz unless it says otherwise."""
    return Workload.model_validate(
        {
            "services": {
                name: {"image": f"{name}:1.0.0", "port": 8080, **service}
                for name, service in services.items()
            }
        }
    )


def test_hosts_are_those_of_all_routes_and_the_apex() -> None:
    routed = workload(
        web={"routes": [{"hosts": ["app", "docs"]}, {"paths": ["/help"], "hosts": ["docs"]}]},
        api={"routes": [{"hosts": ["api"], "paths": ["/api"]}]},
        hidden={"routes": []},
    )
    assert hosts(routed) == ["@", "api", "app", "docs"]


def test_the_apex_has_a_record_even_if_no_route_names_a_host() -> None:
    assert hosts(workload(web={"routes": [{"paths": ["/"]}]})) == ["@"]


def test_the_open_hosts_of_the_checked_in_workload_are_checked() -> None:
    given = make_workload()
    # admin asks for a token, and static serves files only.
    assert set(hosts(given)) - set(health_paths(given)) == {"admin", "static"}
    assert set(health_paths(given)) == {"@", "api", "app", "docs"}


def test_a_host_behind_authentication_is_not_checked() -> None:
    routes = [{"hosts": ["admin"], "auth": "required"}]
    assert health_paths(workload(admin={"routes": routes})) == {}


def test_a_host_whose_paths_do_not_lead_to_the_health_path_is_not_checked() -> None:
    routes = [{"hosts": ["api"], "paths": ["/api", "/health"], "auth": "none"}]
    assert health_paths(workload(api={"routes": routes})) == {}


def test_a_health_path_below_a_prefix_is_reached() -> None:
    routes = [{"hosts": ["api"], "paths": ["/api"], "auth": "none"}]
    service = {"routes": routes, "health_path": "/api/up"}
    assert health_paths(workload(api=service)) == {"api": "/api/up"}


def test_a_route_that_names_the_host_comes_before_one_for_all_hosts() -> None:
    given = workload(
        web={"routes": [{"paths": ["/"], "auth": "none"}], "health_path": "/web"},
        docs={"routes": [{"hosts": ["docs"], "auth": "none"}], "health_path": "/docs-up"},
    )
    assert health_paths(given) == {"@": "/web", "docs": "/docs-up"}


def test_the_longest_prefix_comes_first() -> None:
    given = workload(
        web={"routes": [{"paths": ["/"], "auth": "none"}], "health_path": "/web"},
        api={"routes": [{"paths": ["/up/api"], "auth": "none"}], "health_path": "/up/api"},
    )
    assert health_paths(given) == {"@": "/up/api"}
