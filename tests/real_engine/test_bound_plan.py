"""A bound plan under the Pulumi CLI: carried out while nothing moved, and refused for each part
that did. The program is one queue, so that the engine has little to do; all else is the user's
path."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from aws_account.moto import moto_server
from operations.pulumi_cli import cli
from tests.real_engine.stack import Stack
from tests.upgrade import clone

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(cli.find_cli() is None, reason="the Pulumi CLI is not on PATH"),
    pytest.mark.xdist_group("engine"),
]

PROGRAM = """
import pulumi, pulumi_aws as aws
provider = aws.Provider("main", region="eu-central-1", allowed_account_ids=["444455556666"])
aws.sqs.Queue(
    "mails", visibility_timeout_seconds=60, opts=pulumi.ResourceOptions(provider=provider)
)
"""
IGNORED = ".venv\n.pulumi-local/\n__pycache__/\n"


class Planned:
    """A stack in a repository, and a plan of it."""

    def __init__(self, folder: Path) -> None:
        self.stack = Stack(folder, "staging")
        self.folder = folder
        self.file = folder / "staging.plan"
        (folder / "__main__.py").write_text(PROGRAM, encoding="utf-8")
        (folder / ".gitignore").write_text(IGNORED, encoding="utf-8")
        clone.git(folder, "init", "--quiet")
        clone.commit_all(folder, "Our company")

    def run(self, verb: str, *options: str) -> tuple[int, str]:
        """Runs a command of the Makefile; gives its status and all that it prints."""
        command = [sys.executable, "-m", "operations", verb, "staging", "--emulated"]
        ended = subprocess.run(
            [*command, "--folder", str(self.folder), *options],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return ended.returncode, ended.stdout

    def plan(self) -> str:
        status, said = self.run("plan", "--out", str(self.file))
        assert status == 0, said
        return said

    def up(self) -> tuple[int, str]:
        return self.run("up", "--yes", "--plan", str(self.file), "--", "--suppress-progress")

    def edit(self, name: str, old: str, new: str) -> None:
        file = self.folder / name
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")

    def queues(self) -> list[str]:
        found = self.stack.account.send("sqs", "ListQueues", {}, region="eu-central-1")
        return list(found.get("QueueUrls", []))


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planned]:
    made = Planned(tmp_path_factory.mktemp("bound"))
    yield made
    moto_server.stop(made.stack.server_file)


def test_a_fresh_plan_is_carried_out_and_a_second_time_it_is_stale(planned: Planned) -> None:
    said = planned.plan()
    assert "1 created" in re.sub(r"\d+ created", "1 created", said)
    assert planned.queues() == []
    assert planned.file.stat().st_mode & 0o077 == 0, "it holds the configuration"
    status, said = planned.up()
    assert status == 0, said
    assert len(planned.queues()) == 1
    status, said = planned.up()
    assert status == 1
    assert "is stale, and nothing was changed; 1 of 5 moved:" in said
    assert "the state: " in said
    assert "mails is new" in said


MOVES = {
    "program": ("__main__.py", "=60", "=61", "the program: __main__.py changed;"),
    "new-file": (".gitignore", "__pycache__/\n", "", "the program: .gitignore changed"),
    "configuration": (
        "Pulumi.staging.yaml",
        "storage_gib: 20",
        "storage_gib: 30",
        "the configuration: database.storage_gib changed;",
    ),
    "workload": (
        "config/workload.yaml",
        "port: 3000",
        "port: 3001",
        "the configuration: config/workload.yaml changed;",
    ),
    "images": (
        "Pulumi.staging.yaml",
        "images: {}",
        "images: {web: 9.9.9}",
        "shop/staging/web:1.0.0 to ",
    ),
}


def test_what_moved_is_named_and_nothing_is_changed(planned: Planned) -> None:
    planned.plan()
    state = cli.state_file("staging", planned.folder).read_bytes()
    for part, (name, old, new, told) in MOVES.items():
        planned.edit(name, old, new)
        status, said = planned.up()
        assert (part, status) == (part, 1)
        assert told in said, said
        assert "1 of 5 moved:" in said or part == "new-file", said
        (planned.folder / name).write_bytes(content(planned, name))
    assert cli.state_file("staging", planned.folder).read_bytes() == state
    # Nothing differs any more, so the same plan is carried out.
    status, said = planned.up()
    assert status == 0, said


def content(planned: Planned, name: str) -> bytes:
    """A file as it is committed."""
    return clone.git(planned.folder, "show", f"HEAD:{name}").encode()


def test_an_update_that_changed_nothing_moves_the_state(planned: Planned) -> None:
    planned.plan()
    status, said = planned.run("up", "--yes", "--", "--suppress-progress", "--skip-preview")
    assert status == 0, said
    status, said = planned.up()
    assert status == 1
    assert "the state: last update changed from 20" in said


def test_a_plan_of_another_stack_or_account_and_one_with_hazards_are_refused(
    planned: Planned,
) -> None:
    planned.plan()
    bound = json.loads(planned.file.read_text(encoding="utf-8"))
    for changes, told in (
        ({"stack": "prod"}, "is a plan for prod, not for staging"),
        ({"emulated": False}, "is a plan for AWS, not for the emulated account"),
        ({"form": "another"}, "is no bound plan of this version"),
        ({"report": {"status": 2}}, "has hazards that nobody granted; nothing was changed"),
    ):
        planned.file.write_text(json.dumps({**bound, **changes}), encoding="utf-8")
        status, said = planned.up()
        assert status == 1
        assert told in said
