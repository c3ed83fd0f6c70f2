"""The report of a saved document: text, JSON, Markdown, statuses, and the repair of what is
chosen."""

import json
from pathlib import Path
from typing import Any

import pytest

from operations.deploy import engine
from operations.errors import Ended
from operations.report import markdown
from tests.operations.commands import Command, Result
from tests.operations.drift.documents import changed, document, queue

URN = queue()["urn"]
CHANGED = changed("visibilityTimeoutSeconds", visibilityTimeoutSeconds=7)
TWICE = changed(
    "visibilityTimeoutSeconds", "delaySeconds", visibilityTimeoutSeconds=7, delaySeconds=3
)
ENTRY = """
drift:
  - resource: jobs
    property: visibilityTimeoutSeconds
    decision: {decision}
    reason: a longer time while the queue is drained
    owner: ann@example.com
    until: 2999-01-01
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without AWS credentials, where nobody is asked."""
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    return tmp_path


def drift(command: Command, folder: Path, *steps: dict[str, Any], options: str = "") -> Result:
    (folder / "refresh.json").write_text(json.dumps(document(*steps)), encoding="utf-8")
    return command(
        "drift",
        "prod",
        *options.split(),
        "--refresh-document",
        "refresh.json",
        "--json",
        "out.json",
        "--markdown",
        "out.md",
        "--folder",
        ".",
    )


def decide(folder: Path, decision: str, **others: str) -> None:
    (folder / "config").mkdir(exist_ok=True)
    text = ENTRY.format(decision=decision)
    for old, new in others.items():
        text = text.replace(old, new)
    (folder / "config" / "drift.yaml").write_text(text, encoding="utf-8")


def test_no_difference_is_status_0(command: Command, folder: Path) -> None:
    result = drift(command, folder, queue())
    assert (result.out, result.status) == ("nothing differs from what was declared\n", 0)
    assert json.loads((folder / "out.json").read_text())["differences"] == []


def test_a_difference_is_status_2(command: Command, folder: Path) -> None:
    result = drift(command, folder, CHANGED, queue("mails"))
    assert result.status == 2
    assert result.out.splitlines() == [
        "~ aws:sqs:Queue  jobs  visibilityTimeoutSeconds: 60 -> 7",
        "1 difference",
    ]
    written = json.loads((folder / "out.json").read_text())
    assert (written["stack"], written["status"], written["read"]) == ("prod", 2, 2)


def test_the_issue_has_a_mark_and_a_title_that_stay(command: Command, folder: Path) -> None:
    heads = set()
    for steps in ((queue(),), (CHANGED,), (TWICE, queue("mails", op="delete"))):
        drift(command, folder, *steps)
        heads.add("\n".join((folder / "out.md").read_text().splitlines()[:2]))
    assert heads == {"<!-- plinth drift prod -->\n# Drift in prod"}


def test_the_issue_names_each_difference(command: Command, folder: Path) -> None:
    drift(command, folder, CHANGED, queue("mails", op="delete"))
    text = (folder / "out.md").read_text()
    assert "| aws:sqs:Queue jobs | visibilityTimeoutSeconds | 60 | 7 |" in text
    assert "| aws:sqs:Queue mails | is gone |" in text


def test_an_issue_never_grows_too_long(command: Command, folder: Path) -> None:
    policy = json.dumps({"Statement": [{"Sid": "A", "Action": "x" * 900}]})
    many = [changed("policy", policy=policy, name=f"queue-{n}") for n in range(900)]
    result = drift(command, folder, *many)
    text = (folder / "out.md").read_text()
    assert len(text) < markdown.LIMIT
    assert "python -m operations drift prod" in text
    assert result.out.splitlines()[-1] == "1800 differences"


def test_what_the_engine_does_not_tell_is_status_1(command: Command, folder: Path) -> None:
    written = document(CHANGED)
    written["changeSummary"]["update"] = 2
    (folder / "refresh.json").write_text(json.dumps(written), encoding="utf-8")
    result = command("drift", "prod", "--refresh-document", "refresh.json", "--folder", ".")
    assert result.status == 1
    assert "? the engine counts 2 changed resources" in result.out
    assert result.out.splitlines()[-1] == "could not be told completely, 1 difference"


