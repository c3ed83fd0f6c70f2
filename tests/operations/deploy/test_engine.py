"""What the Pulumi CLI is called with for an emulated account. A script stands in for the CLI."""

import json
import os
import socket
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from aws_account.moto import moto_server
from operations.deploy import engine
from operations.errors import OperationError
from operations.pulumi_cli import cli
from tests.engine.folders import write_project
from tests.operations.commands import status_of

FAKE = """\
#!{python}
import json, os, pathlib, sys
seen = ("AWS_ENDPOINT_URL", "PATH", "PULUMI_BACKEND_URL", "PULUMI_CONFIG_PASSPHRASE_FILE")
call = dict(words=sys.argv[1:], environment=dict((name, os.environ.get(name)) for name in seen))
with open(os.environ["FAKE_LOG"], "a") as log:
    log.write(json.dumps(call) + chr(10))
state = pathlib.Path(os.environ["FAKE_STATE"])
def write(resources):
    state.parent.mkdir(parents=True, exist_ok=True)
    state.write_text(json.dumps(dict(checkpoint=dict(latest=dict(resources=resources)))))
verb = sys.argv[1]
if verb == "stack" and sys.argv[2] == "init":
    write([])
    pathlib.Path("Pulumi.good.yaml").write_text("encryptionsalt: v1:salt=" + chr(10))
if verb == "stack" and sys.argv[2] == "rm":
    state.unlink()
if verb == "up":
    write([dict(urn="urn:a", type="a:b:C", id="x")])
if verb == "preview" and os.environ.get("FAKE_PREVIEW"):
    print(os.environ["FAKE_PREVIEW"])
elif verb == "preview":
    print("[half of a document")
    sys.exit(4)
if verb == "destroy" and os.environ.get("FAKE_REFUSES"):
    sys.exit(3)
if verb == "destroy":
    write([])
"""

ACCOUNT = "111122223333"


@dataclass(frozen=True)
class Stack:
    """A project whose CLI writes down how it is called."""

    folder: Path
    run: Callable[..., int]
    """Runs a command of `operations engine`, gives its exit status."""

    @property
    def calls(self) -> list[dict[str, Any]]:
        lines = (self.folder / "calls").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines]

    @property
    def server_file(self) -> Path:
        return cli.local_folder(self.folder) / "accounts" / "good.json"


