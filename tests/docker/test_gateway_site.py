"""The gateway's own image with a site: which file of the bucket answers a path.

The gateway stands in for the object store: its plain port answers each request with a redirect to
the path that it was asked for.
"""

import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from components.local.containers import keys
from components.local.gateway import haproxy_config
from config.buckets import StaticSite
from config.workload import Service
from planning.routing import plan_redirects, plan_routes
from tests.docker.gateway_alone import SECRET, running
from tests.factories import make_settings

pytestmark = [pytest.mark.docker, pytest.mark.xdist_group("docker")]


def configuration(site: StaticSite) -> str:
    api = {"image": "any:1.0.0", "port": 8080, "routes": [{"paths": ["/api"], "auth": "none"}]}
    services = {"api": Service.model_validate(api)}
    plans = plan_routes(services, "localhost")
    return haproxy_config.configuration(
        haproxy_config.Site(
            settings=make_settings().gateway,
            routes=plans["api"],
            redirects=plan_redirects({"www": "@"}, "localhost"),
            services=services,
            static={"/": "shop-client", "/media": "shop-media"},
            objects_address=f"127.0.0.1:{haproxy_config.HTTP}",
            static_site=site,
            https_port=8443,
            key_set="{}",
        )
    )


def answer(port: int, path: str, host: str = "localhost") -> str:
    """The path that the object store was asked for, or the status if it was not asked."""
    context = ssl.create_default_context(cadata=keys.certificate(SECRET, ["localhost"]))
    with (
        socket.create_connection(("127.0.0.1", port), timeout=10) as raw,
        context.wrap_socket(raw, server_hostname="localhost") as connection,
    ):
        said = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        connection.sendall(said.encode("latin-1"))
        head = connection.recv(4096).decode("latin-1")
    lines = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
    location = lines.get("location")
    return location.split(":8443", 1)[1] if location else head.split()[1]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a gateway with an app at one host, which draws its paths itself."""
    site = StaticSite(("localhost",), "index.html", "app/start.html")
    with running(configuration(site), Path(tmp_path_factory.mktemp("app"))) as port:
        yield port


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a gateway with pages in folders, at every host."""
    site = StaticSite((), "index.html", None)
    with running(configuration(site), Path(tmp_path_factory.mktemp("pages"))) as port:
        yield port


def test_an_app_answers_each_path_without_a_file(app: int) -> None:
    for path, file in {
        "/": "/shop-client/index.html",
        "/play/42": "/shop-client/app/start.html",
        "/play/": "/shop-client/app/start.html",
        "/app.js": "/shop-client/app.js",
        "/.well-known/assetlinks": "/shop-client/.well-known/assetlinks",
        "/media/a": "/shop-media/media/a",
    }.items():
        assert answer(app, path) == file


def test_pages_answer_for_their_folders(pages: int) -> None:
    for path, file in {
        "/": "/shop-client/index.html",
        "/docs/": "/shop-client/docs/index.html",
        "/v1.2/docs": "/shop-client/v1.2/docs/index.html",
        "/docs/a.html": "/shop-client/docs/a.html",
    }.items():
        assert answer(pages, path) == file


def test_the_services_keep_their_paths_and_other_hosts_have_no_site(app: int) -> None:
    assert answer(app, "/api/x") == "503"  # No service is behind it.
    assert answer(app, "/start", host="other.localhost") == "404"


def test_a_host_that_leads_to_another_one_takes_path_and_query_along(app: int) -> None:
    for path in ("/", "/api/x?a=1&b=%20", "/media/a", "/app.js?"):
        assert answer(app, path, host="WWW.localhost") == path
