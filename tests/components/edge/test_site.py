"""A site behind CloudFront: where its files come from, and which of them answers a path."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from typing import Any

import pytest

from components.edge.host_redirects import redirect_code
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


def answers(
    site: StaticSite, *requests: tuple[str, str], redirects: Mapping[str, str] | None = None
) -> list[Any]:
    """The path that is asked of the bucket, or the status of an answer, for each host and path."""
    return answered(site_code(site, "example.com", redirects or {}), *requests)


def answered(code: str, *requests: tuple[str, str]) -> list[Any]:
    """What a function makes of a request for each host and path: another path, a place elsewhere,
    or a status. Skips the test where there is no JavaScript."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not on PATH")
    asked = f"""{code}
    const found = {json.dumps(requests)}.map(([host, asked]) => {{
        const [uri, query] = asked.split('?');
        const headers = {{host: {{value: host}}}};
        return handler({{request: {{uri, headers, rawQueryString: () => query}}}});
    }});
    console.log(JSON.stringify(found.map(each =>
        each.headers?.location?.value || each.statusCode || each.uri)));"""
    ran = subprocess.run([node, "-e", asked], capture_output=True, text=True, check=True)
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


WWW = {"www.example.com": "example.com"}


def test_a_host_that_leads_to_another_one_does_so_before_any_file() -> None:
    path = "/docs%20a/?q=a%26b&q=c"
    asked = [("WWW.example.com:443", path), ("www.example.com", "/"), ("example.com", "/docs")]
    there = ["https://example.com" + path, "https://example.com/"]
    assert answers(APP, *asked, redirects=WWW) == [*there, "/index.html"]
    assert answers(PAGES, *asked, redirects=WWW) == [*there, "/docs/index.html"]
    assert answered(redirect_code(WWW), *asked) == [*there, "/docs"]


def test_files_of_a_bucket_are_not_given_to_a_host_that_leads_elsewhere() -> None:
    graph = edge(static=("/static",), redirects=WWW)
    function = graph.one(FUNCTION, "edge-redirects")
    assert (function.inputs["runtime"], function.inputs["publish"]) == ("cloudfront-js-2.0", True)
    inputs = graph.one(DISTRIBUTION).inputs
    calling = {
        each["pathPattern"]: each["functionAssociations"]
        for each in inputs["orderedCacheBehaviors"]
        if "functionAssociations" in each
    }
    called = [{"eventType": "viewer-request", "functionArn": function.outputs["arn"]}]
    # What reaches the load balancer is redirected there, which costs nothing.
    assert calling == {"/static/*": called, "/edge-errors/*": called}
    assert FUNCTION not in {each.type for each in edge(static=(), redirects=WWW).registrations}
    [site] = edge(static=("/",), site=PAGES, services={}, redirects=WWW).all(FUNCTION)
    assert site.name == "edge-site"
