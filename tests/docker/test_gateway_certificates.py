"""The gateway's own image: clients with and without a certificate, and what the service is told."""

import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

import pytest
from cryptography import x509

from components.local.containers import keys
from components.local.gateway import haproxy_config
from config import LocalSettings
from config.workload.programs import Service
from planning.routing import plan_routes
from tests.authorities import Authority
from tests.docker.gateway_alone import SECRET, running
from tests.factories import raw_settings

pytestmark = [pytest.mark.docker, pytest.mark.xdist_group("docker")]

A_DAY = datetime(2026, 1, 2, tzinfo=UTC)
_HEADERS = ("subject", "issuer", "serial-number", "validity", "leaf")
_TOLD = "|".join(f"%[req.fhdr(x-amzn-mtls-clientcert-{name})]" for name in _HEADERS)
_ECHO = f"""
frontend echo
    bind 127.0.0.1:9000
    http-request return status 200 content-type text/plain lf-string "{_TOLD}"
"""


@dataclass(frozen=True)
class Gateway:
    port: int
    folder: Path
    trusted: Authority
    others: tuple[Authority, Authority]
    """An authority whose list ran out, and one that has none."""
    revoked: list[Path]
    """A client's certificate of each authority with a list, which it has revoked."""

    def ask(
        self, host: str, client: Authority | Path | None = None, path: str = "/", said: str = "A: b"
    ) -> tuple[int, str]:
        """The status and the text of an answer to a client with a certificate of an authority."""
        context = ssl.create_default_context(cadata=keys.certificate(SECRET, ["localhost"]))
        context.check_hostname = False
        if isinstance(client, Authority):
            client = client.client("bank-1", self.folder)
        if client:
            context.load_cert_chain(client)
        request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{said}\r\n\r\n"
        with (
            socket.create_connection(("127.0.0.1", self.port), timeout=10) as raw,
            context.wrap_socket(raw, server_hostname="localhost") as connection,
        ):
            connection.sendall(request.encode())
            answer = b"".join(iter(lambda: connection.recv(65536), b"")).decode()
        return int(answer.split()[1]), answer.partition("\r\n\r\n")[2]


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    folder, trusted = tmp_path_factory.mktemp("gateway"), Authority("Partners")
    late, without = Authority("Late"), Authority("Without")
    revoked = [each.client("bank-2", folder) for each in (trusted, late)]
    lists = trusted.revoked(revoked[0]) + late.revoked(revoked[1], until=A_DAY)
    routes = {
        "banks": {"hosts": ["banks"], "paths": ["/bank"], "auth": "mtls"},
        "web": {"paths": ["/"], "auth": "none"},
        "orders": {"paths": ["/api"], "auth": "none"},
        "books": {"hosts": ["books"], "paths": ["/book"], "auth": "none"},
    }
    services = {
        name: Service.model_validate(
            {"image": "any:1", "port": 8080, "routes": [route], "private": name == "books"}
        )
        for name, route in routes.items()
    }
    mtls = {
        "authorities": "certs/partners.pem",
        "revocation_lists": {"partners": "certs/revoked.pem"},
    }
    settings = LocalSettings.model_validate(raw_settings("dev", gateway={"mtls": mtls}))
    text = haproxy_config.configuration(
        haproxy_config.Site(
            settings=settings.resolved().gateway,
            routes=[plan for each in plan_routes(services, "localhost").values() for plan in each],
            services=services,
            static={},
            objects_address="127.0.0.1:9001",
            https_port=8443,
            key_set="{}",
        )
    )
    for name in services:
        text = text.replace(f"server {name} {name}:8080 check", f"server {name} 127.0.0.1:9000")
    authorities = trusted.pem + late.pem + without.pem
    with running(text + _ECHO, folder, authorities=authorities, revoked=lists) as port:
        yield Gateway(port, folder, trusted, (late, without), revoked)


def test_a_service_learns_who_its_client_is_in_the_words_of_aws(gateway: Gateway) -> None:
    status, text = gateway.ask("banks.localhost", gateway.trusted, "/bank")
    assert status == 200
    subject, issuer, serial, validity, leaf = text.split("|")
    certificate = x509.load_pem_x509_certificate(unquote(leaf).encode())
    assert (subject, issuer) == ("CN=bank-1,O=Example", "CN=Partners,O=Example")
    assert int(serial, 16) == certificate.serial_number
    assert validity == "NotBefore=2026-01-01T00:00:00Z;NotAfter=2049-01-01T00:00:00Z"
    assert certificate.subject.rfc4514_string() == subject


def test_a_client_without_a_certificate_is_refused_at_such_a_host_only(gateway: Gateway) -> None:
    assert gateway.ask("banks.localhost", path="/bank")[0] == 403
    assert gateway.ask("localhost")[0] == 200
    assert gateway.ask("localhost", path="/api")[0] == 200


def test_nothing_else_answers_at_such_a_host(gateway: Gateway) -> None:
    assert gateway.ask("banks.localhost", gateway.trusted, path="/api")[0] == 404


def test_a_private_service_answers_at_its_host_alone(gateway: Gateway) -> None:
    host = "books.internal.localhost"
    assert gateway.ask(host, path="/book")[0] == 200
    assert gateway.ask(host, path="/api")[0] == 404
    assert gateway.ask(host)[0] == 404


def test_a_certificate_of_another_authority_ends_the_connection(gateway: Gateway) -> None:
    with pytest.raises((ssl.SSLError, ConnectionError)):
        gateway.ask("banks.localhost", Authority("Strangers"), "/bank")


def test_a_certificate_that_was_revoked_ends_the_connection(gateway: Gateway) -> None:
    """Also by a list that ran out; and an authority without one has its clients."""
    for client in gateway.revoked:
        with pytest.raises((ssl.SSLError, ConnectionError)):
            gateway.ask("banks.localhost", client, "/bank")
    for authority in gateway.others:
        assert gateway.ask("banks.localhost", authority, "/bank")[0] == 200


def test_nobody_else_can_claim_to_be_a_client_with_a_certificate(gateway: Gateway) -> None:
    claimed = "X-Amzn-Mtls-Clientcert-Subject: CN=bank-1"
    assert gateway.ask("localhost", said=claimed) == (200, "||||")
    _, text = gateway.ask("banks.localhost", gateway.trusted, "/bank", claimed)
    assert text.startswith("CN=bank-1,O=")
