"""The CLI of a stack on Docker: what it is called with, and what it is never called with."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from config.settings import docker_images
from operations.docker.stack import doctor, local_stack, operation
from operations.docker.stack import project as local_project
from operations.errors import OperationError
from operations.pulumi_cli.stack_settings import on_docker
from tests.factories import SHOP, make_local_platform
from tests.operations.docker.tools import Fake, container, own

CONTAINER = "docker:index/container:Container"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    for name in ("Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.prod.yaml"):
        shutil.copy(SHOP / name, folder)
    shutil.copytree(SHOP / "config", folder / "config")
    return folder


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Fake]:
    """Only these are on PATH, and nobody is logged in at Pulumi."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path / "home"))
    for name in ("PULUMI_BACKEND_URL", "PULUMI_ACCESS_TOKEN", "DOCKER_HOST"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(doctor, "check", lambda *_: make_local_platform())
    docker = Fake(folder=folder, name="docker").install()
    docker.says("info", out="{}").says("context", out="unix:///home/me/docker.sock\n")
    pulumi = Fake(folder=folder, name="pulumi").install().says("stack", "export", out="{}")
    return {"docker": docker, "pulumi": pulumi}


def keep_secret(project: Path) -> None:
    """As after a first `up`: the real CLI writes it into the file."""
    file = project / ".pulumi-local" / "Pulumi.dev.yaml"
    file.parent.mkdir(exist_ok=True)
    file.write_text("config:\n  plinth:local-secret:\n    secure: v1:abc:def\n")


def test_the_secret_is_made_once_and_never_an_argument(
    project: Path, tools: dict[str, Fake]
) -> None:
    local_stack.prepare(project, "dev")
    pulumi = tools["pulumi"]
    [at] = [i for i, words in enumerate(pulumi.calls()) if words[:2] == ["config", "set"]]
    secret = pulumi.inputs()[at].strip()
    assert len(secret) == 64
    assert not any(secret in word for words in pulumi.calls() for word in words)
    keep_secret(project)
    local_stack.prepare(project, "dev")
    assert [words[:2] for words in pulumi.calls()].count(["config", "set"]) == 1


def test_without_an_account_state_and_passphrase_are_the_project_s_own(
    project: Path, tools: dict[str, Fake], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "of another stack")
    environment = local_stack.prepare(project, "dev").environment
    assert environment["PULUMI_BACKEND_URL"] == f"file://{project}/.pulumi-local/state"
    kept = (project / ".pulumi-local/passphrase").read_text()
    assert environment["PULUMI_CONFIG_PASSPHRASE"] == kept


def test_a_user_s_own_backend_is_used_and_the_stack_is_made_there(
    project: Path, tools: dict[str, Fake], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULUMI_BACKEND_URL", "s3://states")
    environment = local_stack.prepare(project, "dev").environment
    assert "PULUMI_BACKEND_URL" not in environment
    assert "PULUMI_CONFIG_PASSPHRASE" not in environment
    created = ["stack", "select", "dev", "--create", "--non-interactive"]
    assert created in tools["pulumi"].calls()


def test_only_docker_s_provider_is_installed(
    project: Path, tools: dict[str, Fake], tmp_path: Path
) -> None:
    environment = local_stack.prepare(project, "dev").environment
    assert environment["PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"] == "true"
    installed = [words[:4] for words in tools["pulumi"].calls() if words[0] == "plugin"]
    assert installed == [["plugin", "install", "resource", "docker"]]


def test_a_provider_that_cannot_be_downloaded_is_told_with_where_to_get_it(
    project: Path, tools: dict[str, Fake]
) -> None:
    tools["pulumi"].says("plugin", status=1, error="error: no such host\n")
    with pytest.raises(OperationError, match="downloaded: no such host; put pulumi-resource-docke"):
        local_stack.prepare(project, "dev")


def test_the_provider_is_told_where_the_docker_command_s_engine_listens(
    project: Path, tools: dict[str, Fake], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = local_stack.prepare(project, "dev").environment
    assert found["DOCKER_HOST"] == "unix:///home/me/docker.sock"
    monkeypatch.setenv("DOCKER_HOST", "tcp://elsewhere")
    assert "DOCKER_HOST" not in local_stack.prepare(project, "dev").environment


def called(tools: dict[str, Fake], verb: str) -> list[str]:
    [words] = [words for words in tools["pulumi"].calls() if words[0] == verb]
    return words


def test_up_looks_at_what_is_there_and_runs_again_what_failed(
    project: Path, tools: dict[str, Fake]
) -> None:
    resources = [
        {"urn": "urn:ok", "type": CONTAINER, "outputs": {"attach": True, "exitCode": 0}},
        {"urn": "urn:failed", "type": CONTAINER, "outputs": {"attach": True, "exitCode": 3}},
        {"urn": "urn:service", "type": CONTAINER, "outputs": {"exitCode": 137}},
        {"urn": "urn:network", "type": "docker:index/network:Network"},
    ]
    state = {"deployment": {"resources": resources}}
    tools["pulumi"].says("stack", "export", out=json.dumps(state))
    operation.operate("up", project, "dev", "--yes")
    words = called(tools, "up")
    assert "--refresh" in words
    assert [words[i + 1] for i, word in enumerate(words) if word == "--replace"] == ["urn:failed"]
    assert "--yes" in words


def test_what_an_interrupted_up_made_and_did_not_write_down_is_removed(
    project: Path, tools: dict[str, Fake]
) -> None:
    known = {"urn": "urn:web", "type": CONTAINER, "outputs": {"name": "shop-dev-web"}}
    tools["pulumi"].says("stack", "export", out=json.dumps({"deployment": {"resources": [known]}}))
    own(project)
    tools["docker"].holds(container("web"), container("orders"))
    operation.operate("up", project, "dev", "--yes")
    assert tools["docker"].held() == {("container", "shop-dev-web")}


def test_what_another_up_is_making_now_is_left_alone(project: Path, tools: dict[str, Fake]) -> None:
    own(project)
    tools["docker"].holds(container("orders"))
    lock = project / ".pulumi-local/state/.pulumi/locks/organization/plinth/dev/1.json"
    lock.parent.mkdir(parents=True)
    lock.touch()
    operation.operate("up", project, "dev", "--yes")
    assert tools["docker"].held() == {("container", "shop-dev-orders")}


def test_missing_images_are_pulled_by_the_docker_command_which_is_logged_in(
    project: Path, tools: dict[str, Fake]
) -> None:
    docker = tools["docker"]
    cache = docker_images.reference("redis-7")
    for name in ("orders:1.0.0", cache):
        docker.says("image", "inspect", "--format", "{{.Id}}", name, status=1)
    # Whose own images run, and no stand-ins.
    file = project / "Pulumi.dev.yaml"
    file.write_text(file.read_text().replace("stand_ins: true", "stand_ins: false"))
    operation.operate("up", project, "dev", "--yes")
    pulled = sorted(words for words in docker.calls() if words[0] == "pull")
    assert pulled == [["pull", "orders:1.0.0"], ["pull", cache]]


def test_an_image_that_is_not_pulled_after_all_ends_up_before_it_changes_anything(
    project: Path, tools: dict[str, Fake]
) -> None:
    tools["docker"].says("image", status=1).says("pull", status=1)
    with pytest.raises(OperationError, match=r"`docker pull .*` failed; nothing was changed"):
        operation.operate("up", project, "dev", "--yes")
    assert not [words for words in tools["pulumi"].calls() if words[0] == "up"]


def test_up_asks_the_doctor_before_it_changes_anything(
    project: Path, tools: dict[str, Fake], monkeypatch: pytest.MonkeyPatch
) -> None:
    def ill(*_: object) -> None:
        raise OperationError("1 problem")

    monkeypatch.setattr(doctor, "check", ill)
    with pytest.raises(OperationError, match="1 problem"):
        operation.operate("up", project, "dev", "--yes")
    assert tools["pulumi"].calls() == []
    assert not (project / ".pulumi-local").exists()


@pytest.mark.parametrize("verb", ["up", "refresh", "destroy"])
def test_without_a_terminal_a_question_is_an_error_that_says_yes_1(
    project: Path, tools: dict[str, Fake], verb: str
) -> None:
    with pytest.raises(OperationError, match="add YES=1"):
        operation.operate(verb, project, "dev")
    assert tools["pulumi"].calls() == []


def test_destroy_says_that_data_is_kept_and_how_to_remove_it(
    project: Path, tools: dict[str, Fake], capsys: pytest.CaptureFixture[str]
) -> None:
    own(project)
    operation.operate("destroy", project, "dev", "--yes")
    assert "make infrastructure-clean STACK=dev" in capsys.readouterr().err


def test_the_cli_s_exit_status_is_the_command_s(project: Path, tools: dict[str, Fake]) -> None:
    tools["pulumi"].says("up", status=7)
    with pytest.raises(SystemExit) as ended:
        operation.operate("up", project, "dev", "--yes")
    assert ended.value.code == 7


def test_what_is_not_up_has_no_outputs(project: Path, tools: dict[str, Fake]) -> None:
    tools["pulumi"].says("stack", "output", out="{}")
    with pytest.raises(OperationError, match="dev is not up; run `make up STACK=dev`"):
        local_stack.outputs(local_stack.prepare(project, "dev"))


def test_what_only_reads_writes_nothing(project: Path, tools: dict[str, Fake]) -> None:
    before = sorted(project.rglob("*"))
    with pytest.raises(OperationError, match="nothing was made from this folder; run `make up"):
        local_stack.opened(project, "dev")
    assert sorted(project.rglob("*")) == before
    assert tools["pulumi"].calls() == []


@pytest.mark.parametrize(
    "ask",
    [local_project.require_docker, local_project.platform_of, local_project.project_of],
)
def test_a_stack_on_aws_is_refused(project: Path, ask: Callable[[Path, str], object]) -> None:
    with pytest.raises(OperationError, match="prod does not run on Docker"):
        ask(project, "prod")


def test_wrong_settings_are_told_with_their_key(project: Path) -> None:
    file = project / "Pulumi.dev.yaml"
    lines = [line for line in file.read_text().splitlines(True) if "tags:" not in line]
    file.write_text("".join(lines))
    with pytest.raises(OperationError, match=r"Pulumi.dev.yaml:3: tags: is missing"):
        local_project.project_of(project, "dev")


def test_an_unknown_stack_is_answered_by_those_there_are(project: Path) -> None:
    with pytest.raises(OperationError, match="no such stack; the stacks are: dev, prod"):
        on_docker(project, "nope")
