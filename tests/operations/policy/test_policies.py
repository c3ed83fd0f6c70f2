"""The `policies` command, from its arguments to its table, its JSON and its exit status."""

import json
from pathlib import Path
from typing import Any

import pytest

from operations.policy import policy_page
from policies import RULES
from tests.engine.folders import write_project
from tests.operations.commands import Command, Result, result_of

STACK = "prod"
PREFIX = "urn:pulumi:prod::plinth"
PROVIDER = f"{PREFIX}::pulumi:providers:aws::aws"
DATABASE = f"{PREFIX}::aws:rds/instance:Instance::database"
TAGS = '{"tags": {"environment": "staging", "project": "shop", "owner": "platform"}}'
GOOD = {
    "storageEncrypted": True,
    "monitoringInterval": 60,
    "enabledCloudwatchLogsExports": ["postgresql"],
    "iamDatabaseAuthenticationEnabled": True,
    "backupRetentionPeriod": 7,
    "copyTagsToSnapshot": True,
}
WAIVER = """\
- policy: rds-encrypts
  resource: database
  owner: payments
  reason: it holds nothing yet
  until: {until}
"""


@pytest.fixture
def policies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """Runs the command in a small project."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Result:
        return result_of(monkeypatch, capsys, "policies", STACK, *arguments, "--folder", ".")

    return run


def resources(**changes: Any) -> list[dict[str, Any]]:
    """A provider and a database; None takes an input out."""
    inputs = {key: each for key, each in {**GOOD, **changes}.items() if each is not None}
    return [
        {"urn": PROVIDER, "type": "pulumi:providers:aws", "inputs": {"defaultTags": TAGS}},
        {
            "urn": DATABASE,
            "type": "aws:rds/instance:Instance",
            "custom": True,
            "inputs": inputs,
            "provider": f"{PROVIDER}::id",
        },
    ]


def preview(**changes: Any) -> dict[str, Any]:
    """The document of a preview that makes them."""
    steps = [{"op": "create", "urn": s["urn"], "newState": s} for s in resources(**changes)]
    return {"steps": steps, "changeSummary": {"create": len(steps)}}


def state(**changes: Any) -> dict[str, Any]:
    """What `pulumi stack export` writes of them."""
    return {"version": 3, "deployment": {"resources": resources(**changes)}}


def write(content: Any, name: str = "document.json") -> str:
    Path(name).write_text(json.dumps(content), encoding="utf-8")
    return name


@pytest.mark.parametrize("source", [preview, state])
def test_nothing_broken_is_status_0(policies: Command, source: Any) -> None:
    done = policies("--document", write(source()))
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("prod: no violations\n")


@pytest.mark.parametrize("source", [preview, state])
def test_a_violation_is_status_2_with_its_remedy(policies: Command, source: Any) -> None:
    done = policies("--document", write(source(storageEncrypted=None)))
    assert done.status == 2
    heading, line, _, total, *_ = done.out.splitlines()
    assert heading.split() == ["Severity", "Policy", "Resource", "What", "is", "wrong", "Remedy"]
    for part in (
        "high",
        "rds-encrypts",
        "rds.Instance database",
        "storageEncrypted is not set",
        "set `storageEncrypted`; it replaces the database",
    ):
        assert part in line
    assert total == "prod: 1 violation"


def test_json_is_for_machines(policies: Command) -> None:
    file = write(preview(storageEncrypted=None))
    done = policies("--document", file, "--json", "-")
    assert done.status == 2
    content = json.loads(done.out)
    assert content["violations"] == [
        {
            "policy": "rds-encrypts",
            "severity": "high",
            "control": "AWS FSBP RDS.3",
            "urn": DATABASE,
            "resource": "rds.Instance database",
            "place": "storageEncrypted",
            "says": "is not set",
            "remedy": "set `storageEncrypted`; it replaces the database",
        }
    ]
    assert "rds-encrypts" in done.err
    policies("--document", file, "--json", "found.json")
    assert json.loads(Path("found.json").read_text()) == content


def test_a_waiver_is_counted_and_its_violation_is_none(policies: Command) -> None:
    Path("config").mkdir()
    Path("config/waivers.yaml").write_text(WAIVER.format(until="9999-12-31"))
    done = policies("--document", write(preview(storageEncrypted=None)), "--json", "-")
    assert done.status == 0
    content = json.loads(done.out)
    assert (content["violations"], len(content["waived"])) == ([], 1)
    assert "prod: no violations, 1 waived" in done.err


def test_a_waiver_that_nothing_needs_is_a_warning(policies: Command) -> None:
    Path("config").mkdir()
    Path("config/waivers.yaml").write_text(WAIVER.format(until="9999-12-31"))
    done = policies("--document", write(preview()))
    assert (done.status, done.err) == (
        0,
        "warning: config/waivers.yaml:1: nothing breaks rds-encrypts on database; remove the "
        "waiver\n",
    )


def test_a_waiver_that_ended_is_status_1(policies: Command) -> None:
    Path("config").mkdir()
    Path("config/waivers.yaml").write_text(WAIVER.format(until="2020-01-31"))
    done = policies("--document", write(preview()))
    assert done.status == 1
    assert done.err.startswith("error: config/waivers.yaml:5: until: the waiver of rds-encrypts")
    Path("config/waivers.yaml").write_text(WAIVER.format(until="2020-01-31") * 2)
    assert "2 problems in the waivers\n  config/waivers.yaml:5" in policies().err


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ({"steps": [], "diagnostics": [{"severity": "error"}]}, "comes from a preview that failed"),
        ({"a": 1}, "is no document of a preview"),
        ({**preview(), "changeSummary": {"same": 3}}, "leaves out 3 unchanged resources"),
    ],
)
def test_what_cannot_be_judged_is_status_1(policies: Command, content: Any, says: str) -> None:
    done = policies("--document", write(content))
    assert done.status == 1
    assert says in done.err


def test_a_document_of_another_stack_is_status_1(policies: Command) -> None:
    other = json.loads(json.dumps(preview()).replace("urn:pulumi:prod:", "urn:pulumi:staging:"))
    done = policies("--document", write(other))
    assert (done.status, done.err) == (1, "error: document.json: is of staging, not of prod\n")


def test_what_is_not_known_is_said(policies: Command) -> None:
    unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
    done = policies("--document", write(preview(storageEncrypted=unknown)))
    assert done.status == 0
    assert "1 judgement waits for a value that is known after `up`" in done.out


def test_without_a_document_the_program_is_planned(policies: Command) -> None:
    program = """
        import json, pulumi, pulumi_aws as aws
        tags = {"environment": "staging", "project": "shop", "owner": "platform"}
        provider = aws.Provider("aws", default_tags={"tags": tags})
        opts = pulumi.ResourceOptions(provider=provider)
        queue = aws.sqs.Queue("jobs", opts=opts)
        policy = queue.arn.apply(lambda arn: json.dumps({"Statement": [
            {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": arn}]}))
        aws.sqs.QueuePolicy("jobs", queue_url=queue.url, policy=policy, opts=opts)
    """
    write_project(Path(), program, prod="config: {}")
    done = policies("--json", "-")
    assert done.status == 2
    found = {each["policy"] for each in json.loads(done.out)["violations"]}
    # Offline the policy is read although the queue's ARN is not known.
    assert found == {"sqs-policy-names-who-may", "sqs-requires-tls"}


def test_a_program_that_fails_is_status_1(policies: Command) -> None:
    write_project(Path(), "raise ValueError('no')", prod="config: {}")
    done = policies()
    assert done.status == 1
    assert "ValueError: no" in done.err


def test_the_page_lists_every_rule_and_is_the_one_in_docs() -> None:
    text = policy_page.text()
    assert policy_page.PAGE.read_text(encoding="utf-8") == text, "run `make generated`"
    assert [line.split("`")[1] for line in text.splitlines() if line.startswith("| `")] == [
        each.name for each in RULES
    ]
