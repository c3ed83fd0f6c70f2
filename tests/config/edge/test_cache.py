"""Answers that the edge keeps for a time: what can be written, and how a mistake is told."""

from typing import Any

import pytest

from config import ConfigError
from config.edge import edge_behaviors
from config.edge.cache_checks import cache_problems
from config.files.yaml_file import YamlFile
from config.loader import check
from config.workload import Workload
from planning.edge_behaviors import plan_behaviors
from tests.factories import SHOP, make_workload, raw_settings, raw_workload

EDGE = {"price_class": "PriceClass_100"}


def told(seconds: Any, *routes: dict[str, Any], websocket: bool = False) -> tuple[str, ...]:
    """What is said of a shop whose docs service has these routes, and whose edge keeps answers."""
    docs = {"routes": [{"hosts": ["docs"], "auth": "none", **each} for each in routes]}
    workload = raw_workload(services={"docs": {**docs, "websocket": websocket}})
    files = YamlFile("Pulumi.prod.yaml", None, {}), YamlFile("workload.yaml", workload, {})
    try:
        check("prod", raw_settings("prod", edge={**EDGE, "cache_seconds": seconds}), *files, SHOP)
    except ConfigError as error:
        return error.problems
    return ()


def test_paths_that_a_service_answers_to_everybody_are_kept() -> None:
    assert told({"/guide": 60, "/guide/img": 31_536_000}, {"paths": ["/guide"]}) == ()


def test_a_guarded_route_below_stays_as_it_is() -> None:
    inner = {"paths": ["/guide/mine"], "auth": "required"}
    assert told({"/guide": 60}, {"paths": ["/guide"]}, inner) == ()


def test_a_path_is_guarded_if_it_is_at_any_host() -> None:
    routes: list[dict[str, Any]] = [
        {"paths": ["/guide"]},
        {"hosts": ["app"], "paths": ["/guide"], "auth": "required"},
    ]
    [problem] = told({"/guide/img": 60}, *routes)
    assert "edge.cache_seconds./guide/img: is answered by docs to those with a token" in problem


@pytest.mark.parametrize(
    ("seconds", "says"),
    [
        ({"/api/orders": 60}, ("cache_seconds./api/orders", "orders", "auth: none")),
        ({"/static/img": 60}, ("cache_seconds./static/img", "bucket", "Cache-Control")),
        ({"/pages": 60}, ("cache_seconds./pages", "cache: true", "one of the two")),
        ({"/guide": 0}, ("cache_seconds./guide", "at least 1", "got 0")),
        ({"/guide": 31_536_001}, ("cache_seconds./guide", "at most 31536000")),
        ({"/guide": "1 day"}, ("cache_seconds./guide", "number", "got '1 day'")),
        ({"/guide": None}, ("cache_seconds./guide", "must not be null")),
        ({"guide": 60}, ("cache_seconds.guide", "starts with `/`")),
        ({"/guide/*": 60}, ("cache_seconds.", "without `*`")),
        (["/guide"], ("cache_seconds", "must be")),
        ({f"/guide/{n}": n for n in range(1, 10)}, ("cache_seconds", "9 different times")),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_mistake_is_told_with_its_place_and_remedy(seconds: Any, says: tuple[str, ...]) -> None:
    problems = told(seconds, {"paths": ["/guide"]}, {"paths": ["/pages"], "cache": True})
    assert len(problems) == 1, problems
    assert [text for text in says if text not in problems[0]] == []


def test_a_websocket_is_never_kept() -> None:
    [problem] = told({"/live": 60}, {"paths": ["/live"]}, websocket=True)
    assert "has websockets" in problem


def test_a_near_miss_of_the_key_is_told() -> None:
    settings = raw_settings("prod", edge={**EDGE, "cache_second": {"/guide": 60}})
    files = YamlFile("Pulumi.prod.yaml", None, {}), YamlFile("w.yaml", raw_workload(), {})
    with pytest.raises(ConfigError, match=r"did you mean cache_seconds\?"):
        check("prod", settings, *files, SHOP)


def test_a_path_that_no_route_answers_is_refused() -> None:
    route = {"paths": ["/api"], "auth": "none"}
    services = {"api": {"image": "api:1", "port": 80, "routes": [route]}}
    bucket = {"purpose": "static", "path": "/"}
    for buckets, says in (({}, "is the path of no route"), ({"web": bucket}, "from bucket web")):
        workload = Workload.model_validate({"services": services, "buckets": buckets})
        [problem] = cache_problems({"/img": 60, "/api/img": 60}, workload)
        assert problem.key == "edge.cache_seconds./img"
        assert says in problem.remedy
        assert problem.remedy.endswith("name a path that a service answers")


@pytest.mark.parametrize(
    "seconds", [{"/guide": 60}, {"/guide": 60, "/guide/a": 60, "/guide/b": 5}, {"/": 9, "/api": 9}]
)
def test_the_quota_counts_what_is_planned(seconds: dict[str, int]) -> None:
    workload = make_workload()
    prefixes = [each.path for each in workload.buckets.values() if each.path]
    plan = plan_behaviors(workload.services, prefixes, seconds)
    patterns = sum(len(each.patterns) for each in plan.ordered)
    assert edge_behaviors(workload, seconds) == patterns + 1
