"""The `drift` command with an emulated account: what it prints, and how it ends."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aws_account.moto.account import Account, Refused
from aws_account.moto.server import serve
from emulation.emulation import Emulation, emulate
from operations.emulated import emulated_account, emulated_document
from tests.operations.commands import POLICY, Command, Result

NOTHING = "nothing differs from what was declared\n"
ENTRY = """
drift:
  - resource: jobs
    property: visibilityTimeoutSeconds
    decision: {decision}
    reason: a longer time while the queue is drained
    owner: ann@example.com
    until: {until}
"""


@pytest.fixture
def kept(command: Command, tmp_path: Path) -> Iterator[Emulation]:
    """The project's account, served as `emulate --keep` serves it."""
    with emulate(tmp_path, "good") as emulation, serve(emulation.account) as address:
        declared = emulated_document.build(emulation)
        with emulated_account.keeping(tmp_path, "good", address, declared):
            yield emulation


def drift(command: Command, *options: str) -> Result:
    return command("drift", "good", "--emulated", "--folder", ".", "--json", "drift.json", *options)


def differences(folder: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((folder / "drift.json").read_text())["differences"]
    return found


def change(emulation: Emulation, **attributes: str) -> None:
    queues = emulation.account.client("sqs", "eu-central-1")
    (url,) = queues.list_queues()["QueueUrls"]
    queues.set_queue_attributes(QueueUrl=url, Attributes=attributes)


def decide(folder: Path, decision: str, until: str = "2999-01-01") -> None:
    (folder / "config").mkdir(exist_ok=True)
    text = ENTRY.format(decision=decision, until=until)
    (folder / "config" / "drift.yaml").write_text(text, encoding="utf-8")


def test_a_hand_change_is_reported_and_ends_with_2(
    command: Command, kept: Emulation, tmp_path: Path
) -> None:
    assert drift(command).out == NOTHING
    change(kept, VisibilityTimeout="5", Policy=POLICY)
    result = drift(command)
    assert result.status == 2
    [written] = differences(tmp_path)
    assert written.pop("urn").endswith("::jobs")
    assert written == {
        "kind": "changed",
        "path": "visibilityTimeoutSeconds",
        "declared": 60,
        "found": 5,
        "decision": None,
        "changedBy": None,
    }
    assert result.out.splitlines() == [
        "~ aws:sqs:Queue  jobs  visibilityTimeoutSeconds: 60 -> 5",
        "1 difference",
    ]


def test_what_is_gone_is_reported(command: Command, kept: Emulation) -> None:
    queues = kept.account.client("sqs", "eu-central-1")
    queues.delete_queue(QueueUrl=queues.list_queues()["QueueUrls"][0])
    result = drift(command)
    assert result.out.splitlines() == [
        "- aws:sqs:Queue  jobs  is gone",
        "- aws:sqs:QueuePolicy  jobs  is gone",
        "2 differences",
    ]
    assert result.status == 2


def test_a_recorded_difference_is_shown_and_fails_nothing(
    command: Command, kept: Emulation, tmp_path: Path
) -> None:
    change(kept, VisibilityTimeout="5")
    decide(tmp_path, "record")
    result = drift(command)
    assert (result.status, result.out.splitlines()) == (
        0,
        [
            "~ aws:sqs:Queue  jobs  visibilityTimeoutSeconds: 60 -> 5",
            "    recorded: a longer time while the queue is drained (ann@example.com)",
            "1 recorded",
        ],
    )
    [written] = differences(tmp_path)
    assert written["decision"]["decision"] == "record"


def test_an_ignored_difference_is_not_shown(
    command: Command, kept: Emulation, tmp_path: Path
) -> None:
    change(kept, VisibilityTimeout="5", DelaySeconds="3")
    decide(tmp_path, "ignore")
    result = drift(command)
    assert "visibilityTimeoutSeconds" not in result.out
    assert [each["path"] for each in differences(tmp_path)] == ["delaySeconds"]
    assert result.out.splitlines()[-1] == "1 difference, 1 ignored"
    assert result.status == 2


def test_a_difference_to_be_reverted_counts_until_it_is(
    command: Command, kept: Emulation, tmp_path: Path
) -> None:
    change(kept, VisibilityTimeout="5")
    decide(tmp_path, "revert")
    result = drift(command)
    assert result.status == 2
    assert "    to be repaired: a longer time" in result.out


def test_a_decision_whose_time_is_over_is_a_mistake(
    command: Command, kept: Emulation, tmp_path: Path
) -> None:
    decide(tmp_path, "ignore", until="2020-01-01")
    result = drift(command)
    assert result.status == 1
    assert "drift.yaml:8: drift.0.until: is over; remove the entry" in result.err


def test_a_decision_about_nothing_is_told_and_fails_nothing(
    command: Command, kept: Emulation, tmp_path: Path
) -> None:
    decide(tmp_path, "record")
    result = drift(command)
    assert (result.out, result.status) == (NOTHING, 0)
    assert "nothing differs any more at jobs visibilityTimeoutSeconds" in result.err


def test_an_account_of_emulate_has_no_state_to_be_repaired_by(
    command: Command, kept: Emulation, tmp_path: Path
) -> None:
    change(kept, VisibilityTimeout="5")
    result = drift(command, "--revert", "jobs")
    assert result.status == 1
    assert "`emulate --keep` serves an account that only lives until Ctrl-C" in result.err


def test_a_name_of_nothing_that_differs_is_refused(command: Command, kept: Emulation) -> None:
    change(kept, VisibilityTimeout="5")
    result = drift(command, "--revert", "job")
    assert result.status == 1
    assert "job: nothing of this name differs in good; what differs is jobs" in result.err


def test_names_need_a_repair(command: Command) -> None:
    result = drift(command, "jobs")
    assert result.status == 1
    assert "names and --yes are for a repair; add --revert" in result.err


def test_without_a_served_account_drift_says_how_to_have_one(command: Command) -> None:
    result = drift(command)
    assert result.status == 1
    assert "no emulated account of good is running; `make emulate STACK=good KEEP=1`" in result.err


def test_the_account_must_be_that_of_the_document(command: Command, tmp_path: Path) -> None:
    with emulate(tmp_path, "good") as emulation, serve(emulation.account) as address:
        declared = {**emulated_document.build(emulation), "account": "999988887777"}
        with emulated_account.keeping(tmp_path, "good", address, declared):
            result = drift(command)
    assert result.status == 1
    assert "is a document of account 999988887777, and what is served is 111122223333" in result.err


def test_a_stack_on_docker_has_no_emulated_account(command: Command, tmp_path: Path) -> None:
    settings = 'config: {"probe:settings": {"target": "docker"}}'
    (tmp_path / "Pulumi.local.yaml").write_text(settings)
    result = command("drift", "local", "--emulated", "--folder", ".")
    assert result.status == 1
    assert "Pulumi.local.yaml: runs on Docker" in result.err


def test_a_call_that_fails_never_reads_as_a_difference(
    command: Command, kept: Emulation, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = Account.send
    calls: list[str] = []
    failing: list[int] = []

    def sometimes(account: Account, service: str, operation: str, *rest: Any, **more: Any) -> Any:
        calls.append(f"{service}.{operation}")
        if failing == [len(calls) - 1]:
            raise Refused(calls[-1], "ThrottlingException: later", code="ThrottlingException")
        return send(account, service, operation, *rest, **more)

    monkeypatch.setattr(Account, "send", sometimes)
    assert drift(command).status == 0
    number = len(calls)
    assert number > 3
    for which in range(number):
        calls.clear()
        failing[:] = [which]
        result = drift(command)
        assert (which, result.status, result.out) == (which, 1, "")
        assert "ThrottlingException: later" in result.err
    failing.clear()
    assert drift(command).status == 0
