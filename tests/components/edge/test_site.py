"""A site behind CloudFront: where its files come from, and which of them answers a path."""

import json
import shutil
import subprocess
from typing import Any

import pytest

from components.edge.site_function import site_code
from config.buckets import StaticSite
from config.workload import Service
from tests.components.edge.made import edge
from tests.graph import Graph

FUNCTION = "aws:cloudfront/function:Function"
DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
POLICY = "aws:s3/bucketPolicy:BucketPolicy"
APP = StaticSite(("@", "play"), "index.html", "index.html")
PAGES = StaticSite((), "index.html", None)
WELL_KNOWN = "/.well-known/apple-app-site-association"


def built(site: StaticSite = APP, static: tuple[str, ...] = ("/",)) -> Graph:
    api = {"image": "api:1", "port": 80, "routes": [{"paths": ["/api"]}]}
    services = {"api": Service.model_validate(api)}
    return edge(static=static, site=site, services=services)


def test_all_that_is_no_routes_comes_from_the_bucket() -> None:
    graph = built()
    inputs = graph.one(DISTRIBUTION).inputs
    default = inputs["defaultCacheBehavior"]
    assert default["targetOriginId"] == "bucket/"
    assert default["allowedMethods"] == ["GET", "HEAD"]
    assert default["functionAssociations"] == [
        {"eventType": "viewer-request", "functionArn": graph.one(FUNCTION).outputs["arn"]}
    ]
    others = {each["pathPattern"]: each for each in inputs["orderedCacheBehaviors"]}
    assert [*others] == ["/api", "/api/*", "/edge-errors/*"]
    assert others["/api/*"]["targetOriginId"] == "load-balancer"
    assert not any("functionAssociations" in each for each in others.values())


def test_other_static_files_keep_their_bucket_and_the_error_page() -> None:
    graph = built(static=("/", "/media"))
    inputs = graph.one(DISTRIBUTION).inputs
    origins = {e["pathPattern"]: e["targetOriginId"] for e in inputs["orderedCacheBehaviors"]}
    assert origins["/media/*"] == origins["/edge-errors/*"] == "bucket/media"
    page = graph.one("aws:s3/bucketObjectv2:BucketObjectv2")
    assert page.inputs["bucket"] == graph.one("aws:s3/bucket:Bucket", "media").outputs["bucket"]


def test_the_function_is_published_under_the_newest_runtime() -> None:
    inputs = built().one(FUNCTION, "edge-site").inputs
    assert inputs["runtime"] == "cloudfront-js-2.0"
    assert inputs["publish"] is True
    assert len(inputs["code"]) < 10_240  # AWS takes 10 KB.


def test_a_missing_file_is_missing_and_nothing_else_may_list() -> None:
    """S3 answers 403 in place of 404 to those who may not list."""
    graph = built(static=("/", "/media"))
    actions = {
        each.name: [
            allowed["Action"]
            for allowed in graph.policy(each)["Statement"]
            if allowed["Effect"] == "Allow"
        ]
        for each in graph.all(POLICY)
    }
    names = {name: str(said) for name, said in actions.items()}
    assert "s3:ListBucket" not in names["media"]
    [site] = [name for name in names if name != "media"]
    assert "s3:ListBucket" in names[site]


def answers(site: StaticSite, *requests: tuple[str, str]) -> list[Any]:
    """The path that is asked of the bucket, or the status of an answer, for each host and path.
    Skips the test where there is no JavaScript."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not on PATH")
    events = [
        {"request": {"uri": path, "headers": {"host": {"value": host}}}} for host, path in requests
    ]
    code = f"""{site_code(site, "example.com")}
    const found = {json.dumps(events)}.map(handler);
    console.log(JSON.stringify(found.map(each => each.statusCode || each.uri)));"""
    ran = subprocess.run([node, "-e", code], capture_output=True, text=True, check=True)
    return list(json.loads(ran.stdout))


@pytest.mark.parametrize(
    ("path", "app", "pages"),
    [
        ("/", "/index.html", "/index.html"),
        ("/play/42", "/index.html", "/play/42/index.html"),
        ("/docs/", "/index.html", "/docs/index.html"),
        ("/app.js", "/app.js", "/app.js"),
        ("/v1.2/start", "/index.html", "/v1.2/start/index.html"),
        ("/missing.png", "/missing.png", "/missing.png"),
        (WELL_KNOWN, WELL_KNOWN, WELL_KNOWN),
    ],
)
def test_a_path_without_a_file_gets_the_page_that_draws_it(path: str, app: str, pages: str) -> None:
    assert answers(APP, ("example.com", path)) == [app]
    assert answers(PAGES, ("example.com", path)) == [pages]


def test_a_host_that_is_not_the_sites_has_no_route() -> None:
    hosts = ["example.com", "PLAY.example.com", "api.example.com"]
    asked = [(host, "/") for host in hosts]
    assert answers(APP, *asked) == ["/index.html", "/index.html", 404]
    assert answers(PAGES, *asked) == ["/index.html"] * 3