@pytest.mark.parametrize("text", ["", "{}", '{"diagnostics": [{"severity": "error"}]}'])
def test_what_cannot_be_read_is_status_1(command: Command, folder: Path, text: str) -> None:
    (folder / "refresh.json").write_text(text, encoding="utf-8")
    result = command("drift", "prod", "--refresh-document", "refresh.json", "--folder", ".")
    assert (result.out, result.status) == ("", 1)
    assert "error: " in result.err


def test_a_missing_baseline_that_was_named_is_status_1(command: Command, folder: Path) -> None:
    result = drift(command, folder, CHANGED, options="--baseline other.yaml")
    assert result.status == 1
    assert "other.yaml: no such file" in result.err


@pytest.mark.parametrize(
    ("decision", "status", "last"),
    [("record", 0, "1 recorded"), ("ignore", 0, "1 ignored"), ("revert", 2, "1 difference")],
)
def test_a_decision_of_the_baseline_decides(
    command: Command, folder: Path, decision: str, status: int, last: str
) -> None:
    decide(folder, decision)
    result = drift(command, folder, CHANGED)
    assert (result.out.splitlines()[-1], result.status) == (last, status)


def test_a_decision_for_another_stack_decides_nothing(command: Command, folder: Path) -> None:
    decide(folder, "ignore", jobs="jobs\n    stack: staging")
    result = drift(command, folder, CHANGED)
    assert result.status == 2
    assert "remove its decision" not in result.err


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What the engine is asked to do."""
    made: list[tuple[Any, ...]] = []

    def run(verb: str, stack: str, options: list[str], **_: Any) -> None:
        made.append((verb, stack, *options))

    monkeypatch.setattr(engine, "run", run)
    return made


TARGET = ("--refresh", "--diff", "--target", URN)


@pytest.mark.parametrize("name", ["jobs", URN, "job*"])
def test_a_repair_is_planned_for_what_is_named(
    command: Command, folder: Path, calls: list[tuple[Any, ...]], name: str
) -> None:
    result = drift(
        command, folder, CHANGED, queue("mails", op="delete"), options=f"--revert {name}"
    )
    assert result.status == 0
    assert calls == [("preview", "prod", *TARGET)]


def test_a_repair_is_made_with_yes_only(
    command: Command, folder: Path, calls: list[tuple[Any, ...]]
) -> None:
    drift(command, folder, CHANGED, options="jobs --revert --yes")
    made = ("up", "prod", "--yes", "--skip-preview", "--refresh", "--target", URN)
    assert calls == [("preview", "prod", *TARGET), made]


def test_a_repair_whose_plan_fails_is_not_made(
    command: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def run(verb: str, *_: Any, **__: Any) -> None:
        made.append(verb)
        raise Ended(255)

    monkeypatch.setattr(engine, "run", run)
    assert drift(command, folder, CHANGED, options="jobs --revert --yes").status == 255
    assert made == ["preview"]


def test_without_names_the_baseline_chooses(
    command: Command, folder: Path, calls: list[tuple[Any, ...]]
) -> None:
    mails = changed("visibilityTimeoutSeconds", visibilityTimeoutSeconds=7, name="mails")
    decide(folder, "revert")
    assert drift(command, folder, CHANGED, mails, options="--revert").status == 0
    assert calls == [("preview", "prod", *TARGET)]


def test_nothing_chosen_is_a_mistake(
    command: Command, folder: Path, calls: list[tuple[Any, ...]]
) -> None:
    decide(folder, "record")
    result = drift(command, folder, CHANGED, options="--revert")
    assert (result.status, calls) == (1, [])
    assert "nothing is chosen for a repair; name resources" in result.err


def test_half_of_a_resource_is_not_repaired(
    command: Command, folder: Path, calls: list[tuple[Any, ...]]
) -> None:
    decide(folder, "revert")
    result = drift(command, folder, TWICE, options="--revert")
    assert (result.status, calls) == (1, [])
    assert "jobs also differs in delaySeconds, which is not chosen" in result.err
    assert drift(command, folder, TWICE, options="--revert jobs").status == 0


def test_an_ignored_difference_is_not_repaired_unseen(
    command: Command, folder: Path, calls: list[tuple[Any, ...]]
) -> None:
    decide(folder, "ignore")
    result = drift(command, folder, TWICE, options="--revert jobs")
    assert (result.status, calls) == (1, [])
    assert "jobs also differs in visibilityTimeoutSeconds, which is ignored" in result.err
