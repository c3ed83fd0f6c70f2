"""The gateway's own image: which callers each route lets in, by token and by address.

No service is behind it, so a request that passes is answered by 503.
"""

import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from components.local.containers import keys
from components.local.gateway import haproxy_config
from config import LocalSettings
from config.workload.programs import Service
from operations.docker.desk.tokens import signed
from planning.routing import plan_routes
from tests.docker.gateway_alone import (
    SECRET,
    docker,
    gateway_image,
    needs_lists_of_tokens,
    running,
    status,
)
from tests.factories import raw_settings

pytestmark = [pytest.mark.docker, pytest.mark.xdist_group("docker")]

STAFF = {"iss": "https://localhost:8443/staff/", "aud": "office"}
CUSTOMERS = {"iss": "https://localhost:8443/customers/"}
ISSUERS = {
    "staff": {"audience": "office", "scope_claim": "scp", "scope_format": "list"},
    "customers": {"audience": None},
}
ROUTES: list[dict[str, Any]] = [
    {"paths": ["/staff"], "issuer": "staff"},
    {"paths": ["/staff-write"], "issuer": "staff", "scopes": ["pay:write"]},
    {"paths": ["/customers"], "issuer": "customers"},
    {"paths": ["/pay"], "issuer": "customers", "scopes": ["pay:write"]},
    {"paths": ["/role"], "issuer": "customers", "claims": {"role": "admin"}},
    {"paths": ["/groups"], "issuer": "customers", "claims": {"cognito:groups": ["admins"]}},
    {"paths": ["/both"], "issuer": "customers", "claims": {"https://a.b/tier": "gold", "z": "1"}},
]
PASSES, REFUSED, FORBIDDEN = 503, 401, 403
_ASK = (
    "if command -v curl >/dev/null; then curl -ks -o /dev/null -w '%{{http_code}}' {url}; else "
    "wget --no-check-certificate -S -O /dev/null {url} 2>&1 | grep -o 'HTTP/1.1 [0-9]*' | "
    "tail -1 | cut -d' ' -f2; fi"
)
"""A request by what the image has: Debian's may have curl, Alpine's has wget."""


def configuration(routes: list[dict[str, Any]]) -> str:
    services = {
        f"service-{number}": Service.model_validate(
            {"image": "any:1.0.0", "port": 8080, "routes": [route]}
        )
        for number, route in enumerate(routes)
    }
    plans = plan_routes(services, "localhost")
    settings = raw_settings("dev", gateway={"issuers": ISSUERS})
    return haproxy_config.configuration(
        haproxy_config.Site(
            settings=LocalSettings.model_validate(settings).resolved().gateway,
            routes=[plan for of_service in plans.values() for plan in of_service],
            services=services,
            static={},
            objects_address="127.0.0.1:9000",
            https_port=8443,
            key_set=keys.key_set(SECRET),
        )
    )


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with running(configuration(ROUTES), tmp_path_factory.mktemp("gateway")) as port:
        yield port


def bearer(claims: dict[str, Any]) -> str:
    key = {"token_key": keys.signing_key(SECRET)}
    return f"Bearer {signed({'exp': int(time.time()) + 600, **claims}, key)}"


