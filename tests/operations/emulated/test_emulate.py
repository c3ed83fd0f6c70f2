"""The `emulate` and `drift` commands, from their arguments to what they print and exit with."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
from rich.text import Text

from aws_account.drift.drift import Difference
from aws_account.moto.server import serve
from aws_account.resources.resources import Resource
from emulation.emulation import emulate
from operations import __main__ as command_line
from operations.emulated import drift_text
from tests.engine.folders import write_project

PROGRAM = """
    import pulumi, pulumi_aws as aws
    from pulumi import ResourceOptions
    settings = pulumi.Config()
    provider = aws.Provider(
        "aws", region="eu-central-1", allowed_account_ids=["111122223333"],
        default_tags={"tags": {"owner": "platform"}})
    group = pulumi.ComponentResource("probe:group:Group", "messages",
                                     opts=ResourceOptions(providers=[provider]))
    child = ResourceOptions(parent=group)
    queue = aws.sqs.Queue("jobs", visibility_timeout_seconds=60, opts=child)
    aws.sqs.QueuePolicy("jobs", queue_url=queue.url, policy=settings.require("policy"), opts=child)
    aws.elasticache.UserGroup("users", engine="redis", user_group_id="users", user_ids=["x"],
                              opts=child)
    aws.secretsmanager.Secret("key", description=pulumi.Output.secret("hush"), opts=child)
    pulumi.export("queue", queue.url)
