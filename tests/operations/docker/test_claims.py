"""Whose an environment on Docker is: two clones on one machine, a lost record, an older release."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from operations.docker.data import keeping
from operations.docker.engine import ownership
from operations.docker.stack import doctor, local_plan, local_stack, operation
from operations.errors import OperationError
from tests.factories import SHOP, make_local_platform
from tests.operations.docker.tools import Fake, container, own, thing

PARTS = ("container", "network", "volume")


def a_project(folder: Path) -> Path:
    folder.mkdir()
    for name in ("Pulumi.yaml", "Pulumi.dev.yaml"):
        shutil.copy(SHOP / name, folder)
    shutil.copytree(SHOP / "config", folder / "config")
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return a_project(tmp_path / "project")


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Fake]:
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path / "home"))
    for name in ("PULUMI_BACKEND_URL", "PULUMI_ACCESS_TOKEN", "DOCKER_HOST"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(doctor, "check", lambda *_: make_local_platform())
    docker = Fake(folder=folder, name="docker").install()
    docker.says("info", out="{}").says("context", out="unix:///home/me/docker.sock\n")
    docker.says("image", out="sha256:0")
    pulumi = Fake(folder=folder, name="pulumi").install().says("stack", "export", out="{}")
    return {"docker": docker, "pulumi": pulumi}


def all_of(**labels: Any) -> list[dict[str, Any]]:
    """A container, a network and a volume."""
    return [
        container("database", labels=labels),
        thing("network", "shop-dev-database", **labels),
        thing("volume", "shop-dev-database", **labels),
    ]


def refused(project: Path, verb: str = "up") -> str:
    with pytest.raises(OperationError) as told:
        operation.operate(verb, project, "dev", "--yes")
    return str(told.value)


@pytest.mark.parametrize("verb", ["up", "destroy", "refresh"])
def test_a_second_clone_is_refused_with_who_holds_it_and_changes_nothing(
    project: Path, tools: dict[str, Fake], tmp_path: Path, verb: str
) -> None:
    other = a_project(tmp_path / "other")
    own(other)
    things = all_of(folder=str(other))
    tools["docker"].holds(*things)
    before = sorted(project.rglob("*"))
    told = refused(project, verb)
    assert f"held by the clone in {other}: 1 container (1 running), 1 network, 1 volume" in told
    assert "`docker: {clone: 1}` into Pulumi.dev.local.yaml" in told
    assert tools["docker"].held() == {(each["kind"], each["name"]) for each in things}
    assert sorted(project.rglob("*")) == before
    assert not [words for words in tools["pulumi"].calls() if words[0] == verb]


def test_a_second_clone_with_a_number_of_its_own_goes_on(
    project: Path, tools: dict[str, Fake], tmp_path: Path
) -> None:
    other = a_project(tmp_path / "other")
    own(other)
    tools["docker"].holds(*all_of(folder=str(other)))
    (project / "Pulumi.dev.local.yaml").write_text("docker: {clone: 1}\n")
    operation.operate("up", project, "dev", "--yes")
    assert len(tools["docker"].held()) == 3


def test_the_number_that_is_offered_is_free(
    project: Path, tools: dict[str, Fake], tmp_path: Path
) -> None:
    other = a_project(tmp_path / "other")
    own(other)
    more = thing("volume", "shop-dev-1-database", owner="third", clone="1")
    tools["docker"].holds(*all_of(folder=str(other)), more)
    assert "`docker: {clone: 2}`" in refused(project)


def test_a_lost_record_is_told_with_the_way_to_take_the_data_over(
    project: Path, tools: dict[str, Fake]
) -> None:
    tools["docker"].holds(*all_of(owner="lost", folder=str(project)))
    told = refused(project)
    assert "were made from this folder, whose .pulumi-local with their passwords is gone" in told
    assert "`make adopt STACK=dev`" in told
    # What reads does not disarm it.
    with pytest.raises(OperationError):
        local_stack.opened(project, "dev")
    assert refused(project) == told


def test_what_a_clone_that_is_gone_left_can_be_taken_over_or_left(
    project: Path, tools: dict[str, Fake], tmp_path: Path
) -> None:
    tools["docker"].holds(*all_of(owner="lost", folder=str(tmp_path / "deleted")))
    told = refused(project)
    assert f"made by the clone in {tmp_path / 'deleted'}, which is gone" in told
    assert "make adopt" in told
    assert "clone: 1" in told


def test_an_earlier_release_s_environment_is_told_unless_the_state_knows_it(
    project: Path, tools: dict[str, Fake]
) -> None:
    tools["docker"].holds(*all_of(owner=None))
    assert "made by an earlier release, which kept no record" in refused(project)
    own(project)
    resources = [
        {"type": f"docker:index/{part}:{part.capitalize()}", "outputs": {"name": name}}
        for part in PARTS
        for name in ["shop-dev-database"]
    ]
    state = json.dumps({"deployment": {"resources": resources}})
    tools["pulumi"].says("stack", "export", out=state)
    operation.operate("up", project, "dev", "--yes")
    # The next `down` takes the volume out of the state; it stays this folder's.
    record = ownership.read(project)
    assert record is not None
    assert record.volumes == {"shop-dev-database": ""}
    tools["pulumi"].says("stack", "export", out="{}")
    tools["docker"].holds(thing("volume", "shop-dev-database", owner=None))
    operation.operate("up", project, "dev", "--yes")


def test_another_volume_of_the_same_name_is_not_the_one_that_was_taken_over(
    project: Path, tools: dict[str, Fake]
) -> None:
    own(project, **{"shop-dev-database": "lost"})
    tools["docker"].holds(thing("volume", "shop-dev-database", owner="third"))
    assert "1 volume of shop dev" in refused(project)


def test_a_name_that_somebody_else_uses_is_told(project: Path, tools: dict[str, Fake]) -> None:
    own(project)
    mine = {"kind": "volume", "name": "shop-dev-database", "labels": {}}
    said = {"Name": "shop-dev-database", "Labels": None, "CreatedAt": "2026-11-20"}
    tools["docker"].holds({**mine, "inspected": said})
    told = refused(project)
    assert "others made things with the names that shop dev needs: volume shop-dev-database" in told


def test_a_copied_folder_does_not_pass_for_the_original(
    project: Path, tools: dict[str, Fake], tmp_path: Path
) -> None:
    own(project)
    shutil.copytree(project, tmp_path / "copy")
    tools["docker"].holds(*all_of(folder=str(project)))
    told = refused(tmp_path / "copy")
    assert f"is a copy of {project}" in told
    shutil.rmtree(project)
    # Moved, in effect: the containers go with the folder.
    operation.operate("up", tmp_path / "copy", "dev", "--yes")
    record = ownership.read(tmp_path / "copy")
    assert record is not None
    assert record.folder == str(tmp_path / "copy")


def test_adopt_keeps_the_volumes_and_resets_the_database_s_password_from_inside(
    project: Path, tools: dict[str, Fake], monkeypatch: pytest.MonkeyPatch
) -> None:
    docker = tools["docker"]
    docker.holds(*all_of(owner="lost", folder=str(project)))
    database = {
        "envs": ["POSTGRES_USER=platform__admin", "POSTGRES_PASSWORD=n3w"],
        "volumes": [{"volumeName": "shop-dev-database", "containerPath": "/data"}],
    }
    planned = local_plan.Planned([])
    monkeypatch.setattr(local_plan.Planned, "of", lambda self, type_: {"database": database})
    monkeypatch.setattr(local_plan, "registered", lambda stack, config: planned)
    tools["pulumi"].says("config", "--show-secrets", out="{}")
    keeping.adopt("dev", True, project)
    assert docker.held() == {("volume", "shop-dev-database")}
    [at] = [i for i, words in enumerate(docker.calls()) if words[0] == "run"]
    assert docker.inputs()[at] == "ALTER ROLE \"platform__admin\" PASSWORD 'n3w';\n"
    assert "shop-dev-database:/data" in docker.calls()[at]
    operation.operate("up", project, "dev", "--yes")


def test_adopt_takes_nothing_from_a_clone_that_is_there(
    project: Path, tools: dict[str, Fake], tmp_path: Path
) -> None:
    other = a_project(tmp_path / "other")
    own(other)
    tools["docker"].holds(*all_of(folder=str(other)))
    with pytest.raises(OperationError, match="held by the clone in"):
        keeping.adopt("dev", True, project)
    assert len(tools["docker"].held()) == 3
    assert not (project / ".pulumi-local").exists()


def test_a_record_that_cannot_be_read_is_told(project: Path) -> None:
    own(project)
    (project / ".pulumi-local/owner.json").write_text("{")
    with pytest.raises(OperationError, match=r"owner.json: says which containers .* are this fold"):
        ownership.owner_of(project)


def test_an_id_is_made_once_and_differs_from_folder_to_folder(tmp_path: Path) -> None:
    first, second = (ownership.claim(a_project(tmp_path / name)) for name in ("a", "b"))
    assert first.id != second.id
    assert ownership.claim(tmp_path / "a") == first
