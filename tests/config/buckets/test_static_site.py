"""A bucket at `/` is a site: what can be written, and how a mistake is told."""

from typing import Any

import pytest

from config import ConfigError
from config.buckets import Bucket, StaticSite
from config.files.yaml_file import YamlFile
from config.loader import check
from tests.factories import SHOP, raw_settings, raw_workload

SITE = {"purpose": "static", "path": "/"}


def told(bucket: dict[str, Any], *routes: dict[str, Any]) -> tuple[str, ...]:
    """What is said of a shop with this bucket, whose services answer these routes."""
    workload = raw_workload(buckets={"client": bucket})
    for service in workload["services"].values():
        service["routes"] = []
    workload["services"]["docs"]["routes"] = list(routes)
    files = YamlFile("Pulumi.prod.yaml", None, {}), YamlFile("workload.yaml", workload, {})
    try:
        check("prod", raw_settings("prod"), *files, SHOP)
    except ConfigError as error:
        return error.problems
    return ()


def test_a_site_stands_beside_routes_below_the_root() -> None:
    site = {**SITE, "hosts": ["@", "play"], "fallback": "app/index.html"}
    assert told(site, {"paths": ["/api"]}) == ()


def test_what_is_not_said_is_the_index_of_each_folder_at_every_host() -> None:
    assert Bucket.model_validate(SITE).site() == StaticSite((), "index.html", None)
    assert Bucket.model_validate({**SITE, "path": "/static"}).site() is None


def test_a_route_at_the_root_is_refused_at_any_host() -> None:
    [problem] = told({**SITE, "hosts": ["@"]}, {"hosts": ["docs"], "paths": ["/"]})
    assert "services.docs.routes.0.paths" in problem
    assert "bucket client at every host" in problem
    assert "such as /api" in problem


@pytest.mark.parametrize("path", ["/", "/media"])
def test_two_buckets_of_one_path_are_refused(path: str) -> None:
    bucket = {**SITE, "path": path}
    workload = raw_workload(buckets={"client": bucket, "other": bucket})
    for service in workload["services"].values():
        service["routes"] = []
    files = YamlFile("Pulumi.prod.yaml", None, {}), YamlFile("workload.yaml", workload, {})
    with pytest.raises(ConfigError, match=f"other.path: overlaps {path} of client"):
        check("prod", raw_settings("prod"), *files, SHOP)


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ({"path": "/app", "index": "index.html"}, ("client.index", "`path: /`")),
        ({"path": "/app", "fallback": "index.html"}, ("client.fallback", "`path: /`")),
        ({"index": "docs/index.html"}, ("client.index", "without /")),
        ({"fallback": "/index.html"}, ("client.fallback", "without a leading /")),
        ({"fallback": "index"}, ("client.fallback", "with its ending", "got 'index'")),
        ({"fallback": ""}, ("client.fallback", "such as index.html")),
        ({"fallback": True}, ("client.fallback", "must be text")),
        ({"index": ["index.html"]}, ("client.index", "must be text")),
        ({"index": "a'%>.html"}, ("client.index", "such as index.html")),
        ({"fall_back": "index.html"}, ("did you mean fallback?",)),
        ({"hosts": ["www"]}, ("client.hosts", "is reserved")),
        ({"purpose": "uploads"}, ("client.path", "purpose static")),
    ],
    ids=str,
)
def test_a_mistake_is_told_with_its_place_and_remedy(
    keys: dict[str, Any], says: tuple[str, ...]
) -> None:
    problems = told({**SITE, **keys})
    assert len(problems) == 1, problems
    assert [text for text in says if text not in problems[0]] == []
