"""What a first deployment finds to be there already, in a state and in an account."""

import json
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

from aws_account.moto import moto_server
from operations import accounts
from operations.deploy import first_steps
from operations.deploy.first_steps import Secrets
from operations.errors import OperationError
from planning import facts
from tests.factories import make_platform

PLATFORM = replace(make_platform("staging"), stack="staging")
DOMAIN = PLATFORM.settings.domain
NAMES = [f"shop/staging/{name}" for name in facts.secret_names(PLATFORM.workload)]


class Raw(BytesIO):
    """A body as urllib3 gives it."""

    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self.read()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    file = tmp_path_factory.mktemp("account") / "server.json"
    address = moto_server.start(file, account=PLATFORM.settings.account_id).address
    client = accounts.client("secretsmanager", PLATFORM.settings.region, endpoint=address)
    for name in NAMES:
        client.create_secret(Name=name)
    yield address
    moto_server.stop(file)


def refusing(client: Any, number: int, status: int, code: str) -> list[str]:
    """Lets one request of a client fail; gives the names of all that were sent."""
    sent: list[str] = []

    def before_send(request: Any, **_: Any) -> AWSResponse | None:
        sent.append(request.headers["X-Amz-Target"].decode().rpartition(".")[2])
        if len(sent) != number:
            return None
        body = Raw(json.dumps({"__type": code, "message": "not now"}).encode())
        return AWSResponse(request.url, status, HTTPHeaders(), body)

    client.meta.events.register("before-send.secrets-manager", before_send)
    return sent


@pytest.mark.parametrize("number", [1, 2])
def test_secrets_without_a_value_are_found_whichever_request_fails_once(
    address: str, number: int
) -> None:
    client = accounts.client("secretsmanager", PLATFORM.settings.region, endpoint=address)
    sent = refusing(client, number, 400, "AccessDeniedException")
    with pytest.raises(OperationError, match=r"AWS refuses the secret shop/.*not now"):
        list(Secrets(client, PLATFORM).empty())
    assert len(sent) == number
    assert list(Secrets(client, PLATFORM).empty()) == NAMES
    client = accounts.client("secretsmanager", PLATFORM.settings.region, endpoint=address)
    sent = refusing(client, number, 500, "InternalServiceError")
    assert list(Secrets(client, PLATFORM).empty()) == NAMES, "it was tried again"
    assert len(sent) == len(NAMES) + 1


def test_a_value_that_is_entered_counts_at_once(address: str) -> None:
    client = accounts.client("secretsmanager", PLATFORM.settings.region, endpoint=address)
    Secrets(client, PLATFORM).enter(NAMES[0], "a value")
    assert list(Secrets(client, PLATFORM).empty()) == NAMES[1:]


def exported(*resources: tuple[str, str], **outputs: Any) -> str:
    """A state with some resources."""
    states = [
        {"type": type_, "urn": f"urn:pulumi:staging::plinth::{type_}::{name}", "outputs": outputs}
        for type_, name in resources
    ]
    return json.dumps({"version": 3, "deployment": {"resources": states}})


def test_a_stack_that_was_never_deployed_has_nothing() -> None:
    found = first_steps.standing(json.dumps({"version": 3, "deployment": {"manifest": {}}}))
    assert not first_steps.has_zone(PLATFORM, found)
    assert first_steps.undelegated(PLATFORM, found) == {DOMAIN: ()}
    assert not first_steps.is_prepared(PLATFORM, found)


def test_a_zone_is_there_before_it_is_delegated() -> None:
    zone = ("aws:route53/zone:Zone", "zone")
    found = first_steps.standing(exported(zone, nameServers=["ns-1.example"]))
    assert first_steps.has_zone(PLATFORM, found)
    assert first_steps.undelegated(PLATFORM, found) == {DOMAIN: ("ns-1.example",)}
    issued = ("aws:acm/certificateValidation:CertificateValidation", "certificate")
    found = first_steps.standing(exported(zone, issued))
    assert not first_steps.undelegated(PLATFORM, found)


def test_a_private_zone_has_no_servers_that_a_registrar_could_name() -> None:
    state = json.loads(exported(("aws:route53/zone:Zone", "inside"), nameServers=["ns-0.example"]))
    state["deployment"]["resources"][0]["inputs"] = {"vpcs": [{"vpcId": "vpc-1"}]}
    assert first_steps.standing(json.dumps(state)).name_servers == {}


def test_places_are_there_when_none_is_missing() -> None:
    repositories = [
        ("aws:ecr/repository:Repository", f"registry-{name}")
        for name in facts.repositories(PLATFORM.workload)
    ]
    secrets = [
        ("aws:secretsmanager/secret:Secret", name) for name in facts.secret_names(PLATFORM.workload)
    ]
    whole = first_steps.standing(exported(*repositories, *secrets))
    assert first_steps.is_prepared(PLATFORM, whole)
    for left in (repositories + secrets[1:], repositories[1:] + secrets):
        assert not first_steps.is_prepared(PLATFORM, first_steps.standing(exported(*left)))
