"""Which path is treated in which way, and in which order CloudFront asks."""

from typing import Any

import pytest

from config.workload.programs import Service
from planning.edge_behaviors import Plan, plan_behaviors

STATIC = ["/static"]


def service(*routes: dict[str, Any], websocket: bool = False) -> Service:
    return Service.model_validate(
        {"image": "web:1", "port": 80, "routes": list(routes), "websocket": websocket}
    )


def pages(*paths: str) -> dict[str, Any]:
    return {"paths": list(paths), "auth": "none", "cache": True}


def dynamic(*paths: str) -> dict[str, Any]:
    return {"paths": list(paths)}


def planned(plan: Plan) -> list[tuple[str, str]]:
    return [(behavior.prefix, behavior.kind) for behavior in plan.ordered]


def test_without_routes_that_may_be_kept_all_is_dynamic() -> None:
    plan = plan_behaviors({"web": service(dynamic("/")), "api": service(dynamic("/api"))}, [])
    assert plan == Plan(ordered=(), default="dynamic")


def test_pages_at_the_root_leave_the_apis_dynamic() -> None:
    plan = plan_behaviors({"web": service(pages("/")), "api": service(dynamic("/api"))}, [])
    assert plan.default == "pages"
    assert planned(plan) == [("/api", "dynamic")]


def test_a_path_that_only_some_routes_keep_is_dynamic() -> None:
    hosts = {"hosts": ["app"]}
    plan = plan_behaviors(
        {"web": service(pages("/")), "admin": service({**dynamic("/"), **hosts})}, []
    )
    assert plan == Plan(ordered=(), default="dynamic")


def test_websockets_are_never_kept() -> None:
    plan = plan_behaviors(
        {"live": service(pages("/ws"), websocket=True), "web": service(pages("/ws"))}, []
    )
    assert planned(plan) == [("/ws", "websocket")]


def test_a_deeper_prefix_comes_before_a_shallower_one() -> None:
    services = {"a": service(pages("/a"), dynamic("/a/b"), pages("/a/b/c"))}
    plan = plan_behaviors(services, STATIC)
    assert planned(plan) == [
        ("/a/b/c", "pages"),
        ("/a/b", "dynamic"),
        ("/a", "pages"),
        ("/edge-errors", "static"),
        ("/static", "static"),
    ]


def test_a_prefix_that_its_parent_covers_needs_no_behavior() -> None:
    services = {"a": service(pages("/a", "/a/b")), "b": service(dynamic("/c"))}
    assert planned(plan_behaviors(services, [])) == [("/a", "pages")]


def test_a_name_that_only_begins_alike_is_another_prefix() -> None:
    plan = plan_behaviors({"a": service(pages("/a"), dynamic("/ab/c"))}, [])
    assert planned(plan) == [("/a", "pages")]


def test_the_order_of_services_changes_nothing() -> None:
    services = {"a": service(pages("/a", "/b")), "live": service(pages("/ws"), websocket=True)}
    backwards = dict(reversed(services.items()))
    one, other = plan_behaviors(services, ["/x", "/y"]), plan_behaviors(backwards, ["/y", "/x"])
    assert one == other


@pytest.mark.parametrize(
    ("prefix", "patterns"), [("/static", ("/static/*",)), ("/ws", ("/ws", "/ws/*"))]
)
def test_a_prefix_matches_itself_unless_it_is_a_buckets(
    prefix: str, patterns: tuple[str, ...]
) -> None:
    plan = plan_behaviors({"live": service(dynamic("/ws"), websocket=True)}, STATIC)
    (behavior,) = (each for each in plan.ordered if each.prefix == prefix)
    assert behavior.patterns == patterns


def test_the_error_page_is_outside_of_what_deployments_replace() -> None:
    prefixes = [prefix for prefix, _ in planned(plan_behaviors({}, STATIC))]
    assert prefixes == ["/edge-errors", "/static"]
    assert plan_behaviors({}, []).ordered == ()


def test_answers_that_are_kept_for_a_time_leave_deeper_routes_as_they_are() -> None:
    services = {"web": service({"paths": ["/"], "auth": "none"}), "my": service(dynamic("/a/my"))}
    plan = plan_behaviors(services, [], {"/a": 60, "/a/b": 60, "/a/c": 5})
    assert plan.default == "dynamic"
    assert [(each.prefix, each.kind, each.seconds) for each in plan.ordered] == [
        ("/a/c", "kept", 5),
        ("/a/my", "dynamic", 0),
        ("/a", "kept", 60),
    ]
    assert plan.times == [5, 60]


def test_the_whole_of_a_host_may_be_kept() -> None:
    services = {"web": service({"paths": ["/"], "auth": "none"}), "api": service(dynamic("/api"))}
    plan = plan_behaviors(services, [], {"/": 60})
    assert (plan.default, plan.default_seconds, plan.times) == ("kept", 60, [60])
    assert planned(plan) == [("/api", "dynamic")]
