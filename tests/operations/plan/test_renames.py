"""`preview --against` a document of the program before a rename that `aliases` explain."""

import contextlib
from collections.abc import Callable
from pathlib import Path

import pytest

from operations import __main__ as command_line
from tests.engine.folders import write_project

PROGRAM = """
    import pulumi, pulumi_aws as aws
    from pulumi import Alias, ResourceOptions
    class Mailbox(pulumi.ComponentResource):
        def __init__(self, name, opts=None):
            super().__init__("probe:mail:Mailbox", name, None, opts)
            own = ResourceOptions(parent=self)
            queue = aws.sqs.Queue(f"{name}-queue", delay_seconds=DELAY, opts=own)
            aws.sqs.QueuePolicy("policy", queue_url=queue.url, opts=own,
                policy=pulumi.Output.json_dumps({"Statement": [{"Resource": queue.arn}]}))
    Mailbox("NAME"OPTS)
"""
ALIAS = ", ResourceOptions(aliases=[Alias(name='mails')])"

Printed = Callable[..., list[str]]


@pytest.fixture
def against(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Printed:
    """Compares a changed program with the first; gives what is printed."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, name: str = "mails", opts: str = "", delay: int = 1) -> list[str]:
        program = PROGRAM.replace("NAME", name).replace("OPTS", opts)
        write_project(tmp_path, program.replace("DELAY", str(delay)), dev="config: {}")
        command = ["operations", "preview", "dev", *arguments, "--folder", "."]
        monkeypatch.setattr("sys.argv", command)
        with contextlib.suppress(SystemExit):
            command_line.main()
        return capsys.readouterr().out.splitlines()

    run("--json", "before.json")
    return lambda **changes: run("--against", "before.json", **changes)


def test_the_children_of_a_renamed_component_are_the_same(against: Printed) -> None:
    assert against(name="post", opts=ALIAS) == [
        "2 renamed, and kept as they are by `aliases`: mails -> post, mails-queue -> post-queue",
        "",
        "nothing changed",
    ]


def test_a_change_beside_the_rename_is_told(against: Printed) -> None:
    printed = against(name="post", opts=ALIAS, delay=9)
    assert "~ aws:sqs:Queue  post-queue" in printed
    assert "    ~ delaySeconds: 1 -> 9" in printed
    assert printed[-1] == "1 updated, 3 unchanged"


def test_without_an_alias_a_rename_is_another_resource(against: Printed) -> None:
    assert against(name="post")[-1].startswith("2 deleted, ")


def test_an_alias_that_nothing_had_changes_nothing(against: Printed) -> None:
    assert against(opts=ALIAS.replace("mails", "gone")) == ["nothing changed"]
