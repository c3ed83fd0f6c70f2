"""The `emulate` command, from its arguments to what it prints and exits with."""

import json
from pathlib import Path
from typing import Any

from aws_account.moto import Given, emulated
from operations.emulated import emulated_account
from tests.factories import ROOT
from tests.operations.commands import Command


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


def test_an_authority_that_exists_stands_in_the_account() -> None:
    given = emulated_account.given(ROOT / "examples" / "clinic", "prod")
    [authority, *_] = given.authorities
    with emulated(given=Given(authorities=[authority])) as make:
        client = make("210000000004").client("acm-pca", "eu-central-1")
        found = client.describe_certificate_authority(CertificateAuthorityArn=authority)
    assert found["CertificateAuthority"]["Status"] == "ACTIVE"
