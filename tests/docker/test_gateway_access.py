"""The gateway's own image: which callers each route lets in, by token.

No service is behind it, so a request that passes is answered by 503.
"""

import time
from collections.abc import Iterator
from typing import Any

import pytest

from components.local.containers import keys
from components.local.gateway import haproxy_config
from config import LocalSettings
from config.workload.programs import Service
from operations.docker.desk.tokens import signed
from planning.routing import plan_routes
from tests.docker.gateway_alone import SECRET, running, status
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
PASSES, REFUSED = 503, 401


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    services = {
        f"service-{number}": Service.model_validate(
            {"image": "any:1.0.0", "port": 8080, "routes": [route]}
        )
        for number, route in enumerate(ROUTES)
    }
    plans = plan_routes(services, "localhost")
    settings = raw_settings("dev", gateway={"issuers": ISSUERS})
    configuration = haproxy_config.configuration(
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
    with running(configuration, tmp_path_factory.mktemp("gateway")) as port:
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
    assert status(gateway, path, Authorization=bearer(claims)) == answer


def test_each_issuer_publishes_the_keys(gateway: int) -> None:
    for name in ISSUERS:
        assert status(gateway, f"/{name}/.well-known/jwks.json") == 200
