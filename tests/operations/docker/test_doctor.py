"""`doctor`: what it asks of the machine, and what it says."""

import json
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from operations.docker.stack import doctor, project
from operations.errors import OperationError
from tests.factories import SHOP, make_local_platform
from tests.operations.docker.tools import OWNER, Fake, inspected

ENGINE = {"MemTotal": 64 * 2**30, "DockerRootDir": "/nowhere"}


@pytest.fixture
def docker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fake:
    monkeypatch.setenv("PATH", str(tmp_path))
    # Whatever else runs on the machine of these tests.
    monkeypatch.setattr(doctor, "is_free", lambda port: True)
    return Fake(folder=tmp_path, name="docker").install().says("info", out=json.dumps(ENGINE))


@pytest.fixture
def listener() -> Iterator[int]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def test_a_port_with_a_listener_is_taken_and_is_free_after_it(listener: int) -> None:
    assert not doctor.is_free(listener)


def test_a_port_without_a_listener_is_free() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        port: int = server.getsockname()[1]
    assert doctor.is_free(port)


def test_a_machine_with_all_of_it_has_no_finding(docker: Fake) -> None:
    assert doctor.findings(make_local_platform(), SHOP) == []
    doctor.check(SHOP, "dev")


def test_ports_of_the_stack_s_own_running_containers_are_not_taken(
    docker: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "is_free", lambda port: port != 6379)
    monkeypatch.setattr(project, "owner_id", lambda folder, stack: OWNER)
    cache = inspected("cache", ports={6379: 6379})
    docker.says("ps", out="cache\n").says("inspect", out=json.dumps([cache]))
    assert doctor.findings(make_local_platform(), SHOP) == []
    # The same container, ended: it holds nothing, so somebody else does.
    cache["State"]["Status"] = "exited"
    docker.says("inspect", out=json.dumps([cache]))
    docker.says("ps", "--quiet", out="")
    [finding] = doctor.findings(make_local_platform(), SHOP)
    assert "taken by another program" in finding.what


def test_the_container_that_holds_a_port_is_named(
    docker: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "is_free", lambda port: port != 5432)
    other = {**inspected("pg", ports={5432: 5432}), "Name": "/other-pg"}
    docker.says("ps", "--quiet", out="pg\n").says("inspect", out=json.dumps([other]))
    [finding] = doctor.findings(make_local_platform(), SHOP)
    assert "taken by the container other-pg" in finding.what


def test_an_image_that_is_neither_here_nor_pullable_is_told_in_docker_s_words(
    docker: Fake,
) -> None:
    docker.says(
        "image", "inspect", "--format", "{{.Id}}", "web:1.0.0", status=1, error="No such image"
    )
    assert doctor.findings(make_local_platform(), SHOP) == []
    docker.says("manifest", "inspect", "web:1.0.0", status=1, error="no such manifest: web:1.0.0")
    [finding] = doctor.findings(make_local_platform(), SHOP)
    assert finding.what.endswith("cannot be pulled: no such manifest: web:1.0.0")


def test_findings_are_printed_with_their_remedies_and_counted(
    docker: Fake, capsys: pytest.CaptureFixture[str]
) -> None:
    docker.says("info", out=json.dumps({**ENGINE, "MemTotal": 2**30}))
    with pytest.raises(OperationError, match=r"^2 problems would keep dev .*nothing was changed"):
        doctor.check(SHOP, "dev")
    shown = capsys.readouterr().out.splitlines()
    assert shown[0].startswith("- Docker has 1024 MiB")
    assert shown[1].startswith("  give Docker more")


def test_a_stack_on_aws_has_no_doctor(docker: Fake) -> None:
    with pytest.raises(OperationError, match="prod does not run on Docker"):
        doctor.check(SHOP, "prod")
    assert docker.calls() == []


def test_wrong_settings_are_told_before_docker_is_asked(docker: Fake, tmp_path: Path) -> None:
    shutil.copytree(SHOP / "config", tmp_path / "config")
    shutil.copy(SHOP / "Pulumi.yaml", tmp_path)
    text = (SHOP / "Pulumi.dev.yaml").read_text().replace("messaging: rabbitmq", "messaging: mq")
    (tmp_path / "Pulumi.dev.yaml").write_text(text)
    with pytest.raises(OperationError, match=r"docker\.messaging: must be one of rabbitmq, aws"):
        doctor.check(tmp_path, "dev")
    assert docker.calls() == []