@pytest.mark.parametrize(
    ("path", "claims", "answer"),
    [
        ("/staff", STAFF, PASSES),
        ("/staff", {**STAFF, "aud": "others"}, REFUSED),
        ("/staff", CUSTOMERS, REFUSED),
        ("/customers", CUSTOMERS, PASSES),
        ("/customers", STAFF, REFUSED),
        ("/pay", CUSTOMERS, REFUSED),
        ("/pay", {**CUSTOMERS, "scope": "pay:write"}, PASSES),
        ("/pay", {**CUSTOMERS, "scope": "openid pay:write email"}, PASSES),
        ("/pay", {**CUSTOMERS, "scope": "pay:writer"}, REFUSED),
        ("/pay", {**CUSTOMERS, "scope": "prepay:write"}, REFUSED),
        ("/pay", {**CUSTOMERS, "scope": ["pay:write"]}, REFUSED),
        ("/pay", {**CUSTOMERS, "scp": "pay:write"}, REFUSED),
        ("/staff-write", {**STAFF, "scp": ["other", "pay:write"]}, PASSES),
        ("/staff-write", {**STAFF, "scp": "pay:write"}, REFUSED),
        ("/staff-write", {**STAFF, "scope": "pay:write"}, REFUSED),
        ("/role", {**CUSTOMERS, "role": "admin"}, PASSES),
        ("/role", {**CUSTOMERS, "role": "administrator"}, REFUSED),
        ("/role", {**CUSTOMERS, "role": ["admin"]}, REFUSED),
        ("/role", CUSTOMERS, REFUSED),
        ("/groups", {**CUSTOMERS, "cognito:groups": ["admins"]}, PASSES),
        ("/groups", {**CUSTOMERS, "cognito:groups": ["a", "admins", "b"]}, PASSES),
        ("/groups", {**CUSTOMERS, "cognito:groups": ["a", "admins-not", "b"]}, REFUSED),
        ("/groups", {**CUSTOMERS, "cognito:groups": ['x","admins']}, REFUSED),
        ("/groups", {**CUSTOMERS, "cognito:groups": ['x,"admins",y']}, REFUSED),
        ("/groups", {**CUSTOMERS, "cognito:groups": "admins"}, REFUSED),
        ("/groups", {**CUSTOMERS, "cognito:groups": []}, REFUSED),
        ("/both", {**CUSTOMERS, "https://a.b/tier": "gold", "z": "1"}, PASSES),
        ("/both", {**CUSTOMERS, "https://a.b/tier": "gold"}, REFUSED),
        ("/both", {**CUSTOMERS, "z": "1"}, REFUSED),
        ("/both", {**CUSTOMERS, "https://a": {"b/tier": "gold"}, "z": "1"}, REFUSED),
    ],
    ids=str,
)
def test_a_route_takes_tokens_of_its_issuer_with_what_it_asks_for(
    gateway: int, path: str, claims: dict[str, Any], answer: int
) -> None:
    if answer == PASSES and any(isinstance(value, list) for value in claims.values()):
        needs_lists_of_tokens()
    assert status(gateway, path, Authorization=bearer(claims)) == answer


def test_each_issuer_publishes_the_keys(gateway: int) -> None:
    for name in ISSUERS:
        assert status(gateway, f"/{name}/.well-known/jwks.json") == 200


@pytest.fixture(scope="module")
def abroad() -> Iterator[str]:
    """A network of containers whose addresses are those of callers on the internet."""
    gateway_image()
    name = f"abroad-{uuid.uuid4().hex[:8]}"
    docker("network", "create", "--subnet", "203.0.113.0/24", name)
    try:
        yield name
    finally:
        docker("network", "rm", name)


def test_a_route_with_networks_of_its_own_refuses_callers_from_elsewhere(
    abroad: str, tmp_path: Path
) -> None:
    routes: list[dict[str, Any]] = [
        {"paths": ["/office"], "auth": "none", "allow_from": ["203.0.113.64/26", "2001:db8::/48"]},
        {"paths": ["/office/open"], "auth": "none"},
        {"paths": ["/guarded"], "allow_from": ["203.0.113.64/26"]},
    ]
    gateway = f"{abroad}-gateway"
    with running(configuration(routes), tmp_path, name=gateway, network=abroad):

        def answer(path: str, address: str) -> int:
            url = f"https://{gateway}:{haproxy_config.HTTPS}{path}"
            words = ("run", "--rm", "--network", abroad, "--ip", address, "--entrypoint", "sh")
            return int(docker(*words, gateway_image(), "-c", _ASK.format(url=url)))

        assert answer("/office", "203.0.113.70") == PASSES
        assert answer("/office", "203.0.113.10") == FORBIDDEN
        assert answer("/office/open", "203.0.113.10") == PASSES
        assert answer("/guarded", "203.0.113.70") == REFUSED
        assert answer("/guarded", "203.0.113.10") == FORBIDDEN


def test_the_machine_itself_may_always_call(tmp_path: Path) -> None:
    routes = [{"paths": ["/office"], "auth": "none", "allow_from": ["203.0.113.64/26"]}]
    with running(configuration(routes), tmp_path) as port:
        assert status(port, "/office") == PASSES
