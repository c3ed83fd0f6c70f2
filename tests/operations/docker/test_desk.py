"""The commands of `make logs`, `connect`, `token` and the others, without an engine."""

import base64
import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from typer.testing import CliRunner, Result

from components.local.containers import keys
from operations.docker.desk import desk
from operations.docker.stack import doctor
from operations.errors import OperationError
from tests.factories import SHOP, make_local_platform
from tests.operations.docker.tools import Fake, container, own, thing

PASSWORD = "0123456789abcdef0123456789abcdef"
OUTPUTS = {
    "urls": ["https://localhost:8443"],
    "certificate": "-----BEGIN CERTIFICATE-----\n",
    "token_key": keys.signing_key("of these tests"),
    "token_claims": {"iss": "https://localhost:8443/", "aud": None},
    "connections": {"broker": f"amqp://platform:{PASSWORD}@127.0.0.1:5672"},
    "consoles": {"broker": "http://127.0.0.1:15672 (user platform)"},
}


@pytest.fixture
def docker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fake:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path / "home"))
    for name in ("PULUMI_BACKEND_URL", "PULUMI_ACCESS_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(doctor, "check", lambda *_: make_local_platform())
    return Fake(folder=tmp_path, name="docker").install().says("info", out="{}")


@pytest.fixture
def pulumi(tmp_path: Path, docker: Fake) -> Fake:
    fake = Fake(folder=tmp_path, name="pulumi").install().says("stack", "export", out="{}")
    return fake.says("stack", "output", out=json.dumps(OUTPUTS))


@pytest.fixture
def became(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What the process handed its terminal to."""
    programs: list[list[str]] = []
    monkeypatch.setattr(os, "execvp", lambda program, words: programs.append(words))
    return programs


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    project = tmp_path / "project"
    project.mkdir()
    for name in ("Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.prod.yaml"):
        shutil.copy(SHOP / name, project)
    shutil.copytree(SHOP / "config", project / "config")
    own(project)
    return project


def command(*words: str, folder: Path) -> Result:
    return CliRunner().invoke(desk.app, [*words, "--folder", str(folder)])


def refused(*words: str, folder: Path) -> str:
    error = command(*words, folder=folder).exception
    assert isinstance(error, OperationError), error
    return str(error)


def running(docker: Fake, *all_: dict[str, Any]) -> None:
    docker.holds(*all_)


def test_status_is_a_table_with_names_of_images(docker: Fake, folder: Path) -> None:
    running(docker, container("orders"), container("cache", ports={6380: 6379}))
    lines = command("status", folder=folder).stdout.splitlines()
    assert lines[0].split() == ["Container", "Image", "State", "Health", "Ports", "Uptime"]
    assert lines[1].split()[:5] == ["shop-dev-cache", "cache:1.0.0", "running", "-", "6380->6379"]
    assert "sha256" not in "".join(lines)


def test_status_says_where_to_read_what_went_wrong(docker: Fake, folder: Path) -> None:
    failed = container("x-migration", kind="migration", state={"Status": "exited", "ExitCode": 1})
    running(docker, container("orders"), failed)
    shown = command("status", folder=folder)
    assert shown.stderr == "x-migration: see `make logs SERVICE=x-migration`\n"


def test_status_of_nothing_says_how_to_start_it(docker: Fake, folder: Path) -> None:
    assert refused("status", folder=folder) == "nothing of dev runs; run `make up STACK=dev`"


def test_logs_follow_what_runs_and_end_with_what_has_ended(
    docker: Fake, folder: Path, became: list[list[str]]
) -> None:
    running(docker, container("orders"))
    command("logs", "orders", folder=folder)
    running(docker, container("orders", state={"Status": "exited"}))
    command("logs", "orders", folder=folder)
    assert ["--follow" in words for words in became] == [True, False]
    assert all(words[-1] == "shop-dev-orders" for words in became)


def test_a_shell_is_opened_in_what_runs_only(
    docker: Fake, folder: Path, became: list[list[str]]
) -> None:
    running(
        docker, container("orders"), container("night", kind="job", state={"Status": "created"})
    )
    command("shell", "orders", folder=folder)
    # No terminal here, so none is asked for: `echo ls | make shell` works.
    assert became == [["docker", "exec", "--interactive", "shop-dev-orders", "sh"]]
    assert "night does not run: its state is 'waits'" in refused("shell", "night", folder=folder)


def test_only_jobs_are_run_and_not_twice_at_once(
    docker: Fake, folder: Path, became: list[list[str]]
) -> None:
    running(
        docker, container("orders"), container("night", kind="job", state={"Status": "created"})
    )
    command("run", "night", folder=folder)
    assert became == [["docker", "start", "--attach", "shop-dev-night"]]
    assert "orders is a service" in refused("run", "orders", folder=folder)
    running(docker, container("night", kind="job"))
    assert "night runs already" in refused("run", "night", folder=folder)


def test_an_address_is_alone_on_standard_output(pulumi: Fake, folder: Path) -> None:
    shown = command("connect", "broker", folder=folder)
    assert shown.stdout == f"amqp://platform:{PASSWORD}@127.0.0.1:5672\n"
    assert "http://127.0.0.1:15672 (user platform)" in shown.stderr


def test_the_gateway_s_address_comes_with_its_certificate(pulumi: Fake, folder: Path) -> None:
    shown = command("connect", "gateway", folder=folder)
    assert shown.stdout == "https://localhost:8443\n-----BEGIN CERTIFICATE-----\n"


def test_an_unknown_part_is_answered_by_those_there_are(pulumi: Fake, folder: Path) -> None:
    told = refused("connect", "storage", folder=folder)
    assert told == "'storage' is no part of the infrastructure; there are: broker, gateway"


def test_a_token_is_signed_by_the_stack_s_key_and_ends(pulumi: Fake, folder: Path) -> None:
    shown = command("token", "orders", "--minutes", "5", folder=folder)
    text, signature = shown.stdout.strip().rsplit(".", 1)
    claims = json.loads(decoded(text.split(".")[1]))
    assert claims["sub"] == "orders"
    assert claims["exp"] - claims["iat"] == 300
    # What the settings leave out is no claim.
    assert sorted(claims) == ["exp", "iat", "iss", "sub"]
    raw = decoded(signature)
    numbers = (int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    key = load_pem_public_key(keys.verifying_key("of these tests").encode())
    assert isinstance(key, ec.EllipticCurvePublicKey)
    encoded = utils.encode_dss_signature(*numbers)
    key.verify(encoded, text.encode(), ec.ECDSA(hashes.SHA256()))


def test_a_token_is_of_the_issuer_and_has_the_claims_that_were_asked_for(
    pulumi: Fake, folder: Path
) -> None:
    staff = {"iss": "https://localhost:8443/staff/", "aud": None}
    pulumi.says("stack", "output", out=json.dumps({**OUTPUTS, "token_issuers": {"staff": staff}}))
    more = ("--issuer", "staff", "--claim", "scope=pay:write", "--claim", 'groups=["admins"]')
    shown = command("token", "me", *more, folder=folder)
    claims = json.loads(decoded(shown.stdout.split(".")[1]))
    del claims["exp"], claims["iat"]
    assert claims == {
        "iss": "https://localhost:8443/staff/",
        "sub": "me",
        "scope": "pay:write",
        "groups": ["admins"],
    }
    told = refused("token", "me", "--issuer", "staf", folder=folder)
    assert "'staf' is no issuer of this stack; there are staff" in told
    assert "is no claim; write NAME=VALUE" in refused("token", "me", "--claim", "a", folder=folder)
    told = refused("token", "me", "--claim", "a=[b]", folder=folder)
    assert "is no list in JSON" in told


def test_without_jwt_settings_there_is_no_token(pulumi: Fake, folder: Path) -> None:
    pulumi.says("stack", "output", out=json.dumps({**OUTPUTS, "token_claims": None}))
    assert "gateway.jwt is null" in refused("token", "orders", folder=folder)


def test_an_entered_secret_is_kept_and_never_an_argument(pulumi: Fake, folder: Path) -> None:
    key = "plinth:secret-payment-provider-key"
    words = ["secret", "payment-provider-key", "--folder", str(folder)]
    assert CliRunner().invoke(desk.app, words, input="s3cr3t\n").exit_code == 0
    [at] = [i for i, called in enumerate(pulumi.calls()) if called[3:4] == [key]]
    assert pulumi.calls()[at][:3] == ["config", "set", "--secret"]
    assert pulumi.inputs()[at] == "s3cr3t"
    assert not any("s3cr3t" in word for words in pulumi.calls() for word in words)


PEM = "-----BEGIN PRIVATE KEY-----\nMIGH\nAgEA\n-----END PRIVATE KEY-----\n"


def test_a_secret_of_several_lines_is_kept_whole(pulumi: Fake, folder: Path) -> None:
    words = ["secret", "payment-provider-key", "--folder", str(folder)]
    shown = CliRunner().invoke(desk.app, words, input=PEM)
    assert PEM.removesuffix("\n") in pulumi.inputs()
    assert "in 4 lines" in shown.stderr


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (b"", "the secret is empty"),
        (b" \n", "the secret is empty"),
        (b"\xff\xfe", "is not text"),
        (b"a\0b", "holds a zero byte"),
        (b"a" * 70_000, "more than 65536 bytes"),
    ],
)
def test_what_no_environment_variable_holds_is_refused(
    pulumi: Fake, folder: Path, given: bytes, told: str
) -> None:
    words = ["secret", "payment-provider-key", "--folder", str(folder)]
    error = CliRunner().invoke(desk.app, words, input=given).exception
    assert isinstance(error, OperationError)
    assert told in str(error)
    assert pulumi.calls() == []


def test_a_secret_that_no_program_uses_is_refused(pulumi: Fake, folder: Path) -> None:
    told = refused("secret", "payment", folder=folder)
    assert told.endswith("they use: mail-provider-key, payment-provider-key")
    assert pulumi.calls() == []


def test_clean_removes_what_the_state_does_not_know_too_and_nothing_of_others(
    docker: Fake, pulumi: Fake, folder: Path
) -> None:
    others = [
        container("web", called="shop-dev-1-web", labels={"owner": "other", "clone": "1"}),
        thing("volume", "shop-dev-1-database", owner="other", clone="1"),
        thing("volume", "shop-staging-database", stack="staging"),
    ]
    docker.holds(
        container("web"),
        thing("network", "shop-dev-backend"),
        thing("volume", "shop-dev-database"),
        thing("volume", "shop-dev-cache"),
        *others,
    )
    shown = command("clean", "--yes", folder=folder)
    assert shown.stdout == "Removed all of shop dev, including 2 volumes with data\n"
    assert "destroy" in [words[0] for words in pulumi.calls()]
    assert docker.held() == {(each["kind"], each["name"]) for each in others}
    removed = [words for words in docker.calls() if "rm" in words[:2]]
    # Volumes last: containers hold them.
    assert removed[-1][:2] == ["volume", "rm"]


def test_clean_without_a_terminal_removes_nothing(docker: Fake, pulumi: Fake, folder: Path) -> None:
    assert "add YES=1" in refused("clean", folder=folder)
    assert not [words for words in pulumi.calls() if words[0] == "destroy"]
    assert not any("rm" in words for words in docker.calls())


@pytest.mark.parametrize("name", ["up", "down", "clean --yes", "status", "logs x", "connect x"])
def test_no_command_touches_a_stack_on_aws(
    docker: Fake, pulumi: Fake, folder: Path, name: str
) -> None:
    told = refused(*name.split(), "--stack", "prod", folder=folder)
    assert "prod does not run on Docker" in told
    assert docker.calls() == pulumi.calls() == []


def test_up_and_down_ask_no_questions(docker: Fake, pulumi: Fake, folder: Path) -> None:
    assert command("up", folder=folder).exit_code == 0
    assert command("down", folder=folder).exit_code == 0
    called = {words[0]: words for words in pulumi.calls()}
    assert {"--yes", "--skip-preview"} <= set(called["up"]) & set(called["destroy"])


def decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