"""

POLICY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": "*"}],
    }
)


@dataclass(frozen=True)
class Result:
    """What a command printed, and how it ended."""

    out: str
    err: str
    status: int


Command = Callable[..., Result]


@pytest.fixture
def command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """Runs a command in the folder of a small project."""
    stacks = {"good": f"config: {{policy: '{POLICY}'}}", "bad": "config: {policy: nonsense}"}
    write_project(tmp_path, PROGRAM, **stacks)
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Result:
        monkeypatch.setattr(sys, "argv", ["operations", *arguments])
        status = 0
        try:
            command_line.main()
        except SystemExit as ending:
            status = int(ending.code or 0)
        printed = capsys.readouterr()
        return Result(printed.out, printed.err, status)

    return run


def written(file: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(file.read_text())
    return document


def test_the_report_counts_what_came_to_be_in_each_component(command: Command) -> None:
    result = command("emulate", "good", "--folder", ".")
    assert result.status == 0
    rows = [line.split() for line in result.out.splitlines()]
    assert ["messages", "3", "1"] in rows
    assert ["total", "3", "1"] in rows
    assert "good: 3 created, 1 recorded only (75.0% truly created) in" in result.err


def test_the_report_names_what_is_recorded_only(command: Command) -> None:
    result = command("emulate", "good", "--folder", ".")
    assert "aws:elasticache:UserGroup users: elasticache.CreateUserGroup" in result.out


def test_the_report_ends_with_the_outputs(command: Command) -> None:
    result = command("emulate", "good", "--folder", ".")
    assert 'queue: "https://sqs.eu-central-1.amazonaws.com/111122223333/jobs-' in result.out


def test_a_refused_resource_is_named_with_aws_own_message(command: Command) -> None:
    result = command("emulate", "bad", "--folder", ".")
    assert result.status == 2
    assert "aws:sqs:QueuePolicy jobs: sqs.SetQueueAttributes: MalformedPolicyDocument" in result.out
    assert "2 created, 1 recorded only, 1 refused" in result.err


def test_the_document_has_every_resource(command: Command, tmp_path: Path) -> None:
    command("emulate", "good", "--folder", ".", "--json", "found.json")
    document = written(tmp_path / "found.json")
    queue = next(each for each in document["resources"] if each["type"] == "aws:sqs/queue:Queue")
    assert document["account"] == "111122223333"
    assert queue["name"] == "jobs"
    assert queue["became"] == "created"
    assert queue["inputs"]["visibilityTimeoutSeconds"] == 60
    assert queue["outputs"]["tagsAll"] == {"owner": "platform"}
    assert queue["seconds"] > 0
    assert document["outputs"]["queue"] == queue["id"]


def test_the_document_holds_no_secret(command: Command, tmp_path: Path) -> None:
    command("emulate", "good", "--folder", ".", "--json", "found.json")
    assert "hush" not in (tmp_path / "found.json").read_text()


def test_a_program_that_fails_ends_with_its_message(command: Command, tmp_path: Path) -> None:
    (tmp_path / "__main__.py").write_text("import pulumi\nraise pulumi.RunError('no such thing')")
    result = command("emulate", "good", "--folder", ".")
    assert result.status == 1
    assert result.err.endswith("error: no such thing\n")


def test_a_stack_on_docker_has_no_aws_to_emulate(command: Command, tmp_path: Path) -> None:
    settings = 'config: {"probe:settings": {"target": "docker"}}'
    (tmp_path / "Pulumi.local.yaml").write_text(settings)
    result = command("emulate", "local", "--folder", ".")
    assert result.status == 1
    assert "Pulumi.local.yaml: runs on Docker" in result.err


def test_a_kept_account_is_served_and_its_drift_is_reported(
    command: Command, tmp_path: Path
) -> None:
    from operations.emulated import emulated_document
    from operations.plan import document

    with emulate(tmp_path, "good") as emulation, serve(emulation.account) as address:
        document.write(emulated_document.build(emulation), tmp_path / "found.json")
        client = boto3.client(
            "sqs",
            endpoint_url=address,
            region_name="eu-central-1",
            aws_access_key_id="anyone",
            aws_secret_access_key="anything",
        )
        assert _drift(command, address).out == "nothing differs from what was declared\n"
        (url,) = client.list_queues()["QueueUrls"]
        client.set_queue_attributes(
            QueueUrl=url, Attributes={"VisibilityTimeout": "5", "Policy": POLICY}
        )
        result = _drift(command, address)
    assert result.status == 2
    (written,) = json.loads((tmp_path / "drift.json").read_text())["differences"]
    assert written.pop("urn").endswith("::jobs")
    assert written == {
        "kind": "changed",
        "path": "visibilityTimeoutSeconds",
        "declared": 60,
        "found": 5,
    }
    assert result.out.splitlines() == [
        "~ aws:sqs:Queue  jobs  visibilityTimeoutSeconds: 60 -> 5",
        "1 difference",
    ]


def _drift(command: Command, address: str) -> Result:
    return command("drift", "found.json", "--endpoint", address, "--json", "drift.json")


def test_a_kept_account_is_found_by_its_stack(command: Command, tmp_path: Path) -> None:
    from operations.emulated import emulated_account, emulated_document

    with emulate(tmp_path, "good") as emulation, serve(emulation.account) as address:
        declared = emulated_document.build(emulation)
        with emulated_account.keeping(tmp_path, "good", address, declared):
            clean = command("engine", "drift", "good", "--emulated", "--folder", ".")
            queues = emulation.account.client("sqs", "eu-central-1")
            queues.delete_queue(QueueUrl=queues.list_queues()["QueueUrls"][0])
            changed = command("engine", "drift", "good", "--emulated", "--folder", ".")
    assert (clean.out, clean.status) == ("nothing differs from what was declared\n", 0)
    assert changed.out.splitlines() == [
        "- aws:sqs:Queue  jobs  is gone",
        "- aws:sqs:QueuePolicy  jobs  is gone",
        "2 differences",
    ]
    assert changed.status == 2


def test_without_a_served_account_drift_says_how_to_have_one(command: Command) -> None:
    result = command("engine", "drift", "good", "--emulated", "--folder", ".")
    assert result.status == 1
    assert "no emulated account of good is running; `make emulate STACK=good KEEP=1`" in result.err


def test_drift_names_the_declared_resources(command: Command, tmp_path: Path) -> None:
    queue = Resource(type="aws:sqs/queue:Queue", urn=_urn("jobs"), inputs={}, region="", id="https")
    moved = Difference("changed", _urn("mapping"), "source", "https", "elsewhere")
    (line, _) = drift_text.report([moved], [queue])
    assert isinstance(line, Text)
    assert line.plain == '~ aws:sqs:Queue  mapping  source: https (jobs) -> "elsewhere"'


def _urn(name: str) -> str:
    return f"urn:pulumi:good::probe::aws:sqs/queue:Queue::{name}"


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "127.0.0.1:1", "nonsense", "file:///"])
def test_drift_wants_an_account_that_answers(
    command: Command, tmp_path: Path, address: str
) -> None:
    (tmp_path / "found.json").write_text('{"account": "111122223333", "resources": []}')
    result = _drift(command, address)
    assert result.status == 1
    assert f"no emulated account answers at {address}; start it by" in result.err


def test_drift_wants_the_account_of_the_document(command: Command, tmp_path: Path) -> None:
    from operations.emulated import emulated_document
    from operations.plan import document

    with emulate(tmp_path, "good") as emulation, serve(emulation.account) as address:
        content = {**emulated_document.build(emulation), "account": "999988887777"}
        document.write(content, tmp_path / "found.json")
        result = _drift(command, address)
    assert result.status == 1
    assert f"is a document of account 999988887777, and {address} serves 111122223333" in result.err


def test_drift_wants_a_document_of_an_emulation(command: Command, tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text("{}")
    result = command("drift", "other.json", "--endpoint", "http://127.0.0.1:1")
    assert result.status == 1
    assert "other.json: is no document of an emulation; write one by" in result.err
