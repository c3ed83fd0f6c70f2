"""The check of a deployed gateway: what it asks, and which answers it takes for right."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from operations.delivery import gateway
from operations.errors import Ended, OperationError
from operations.pulumi_cli import cloud_platform
from tests.factories import SHOP, make_platform

PROTECTED = ("/api/orders", "/api/baskets", "/api/accounts", "/ws", "/admin")


@contextmanager
def serving(broken: dict[str, int]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Serves a gateway that answers rightly, but for `broken`: a status by host and path."""
    asked: list[tuple[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host = self.headers["Host"]
            asked.append((host, self.path))
            status = 401 if self.path.startswith(PROTECTED) else 200
            self.send_response(broken.get(f"{host}{self.path}", status))
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Prints nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_each_open_host_and_each_protected_path_is_asked_under_its_name() -> None:
    with serving({}) as (address, asked):
        gateway.gateway_check("staging", address=address, wait=0, folder=SHOP)
    assert {path for _, path in asked} >= set(PROTECTED)
    assert ("admin.staging.shop.example.com", "/admin") in asked
    assert {host for host, path in asked if path not in PROTECTED} >= {
        "staging.shop.example.com",
        "app.staging.shop.example.com",
        "docs.staging.shop.example.com",
    }


@pytest.mark.parametrize(
    ("place", "status"),
    [
        ("staging.shop.example.com/api/orders", 200),
        ("admin.staging.shop.example.com/admin", 200),
        ("staging.shop.example.com/api/accounts", 503),
        ("app.staging.shop.example.com/healthz", 503),
    ],
)
def test_an_open_door_and_a_broken_service_are_told(
    place: str, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving({place: status}) as (address, _), pytest.raises(Ended) as ended:
        gateway.gateway_check("staging", address=address, wait=0, folder=SHOP)
    assert ended.value.code == 2
    [line] = [each for each in capsys.readouterr().out.splitlines() if "WRONG" in each]
    assert place in line
    assert line.endswith(f"got {status}")


def test_a_gateway_that_does_not_answer_is_wrong_and_a_wrong_address_an_error() -> None:
    with serving({}) as (address, _):
        pass
    with pytest.raises(Ended):
        gateway.gateway_check("staging", address=address, wait=0, folder=SHOP)
    with pytest.raises(OperationError, match="--address must be"):
        gateway.gateway_check("staging", address="shop.example.com", wait=0, folder=SHOP)


def test_a_host_that_leads_to_another_one_must_say_so() -> None:
    platform = cloud_platform(SHOP, "staging")
    workload = platform.workload.model_copy(update={"redirects": {"www": "@"}})
    found = [*gateway.probes(replace(platform, workload=workload))]
    [probe] = [each for each in found if each.reason == "leads to @"]
    assert (probe.host, probe.path) == ("www.staging.shop.example.com", "/")
    assert probe.is_right(301)
    assert not probe.is_right(200)


@pytest.mark.parametrize(
    ("answer", "right"),
    [("handshake: alert certificate required", True), (200, False), ("timed out", False)],
)
def test_a_host_of_clients_with_certificates_must_refuse_one_without(
    answer: int | str, right: bool
) -> None:
    banks = {"image": "a:1", "port": 8080, "routes": [{"hosts": ["banks"], "auth": "mtls"}]}
    found = list(gateway.probes(make_platform("prod", workload={"services": {"banks": banks}})))
    (probe,) = [each for each in found if each.host.startswith("banks.")]
    assert (probe.reason, probe.is_right(answer)) == (
        "refuses a client without a certificate",
        right,
    )


def test_each_domain_is_asked_under_its_own_names() -> None:
    routes = [
        {"hosts": ["one", "@germany"]},
        {"hosts": ["two", "two@germany"], "paths": ["/two"], "auth": "none"},
    ]
    outlet = {"image": "a:1", "port": 8080, "health_path": "/two/well", "routes": routes}
    platform = make_platform(
        "prod",
        settings={"domains": {"germany": {"name": "shop.example.de"}}},
        workload={"services": {"outlet": outlet}, "redirects": {"www@germany": "@germany"}},
    )
    found = {(each.host, each.path, each.reason) for each in gateway.probes(platform)}
    refuses = "refuses a request without a token"
    assert found >= {
        ("one.shop.example.com", "/", refuses),
        ("shop.example.de", "/", refuses),
        ("two.shop.example.de", "/two/well", "is well"),
        ("www.shop.example.de", "/", "leads to @germany"),
    }


def test_nobody_asks_private_services_from_outside() -> None:
    routes = [{"hosts": ["books"]}, {"hosts": ["books"], "paths": ["/open"], "auth": "none"}]
    books = {"image": "a:1", "port": 8080, "private": True, "routes": routes}
    platform = make_platform("prod", workload={"services": {"books": books}})
    assert not [each for each in gateway.probes(platform) if "books" in each.host]