@pytest.fixture
def stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stack]:
    good = json.dumps({"account_id": ACCOUNT})
    write_project(
        tmp_path,
        "",
        project="name: plinth\nruntime: python\n",
        good=f"config:\n  plinth:settings: {good}\n",
        empty="config: {}\n",
        local='config:\n  plinth:settings: {"target": "docker"}\n',
    )
    program = tmp_path / "bin/pulumi"
    program.parent.mkdir()
    program.write_text(FAKE.format(python=sys.executable), encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("FAKE_LOG", str(tmp_path / "calls"))
    monkeypatch.setenv("FAKE_STATE", str(cli.state_file("good", tmp_path)))

    def run(*arguments: str) -> int:
        return status_of(monkeypatch, "engine", *arguments, "--folder", str(tmp_path))

    made = Stack(tmp_path, run)
    yield made
    moto_server.stop(made.server_file)


def test_up_calls_the_cli_with_the_emulator_as_its_aws_provider(stack: Stack) -> None:
    assert stack.run("up", "good", "--emulated", "--yes") == 0
    init, up = stack.calls
    assert init["words"][:3] == ["stack", "init", "good"]
    copy = cli.local_folder(stack.folder) / "Pulumi.good.yaml"
    assert up["words"] == ["up", "--stack", "good", "--yes", "--config-file", str(copy)]
    seen = up["environment"]
    assert seen["PATH"].split(os.pathsep)[0] == str(stack.folder / "plugin")
    assert seen["AWS_ENDPOINT_URL"].startswith("http://127.0.0.1:")
    assert seen["PULUMI_BACKEND_URL"] == f"file://{stack.folder}/.pulumi-local/state"
    assert Path(seen["PULUMI_CONFIG_PASSPHRASE_FILE"]).is_file()
    assert ACCOUNT in copy.read_text(encoding="utf-8")
    assert "encryptionsalt: v1:salt=" in copy.read_text(encoding="utf-8")


def test_the_account_lasts_from_one_command_to_the_next_until_destroy(stack: Stack) -> None:
    stack.run("up", "good", "--emulated")
    stack.run("refresh", "good", "--emulated")
    addresses = {call["environment"]["AWS_ENDPOINT_URL"] for call in stack.calls[1:]}
    assert len(addresses) == 1
    assert moto_server.find(stack.server_file)
    assert stack.run("destroy", "good", "--emulated") == 0
    assert moto_server.find(stack.server_file) is None


def test_a_refused_destroy_keeps_the_account_and_says_how_to_end_it(
    stack: Stack, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stack.run("up", "good", "--emulated")
    monkeypatch.setenv("FAKE_REFUSES", "1")
    assert stack.run("destroy", "good", "--emulated") == 3
    assert moto_server.find(stack.server_file)
    assert "To end the account as it is: make forget STACK=good" in capsys.readouterr().err
    assert stack.run("forget", "good") == 0
    assert stack.calls[-1]["words"][:3] == ["stack", "rm", "good"]
    assert moto_server.find(stack.server_file) is None
    assert stack.run("forget", "good") == 1
    assert "there is no emulated account of good" in capsys.readouterr().err


def test_the_protection_of_production_is_not_lifted_as_a_whole(stack: Stack) -> None:
    production = json.dumps({"account_id": ACCOUNT, "environment": "production"})
    file = stack.folder / "Pulumi.good.yaml"
    file.write_text(f"config:\n  plinth:settings: {production}\n", encoding="utf-8")
    for option in ("--ignore-protect", "--ignore-protect=true"):
        with pytest.raises(OperationError, match="--ignore-protect is refused for good"):
            engine.run("up", "good", [option], folder=stack.folder)
    assert not (stack.folder / "calls").exists()


def test_what_is_on_aws_is_not_destroyed_without_a_question(
    stack: Stack, capsys: pytest.CaptureFixture[str]
) -> None:
    assert stack.run("destroy", "good", "--yes") == 1
    assert "good on AWS is destroyed only after a question" in capsys.readouterr().err
    assert not (stack.folder / "calls").exists()
    assert stack.run("destroy", "good") == 0
    assert stack.calls[-1]["words"] == ["destroy", "--stack", "good"]


def _network(operation: str, name: str) -> str:
    """A preview in which a route table of the network comes to something."""
    urn = "urn:pulumi:good::plinth::plinth:network:Network$aws:ec2/routeTable:RouteTable::"
    state = {"urn": urn + name, "custom": True, "type": "aws:ec2/routeTable:RouteTable"}
    states = {"delete": ["oldState"], "create": ["newState"]}.get(operation, ["oldState"])
    step = {"op": operation, "urn": urn + name, **{each: state for each in states}}
    return json.dumps({"steps": [step], "changeSummary": {operation: 1}})


@pytest.mark.parametrize("emulated", [True, False], ids=["emulated", "aws"])
def test_nothing_is_taken_from_under_a_copy_in_the_network(
    stack: Stack,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    emulated: bool,
) -> None:
    option = ["--emulated"] if emulated else []
    options = ["--folder", str(stack.folder), "--", "--target", "urn:a", "--skip-preview"]
    up = ("engine", "up", "good", *option, "--yes", *options)
    life = {"copy_of": "good", "until": "2026-11-30"}
    guest = {"ephemeral": life, "network": {"existing": {"vpc": "vpc-1"}}}
    file = stack.folder / "Pulumi.pr-1.yaml"
    file.write_text(f"config:\n  plinth:settings: {json.dumps(guest)}\n", "utf-8")
    monkeypatch.setenv("FAKE_PREVIEW", _network("delete", "network-private-a"))
    assert status_of(monkeypatch, *up) == 1
    told = " ".join(capsys.readouterr().err.split())
    assert (
        "pr-1 stands in the network of good, and would lose network-private-a (ec2.RouteTable "
        "deleted: the routes of its subnets)"
    ) in told
    assert "first `make destroy STACK=pr-1`" in told
    looked = stack.calls[-1]["words"]
    assert looked[:5] == ["preview", "--stack", "good", "--target", "urn:a"]
    assert not {"--yes", "--skip-preview", "up"} & {*looked}
    # A preview that fails ends it as well.
    monkeypatch.delenv("FAKE_PREVIEW")
    assert status_of(monkeypatch, *up) == 4
    monkeypatch.setenv("FAKE_PREVIEW", _network("create", "network-private-c"))
    assert status_of(monkeypatch, *up) == 0
    assert stack.calls[-1]["words"][0] == "up"
    file.unlink()
    monkeypatch.delenv("FAKE_PREVIEW")
    assert status_of(monkeypatch, *up) == 0


def test_state_of_an_account_that_is_gone_is_forgotten(
    stack: Stack, capsys: pytest.CaptureFixture[str]
) -> None:
    stack.run("up", "good", "--emulated")
    moto_server.stop(stack.server_file)
    stack.run("up", "good", "--emulated")
    verbs = [" ".join(call["words"][:2]) for call in stack.calls]
    assert verbs == ["stack init", "up --stack", "stack rm", "stack init", "up --stack"]
    assert "The emulated account of good is gone with its process" in capsys.readouterr().err


def test_a_stack_that_is_not_on_aws_has_nothing_to_emulate(
    stack: Stack, capsys: pytest.CaptureFixture[str]
) -> None:
    assert stack.run("up", "empty", "--emulated") == 1
    assert "Pulumi.empty.yaml: has no account_id, so there is no AWS to emulate" in (
        capsys.readouterr().err
    )
    assert stack.run("up", "local", "--emulated") == 1
    message = capsys.readouterr().err
    assert "Pulumi.local.yaml: runs on Docker" in message
    assert "`make up STACK=local`" in message
    assert not (stack.folder / "calls").exists()


def test_a_stack_without_a_file_is_named_with_those_that_have_one(
    stack: Stack, capsys: pytest.CaptureFixture[str]
) -> None:
    assert stack.run("up", "prd", "--emulated") == 1
    assert "no such stack; the stacks are: empty, good" in " ".join(capsys.readouterr().err.split())


def test_a_preview_that_fails_leaves_the_document_of_the_last_one(stack: Stack) -> None:
    file = stack.folder / "plan.json"
    file.write_text("the last one", encoding="utf-8")
    assert stack.run("preview", "good", "--emulated", "--json", str(file)) == 4
    assert file.read_text(encoding="utf-8") == "the last one"
    assert [each.name for each in stack.folder.glob("*plan.json*")] == ["plan.json"]


def test_the_lock_of_a_command_that_was_killed_is_removed_and_no_other(
    stack: Stack, capsys: pytest.CaptureFixture[str]
) -> None:
    stack.run("up", "good", "--emulated")
    locks = cli.local_folder(stack.folder) / "state/.pulumi/locks/organization/plinth/good"
    locks.mkdir(parents=True)
    ended = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"],
        capture_output=True,
        text=True,
        check=True,
    )
    owners = {
        "stale": {"pid": int(ended.stdout), "hostname": socket.gethostname()},
        "running": {"pid": os.getpid(), "hostname": socket.gethostname()},
        "elsewhere": {"pid": int(ended.stdout), "hostname": "another-machine"},
        "broken": "no object",
    }
    for name, owner in owners.items():
        (locks / f"{name}.json").write_text(json.dumps(owner), encoding="utf-8")
    stack.run("up", "good", "--emulated")
    left = {file.stem for file in locks.iterdir()}
    assert left == {"running", "elsewhere", "broken"}
    assert "Removed the lock of a command that was cut off" in capsys.readouterr().err
