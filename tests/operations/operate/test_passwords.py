"""New passwords are made once, told to the server, and used by new tasks; each step resumes."""

import io
import json
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from moto.ecs.models import ecs_backends

from components.functions.handlers import create_credentials
from operations.errors import OperationError
from operations.operate.passwords import entries, rotation
from operations.operate.programs import changes, one, running
from operations.sites import Site
from tests.operations.operate.conftest import Operate
from tests.operations.operate.faults import Faults, answer

pytestmark = pytest.mark.xdist_group("operate")

KINDS = [None, "throttled", "lost"]


class Users:
    """The users of a cache: moto knows no change of one."""

    def __init__(self) -> None:
        self.passwords: list[str] = []

    def describe_users(self, **_: str) -> dict[str, Any]:
        kind = "password" if self.passwords else "iam"
        return {"Users": [{"Status": "active", "Authentication": {"Type": kind}}]}

    def modify_user(self, **given: Any) -> None:
        self.passwords = given["AuthenticationMode"]["Passwords"]


class Functions:
    """The environment's two functions. The first runs as it is, on the emulated account's secrets,
    and the second notes what it was asked: no container runs there."""

    def __init__(self, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        self._site = site
        self.setups: list[dict[str, Any]] = []
        clients = {"secretsmanager": site.client("secretsmanager")}
        clients["elasticache"] = Users()
        monkeypatch.setattr(create_credentials, "boto3", SimpleNamespace(client=clients.get))
        monkeypatch.setattr(create_credentials, "PAUSE_SECONDS", 0)

    def invoke(self, request: Any) -> Any:
        event = json.loads(request.body)
        if "rotate" in event or "create" in event:
            context = SimpleNamespace(get_remaining_time_in_millis=lambda: 900_000)
            found: Any = create_credentials.handler(event, context)
        else:
            self.setups.append(event)
            found = {"task": "arn"}
        return answer(200, json.dumps(found).encode(), "application/json")


@pytest.fixture
def functions(site: Site, faults: Faults, monkeypatch: pytest.MonkeyPatch) -> Functions:
    """Functions, after `up` has had them make the first passwords."""
    functions = Functions(site, monkeypatch)
    faults.instead["lambda.Invoke"] = functions.invoke
    accounts = [dict(each.entry) for each in entries.all_of(site)]
    create_credentials.handler(
        {"create": accounts}, SimpleNamespace(get_remaining_time_in_millis=lambda: 900_000)
    )
    # moto calls each version of a secret made just now, so the deployment is later than that.
    deployed(site, "orders", at=datetime.now(UTC) + timedelta(hours=1))
    return functions


@pytest.fixture(autouse=True)
def deployments_end(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """New tasks take over at the next look."""

    def pause(_seconds: float) -> None:
        service = deployed(site, "orders")
        service.deployments[0]["rolloutState"] = "COMPLETED"

    monkeypatch.setattr(changes, "pause", pause)


def deployed(site: Site, name: str, at: datetime | None = None) -> Any:
    """The service inside the emulated account, deployed at a moment."""
    account = site.platform.settings.account_id
    program = one(site, name)
    service = ecs_backends[account][site.region].services[f"{program.cluster}:{program.service}"]
    if at:
        service.deployments[0] |= {"createdAt": at.replace(tzinfo=None), "updatedAt": at}
    return service


def password(site: Site, kind: str = "login") -> str:
    [account] = entries.of(site, "orders", kind)
    found = site.client("secretsmanager").get_secret_value(SecretId=account.secret)
    return str(json.loads(found["SecretString"])["password"])


def deployment(site: Site) -> str:
    return str(running.primary(running.service(site, one(site, "orders")))["id"])


def rotations(faults: Faults) -> int:
    return sum(b'"rotate"' in body for name, body in faults.sent if name == "lambda.Invoke")


@pytest.mark.parametrize("kind", KINDS)
def test_a_login_gets_a_new_password_and_new_tasks_once(
    site: Site, operate: Operate, faults: Faults, functions: Functions, kind: Any
) -> None:
    before, tasks = password(site), deployment(site)
    faults.kind = kind
    shown = operate("secret", "rotate", "orders", "--kind", "login", "--yes")
    assert shown.status == 0, shown.err
    faults.kind = None
    assert password(site) != before
    assert rotations(faults) == 1
    assert functions.setups[0]["run"] == "database-setup"
    assert deployment(site) != tasks
    assert faults.calls["ecs.UpdateService"] == 1
    for step in ("1/3", "2/3", "3/3"):
        assert step in shown.out


def test_a_user_of_the_cache_keeps_the_former_password_too(
    site: Site, operate: Operate, functions: Functions
) -> None:
    before = password(site, "cache")
    shown = operate("secret", "rotate", "orders", "--kind", "cache", "--yes")
    assert shown.status == 0, shown.err
    assert password(site, "cache") != before
    assert functions.setups == []


@pytest.mark.parametrize("step", ["tell_the_server", "start"])
def test_an_interrupted_rotation_goes_on_without_another_password(
    site: Site,
    operate: Operate,
    faults: Faults,
    functions: Functions,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
) -> None:
    from operations.operate.passwords import command

    def interrupted(*_: Any, **__: Any) -> None:
        raise OperationError("interrupted")

    with monkeypatch.context() as patch:
        if step == "start":
            patch.setattr(command, "start_anew", interrupted)
        else:
            patch.setattr(rotation, "tell_the_server", interrupted)
        assert operate("secret", "rotate", "orders", "--kind", "login", "--yes").status == 1
    deployed(site, "orders", at=datetime.now(UTC) - timedelta(hours=1))
    made, asked = password(site), rotations(faults)
    shown = operate("secret", "rotate", "orders", "--kind", "login", "--yes")
    assert shown.status == 0, shown.err
    assert "has a new password already" in shown.out
    assert (password(site), rotations(faults)) == (made, asked)
    assert functions.setups
    deployed(site, "orders", at=datetime.now(UTC) - timedelta(hours=1))
    assert operate("secret", "rotate", "orders", "--kind", "login", "--yes", "--again").status == 0
    assert password(site) != made


def test_a_function_that_fails_is_told(
    operate: Operate, faults: Faults, functions: Functions
) -> None:
    def failed(_request: Any) -> Any:
        found = answer(200, b'{"errorMessage": "gave up waiting"}', "application/json")
        found.headers["X-Amz-Function-Error"] = "Unhandled"
        return found

    assert functions is not None
    faults.instead["lambda.Invoke"] = failed
    shown = operate("secret", "rotate", "orders", "--again", "--yes")
    assert shown.status == 1
    assert "gave up waiting" in shown.err


def test_a_rotation_asks_first_and_knows_its_names(operate: Operate) -> None:
    assert "get new passwords, and orders new tasks" in operate("secret", "rotate", "orders").err
    assert "did you mean orders" in operate("secret", "rotate", "order", "--yes").err


@pytest.mark.parametrize("kind", KINDS)
def test_the_master_users_password_is_changed_by_secrets_manager_once(
    site: Site, operate: Operate, faults: Faults, kind: Any
) -> None:
    client, tokens = site.client("secretsmanager"), []

    def rotate(request: Any) -> Any:
        given = json.loads(request.body)
        tokens.append(given["ClientRequestToken"])
        client.put_secret_value(
            SecretId=given["SecretId"],
            SecretString="{}",
            ClientRequestToken=given["ClientRequestToken"],
        )
        return answer(200, json.dumps({"ARN": given["SecretId"]}).encode())

    faults.instead["secrets-manager.RotateSecret"] = rotate
    faults.kind = kind
    shown = operate("secret", "rotate", "master", "--yes")
    assert shown.status == 0, shown.err
    assert len(set(tokens)) == 1


def pipe(text: str) -> io.TextIOWrapper:
    """A standard input that is no terminal."""
    return io.TextIOWrapper(io.BytesIO(text.encode()))


@pytest.mark.parametrize("kind", KINDS)
def test_a_secret_comes_by_a_pipe_and_is_stored_once(
    site: Site, operate: Operate, faults: Faults, monkeypatch: pytest.MonkeyPatch, kind: Any
) -> None:
    monkeypatch.setattr(sys, "stdin", pipe("hunter2\n"))
    faults.kind = kind
    shown = operate("secret", "set", "payment-provider-key")
    assert shown.status == 0, shown.err
    assert "hunter2" not in shown.out + shown.err
    assert "service restart orders --stack staging" in shown.out
    found = site.client("secretsmanager").get_secret_value(
        SecretId=site.id_of("secretsmanager.Secret", "payment-provider-key")
    )
    assert found["SecretString"] == "hunter2"


def test_passwords_of_aws_are_not_entered(operate: Operate) -> None:
    shown = operate("secret", "set", "login-credentials-orders")
    assert "is no secret that people enter" in shown.err


def test_a_login_for_people_gets_a_new_password_and_starts_nothing(
    site: Site, operate: Operate, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = replace(entries.of(site, "orders", "login")[0], program="orders--people")
    done: list[str] = []
    monkeypatch.setattr(entries, "all_of", lambda _: [account])
    monkeypatch.setattr(rotation, "new_password", lambda _, given: done.append(given.program))
    monkeypatch.setattr(rotation, "tell_the_server", lambda given: done.append(given.server))
    shown = operate("secret", "rotate", "orders--people", "--yes")
    assert shown.status == 0
    assert done == ["orders--people", ""]
    assert "2/2 the database setup tells the server" in shown.out
