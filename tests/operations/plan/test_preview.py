"""The `preview` command, from its arguments to what it prints and its exit status."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.engine.folders import write_project
from tests.operations.commands import Command, Result, result_of

PROGRAM = """
    import pulumi, pulumi_aws as aws
    from pulumi import ResourceOptions
    print("said by the program")
    pulumi.log.warn("watch out")
    group = pulumi.ComponentResource("probe:group:Group", "group")
    for number in range(pulumi.Config().require_int("queues")):
        aws.sqs.Queue(f"queue-{number}", opts=ResourceOptions(parent=group))
    aws.rds.Instance("database", instance_class="db.t3.small", password="hush",
                     opts=ResourceOptions(protect=True, retain_on_delete=True))
    topic = aws.sns.Topic("a-name-that-is-longer-than-what-fits-into-80-columns-of-a-terminal")
    aws.sqs.Queue.get("existing", "https://existing")
    pulumi.export("topic", topic.arn)
    pulumi.export("password", pulumi.Output.secret("hush"))
    pulumi.export("sizes", {"b": 2, "a": [1, "x"]})
"""


@pytest.fixture
def preview(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """Runs the command for a small project, in its folder."""
    stacks = {"dev": "config: {queues: 2}", "prod": "config: {queues: 3}"}
    write_project(tmp_path, PROGRAM, **stacks)
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Result:
        return result_of(monkeypatch, capsys, "preview", *arguments, "--folder", ".")

    return run


def test_the_plan_is_a_tree_then_numbers_then_outputs(preview: Command) -> None:
    assert preview("dev").out.splitlines() == [
        "pulumi:pulumi:Stack  probe-dev",
        "├── aws:rds:Instance  database  protected; retained on delete; secret: password",
        "├── aws:sns:Topic  a-name-that-is-longer-than-what-fits-into-80-columns-of-a-terminal",
        "├── aws:sqs:Queue  existing  read https://existing",
        "└── probe:group:Group  group",
        "    ├── aws:sqs:Queue  queue-0",
        "    └── aws:sqs:Queue  queue-1",
        "",
        "Type                 Number",
        "aws:rds:Instance          1",
        "aws:sns:Topic             1",
        "aws:sqs:Queue             3",
        "probe:group:Group         1",
        "pulumi:pulumi:Stack       1",
        "total                     7",
        "",
        "Outputs",
        "  password: [secret]",
        '  sizes: {"a": [1, "x"], "b": 2}',
        "  topic: known after up",
    ]


def test_talk_goes_to_stderr(preview: Command) -> None:
    result = preview("dev")
    said, warning, total = result.err.splitlines()
    assert (said, warning) == ("said by the program", "warning: watch out")
    assert total.startswith("dev: 7 resources in ")
    assert result.status == 0


def test_no_secret_is_printed(preview: Command) -> None:
    for arguments in ([], ["--json", "-"]):
        result = preview("dev", *arguments)
        assert "hush" not in result.out + result.err


def test_a_document_on_stdout_is_alone_there(preview: Command) -> None:
    result = preview("dev", "--json", "-")
    assert json.loads(result.out)["changeSummary"] == {"create": 6}
    assert "dev: 7 resources in" in result.err


def test_a_document_in_a_file_comes_with_the_plan(preview: Command, tmp_path: Path) -> None:
    result = preview("dev", "--json", "plan.json")
    assert result.out.startswith("pulumi:pulumi:Stack")
    assert len(json.loads((tmp_path / "plan.json").read_text())["steps"]) == 7


def test_a_plan_can_be_compared_with_an_earlier_one(preview: Command, tmp_path: Path) -> None:
    preview("dev", "--json", "before.json")
    assert preview("dev", "--against", "before.json").out == "nothing changed\n"
    (tmp_path / "Pulumi.dev.yaml").write_text("config: {queues: 1}")
    result = preview("dev", "--against", "before.json")
    assert result.out.splitlines() == [
        "- aws:sqs:Queue  queue-1",
        "",
        "1 deleted, 6 unchanged",
    ]
    assert result.status == 0


def test_a_file_may_be_compared_with_and_then_replaced(preview: Command) -> None:
    preview("dev", "--json", "plan.json")
    assert preview("dev", "--json", "plan.json", "--against", "plan.json").out == (
        "nothing changed\n"
    )


def test_a_comparison_beside_a_document_on_stdout_is_talk(preview: Command) -> None:
    preview("dev", "--json", "before.json")
    result = preview("dev", "--json", "-", "--against", "before.json")
    assert len(json.loads(result.out)["steps"]) == 7
    assert "nothing changed" in result.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["absent"], "Pulumi.absent.yaml: no such stack; the stacks are: dev, prod"),
        (["dev", "--json", "no/plan.json"], "error: no: no such folder; create it first"),
        (["dev", "--json", "."], "error: .: is a folder"),
        (["dev", "--against", "absent.json"], "error: absent.json: no such file"),
        (["dev", "--against", "Pulumi.yaml"], "error: Pulumi.yaml: is not JSON"),
    ],
)
def test_wrong_input_is_one_message_and_exit_status_1(
    preview: Command, arguments: list[str], message: str
) -> None:
    result = preview(*arguments)
    assert message in result.err
    assert "Traceback" not in result.err
    assert (result.out, result.status) == ("", 1)


def test_a_plan_of_another_stack_is_not_compared_with(preview: Command) -> None:
    preview("dev", "--json", "dev.json")
    result = preview("prod", "--against", "dev.json")
    assert (
        "error: dev.json: is a document of probe-dev, and this preview is of probe-prod"
        in result.err
    )
    assert result.status == 1


@pytest.mark.parametrize(
    ("program", "message"),
    [
        ("import pulumi\nraise pulumi.RunError('say\\nwhy')", "error: say\nwhy\n"),
        ("import pulumi\npulumi.Config().require('size')", "error: Missing required"),
        ("1 / 0", "error: the program failed; this is a bug in it:\nTraceback"),
    ],
)
def test_a_program_that_fails_ends_the_command(
    preview: Command, tmp_path: Path, program: str, message: str
) -> None:
    (tmp_path / "__main__.py").write_text(program)
    result = preview("dev")
    assert message in result.err
    assert (result.out, result.status) == ("", 1)


@pytest.mark.parametrize("arguments", [[], ["dev", "prod"], ["dev", "--no-such-option"]])
def test_wrong_usage_is_exit_status_1(preview: Command, arguments: list[str]) -> None:
    assert preview(*arguments).status == 1


def test_it_runs_as_a_module_in_any_terminal(tmp_path: Path) -> None:
    write_project(tmp_path, "import pulumi_aws as aws; aws.sns.Topic('é' * 90)")
    command = [sys.executable, "-m", "operations", "preview", "dev", "--folder", str(tmp_path)]
    terminal = {**os.environ, "FORCE_COLOR": "1", "TERM": "xterm", "COLUMNS": "40"}
    done = subprocess.run(command, env=terminal, capture_output=True, check=True)
    assert done.stdout.decode().count("é") == 90
    assert b"\x1b[1m" in done.stdout
    assert max(len(line) for line in plain(done.stdout)) <= 40


def plain(output: bytes) -> list[str]:
    """The lines of an output without codes for colours."""
    text = output.decode()
    for code in ("\x1b[0m", "\x1b[1m"):
        text = text.replace(code, "")
    return text.splitlines()
