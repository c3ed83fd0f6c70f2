"""`preview --against` a state: what stands in a stack, by `pulumi stack export`."""

import contextlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backends import SymbolicBackend
from engine import run
from engine.values import SIGNATURE
from operations import __main__ as command_line
from operations.plan import document
from tests.engine.folders import write_project

PROGRAM = """
    import json, pulumi, pulumi_aws as aws
    settings = pulumi.Config()
    jobs = aws.sqs.Queue("jobs", delay_seconds=settings.require_int("delay"))
    policy = pulumi.Output.json_dumps({"Statement": [
        {"Sid": "Read", "Action": settings.require("action"), "Resource": jobs.arn},
    ]})
    aws.sqs.QueuePolicy("jobs", queue_url=jobs.url, policy=policy)
    password = pulumi.Output.secret("hush")
    aws.rds.Instance("database", instance_class="db.t3.small", password=password,
                     opts=pulumi.ResourceOptions(protect=True))
    for name in settings.get_object("more") or []:
        aws.sqs.QueuePolicy(name, queue_url=aws.sqs.Queue(name).url, policy=jobs.arn)
"""
CONFIG = "config: {delay: 1, action: 'sqs:SendMessage'%s}"
ARN, URL = "arn:aws:sqs:eu-central-1:111122223333:jobs-1a2b3c4", "https://sqs.example/jobs-1a2b3c4"
SECRET = {SIGNATURE: "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "v1:0a:1b"}

Compare = Callable[[str], list[str]]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_project(tmp_path, PROGRAM, dev=CONFIG % "")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "state.json").write_text(json.dumps(exported(tmp_path)))
    return tmp_path


def exported(project: Path) -> dict[str, Any]:
    """The state after `up`: with what AWS decided, what the provider filled in, and encryption."""
    steps = document.build(run(project, "dev", SymbolicBackend()))["steps"]
    resources = []
    for step in steps:
        text = json.dumps(step["newState"])
        text = text.replace("${sqs.Queue jobs.arn}", ARN).replace("${sqs.Queue jobs.url}", URL)
        state = json.loads(text.replace('"[secret]"', json.dumps(SECRET)))
        state["outputs"] = dict(state.get("inputs", {}))
        if state["urn"].endswith("sqs/queue:Queue::jobs"):
            state["id"] = URL
            state["outputs"] |= {"arn": ARN, "url": URL}
            state["inputs"] |= {"name": "jobs-1a2b3c4", "__defaults": ["name"]}
        resources.append(state)
    gone = {**resources[-1], "urn": resources[-1]["urn"] + "-before", "delete": True}
    return {"version": 3, "deployment": {"manifest": {}, "resources": [*resources, gone]}}


@pytest.fixture
def against_state(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Compare:
    """Compares the project with the state; gives what is printed, errors last."""

    def compared(config: str) -> list[str]:
        (project / "Pulumi.dev.yaml").write_text(config)
        arguments = ["operations", "preview", "dev", "--against", "state.json", "--folder", "."]
        monkeypatch.setattr("sys.argv", arguments)
        with contextlib.suppress(SystemExit):
            command_line.main()
        printed = capsys.readouterr()
        errors = [line for line in printed.err.splitlines() if line.startswith("error")]
        return [*printed.out.splitlines(), *errors]

    return compared


HIDDEN = "1 inputs hold secrets, which the state encrypts; they count as unchanged"


def test_a_program_whose_resources_stand_has_no_change(against_state: Compare) -> None:
    assert against_state(CONFIG % "") == [HIDDEN, "", "nothing changed"]


def test_a_change_within_a_text_of_what_aws_decided_shows(against_state: Compare) -> None:
    assert against_state(CONFIG.replace("SendMessage", "*") % "")[2:] == [
        "~ aws:sqs:QueuePolicy  jobs",
        '    ~ policy.Statement[Read].Action: "sqs:SendMessage" -> "sqs:*"',
        "",
        "1 updated, 3 unchanged",
    ]


def test_what_is_new_refers_to_what_stands(against_state: Compare) -> None:
    assert against_state(CONFIG % ", more: [mails]")[2:] == [
        "+ aws:sqs:Queue  mails",
        "+ aws:sqs:QueuePolicy  mails",
        "",
        "2 created, 4 unchanged",
    ]


def test_the_file_of_a_stack_in_a_folder_is_a_state_too(
    project: Path, against_state: Compare
) -> None:
    state = json.loads((project / "state.json").read_text())
    checkpoint = {"stack": "organization/plinth/dev", "latest": state["deployment"]}
    (project / "state.json").write_text(json.dumps({"version": 3, "checkpoint": checkpoint}))
    assert against_state(CONFIG % "") == [HIDDEN, "", "nothing changed"]
    assert against_state(CONFIG.replace("SendMessage", "*") % "")[-1] == "1 updated, 3 unchanged"


def test_the_file_of_a_stack_that_was_never_deployed_is_empty(
    project: Path, against_state: Compare
) -> None:
    (project / "state.json").write_text('{"version": 3, "checkpoint": {"stack": "dev"}}')
    assert against_state(CONFIG % "")[-1] == "4 created, 0 unchanged"


def test_a_rename_with_an_alias_keeps_what_stands(project: Path, against_state: Compare) -> None:
    main = project / "__main__.py"
    text = main.read_text()
    renamed = text.replace(
        'aws.sqs.Queue("jobs", ',
        'aws.sqs.Queue("tasks", opts=pulumi.ResourceOptions(aliases=[pulumi.Alias("jobs")]), ',
    )
    assert renamed != text
    main.write_text(renamed)
    assert against_state(CONFIG % "") == [
        "1 renamed, and kept as they are by `aliases`: jobs -> tasks",
        "",
        HIDDEN,
        "",
        "nothing changed",
    ]
    main.write_text(renamed.replace('aliases=[pulumi.Alias("jobs")]', ""))
    assert "1 deleted" in against_state(CONFIG % "")[-1]


def test_what_stands_protected_and_is_no_longer_wanted_is_told(
    project: Path, against_state: Compare
) -> None:
    (project / "__main__.py").write_text("import pulumi")
    assert "- aws:rds:Instance  database  protected: `up` refuses" in against_state(CONFIG % "")


def test_a_stack_without_resources_is_all_new(project: Path, against_state: Compare) -> None:
    (project / "state.json").write_text('{"version": 3, "deployment": {"manifest": {}}}')
    assert against_state(CONFIG % "")[-1] == "4 created, 0 unchanged"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"version": 3}', "is no document of a preview, and no state of a stack; write one with"),
        ('{"deployment": {"resources": [{"urn": 7}]}}', "has resources that are not those of"),
        ('{"deployment": {"resources": 7}}', "has resources that are not those of a state; write"),
    ],
)
def test_a_file_that_is_neither_is_refused_with_what_is_wanted(
    project: Path, against_state: Compare, content: str, message: str
) -> None:
    (project / "state.json").write_text(content)
    (error,) = against_state(CONFIG % "")
    assert error.startswith(f"error: state.json: {message}")
    assert "pulumi stack export" in error
