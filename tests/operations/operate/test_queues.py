"""Messages are looked at without being lost, moved back once, and thrown away when asked."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from moto.sqs.models import sqs_backends

from operations.operate.programs import changes
from operations.operate.queues import depth
from operations.operate.queues import peek as peeking
from operations.sites import Site
from tests.operations.operate.conftest import Operate
from tests.operations.operate.faults import Faults, answer

pytestmark = pytest.mark.xdist_group("operate")

KINDS = [None, "throttled", "lost"]


class Mover:
    """SQS's moves of messages, which the emulated account lacks, in the shapes of botocore's
    model: one at a time for a queue, and a handle only while it runs."""

    def __init__(self, site: Site, outcome: str = "COMPLETED") -> None:
        self._sqs, self._outcome = site.client("sqs"), outcome
        self.started: list[dict[str, Any]] = []
        self._moves: list[dict[str, Any]] = []

    def start(self, request: Any) -> AWSResponse:
        given = json.loads(request.body)
        if self._moves and self._moves[0]["Status"] == "RUNNING":
            problem = b'{"__type": "UnsupportedOperation", "message": "one at a time"}'
            return answer(400, problem)
        self.started.append(given)
        move = {
            "Status": "RUNNING",
            "SourceArn": given["SourceArn"],
            "TaskHandle": "handle",
            "ApproximateNumberOfMessagesMoved": 0,
            "ApproximateNumberOfMessagesToMove": 2,
            "StartedTimestamp": len(self.started),
        }
        self._moves.insert(0, move)
        return answer(200, b'{"TaskHandle": "handle"}', "application/x-amz-json-1.0")

    def list(self, _request: Any) -> AWSResponse:
        """Each look finds the move further on."""
        content = json.dumps({"Results": self._moves[:1]}).encode()
        if self._moves and (move := self._moves[0])["Status"] == "RUNNING":
            move["ApproximateNumberOfMessagesMoved"] += 1
            if move["ApproximateNumberOfMessagesMoved"] == 2:
                move["Status"] = self._outcome
                del move["TaskHandle"]
        return answer(200, content, "application/x-amz-json-1.0")

    def cancel(self, _request: Any) -> AWSResponse:
        self._moves[0]["Status"] = "CANCELLED"
        return answer(200, b'{"ApproximateNumberOfMessagesMoved": 1}', "application/x-amz-json-1.0")

    def serve(self, faults: Faults) -> None:
        faults.instead = {
            "sqs.StartMessageMoveTask": self.start,
            "sqs.ListMessageMoveTasks": self.list,
            "sqs.CancelMessageMoveTask": self.cancel,
        }


def empty_queues(site: Site) -> None:
    account = site.platform.settings.account_id
    for queue in sqs_backends[account][site.region].queues.values():
        # moto refuses a second purge within a minute, as AWS does.
        queue.last_purged_at = None
        queue._messages, queue._pending_messages = [], set()


@pytest.fixture(autouse=True)
def two_dead_letters(site: Site) -> Iterator[None]:
    """The queue mails is empty, and two of its messages have failed."""
    sqs = site.client("sqs")
    empty_queues(site)
    dead = depth.of(site, "mails")
    for body in ("first", "x" * 1000):
        sqs.send_message(
            QueueUrl=dead.url,
            MessageBody=body,
            MessageAttributes={"event": {"DataType": "String", "StringValue": "order-placed"}},
        )
    yield
    empty_queues(site)


@pytest.mark.parametrize("kind", KINDS)
def test_a_look_leaves_the_messages_where_they_are(
    site: Site, operate: Operate, faults: Faults, kind: Any
) -> None:
    faults.kind = kind
    shown = operate("queue", "peek", "mails")
    assert shown.status == 0, shown.err
    if kind == "lost":
        # A lost answer hides its messages until SQS shows them again.
        assert "0 of about 2 messages in the dead letters of mails" in shown.out
        assert "2 more are in other hands now, or an answer of SQS was lost" in shown.out
        return
    assert "2 of about 2 messages in the dead letters of mails" in shown.out
    assert "event: order-placed" in shown.out
    assert "(1000 characters; --full shows all)" in shown.out
    left = depth.count(site, depth.of(site, "mails"))
    assert (left.waiting, left.in_flight) == (2, 0)


def test_messages_are_given_to_machines_whole(operate: Operate) -> None:
    shown = operate("queue", "peek", "mails", "--json", "-")
    assert sorted(each["body"] for each in json.loads(shown.out)) == ["first", "x" * 1000]


def test_a_look_that_is_interrupted_gives_back_what_it_took(
    site: Site, operate: Operate, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = peeking._receive
    looks: list[int] = []

    def receive(*arguments: Any) -> Any:
        if looks:
            raise KeyboardInterrupt
        looks.append(1)
        return real(*arguments)

    monkeypatch.setattr(peeking, "_receive", receive)
    with pytest.raises(KeyboardInterrupt):
        peeking.peek(site, depth.of(site, "mails"), 100)
    assert depth.count(site, depth.of(site, "mails")).in_flight == 0


def test_a_look_into_what_programs_read_asks_first(operate: Operate) -> None:
    shown = operate("queue", "peek", "mails", "--live")
    assert shown.status == 1
    assert "a look counts as a delivery" in shown.err
    assert operate("queue", "peek", "mails", "--live", "--yes").status == 0


@pytest.mark.parametrize("kind", KINDS)
def test_dead_letters_go_back_by_one_move(
    site: Site, operate: Operate, faults: Faults, kind: Any
) -> None:
    mover = Mover(site)
    mover.serve(faults)
    faults.kind = kind
    shown = operate("queue", "redrive", "mails", "--rate", "50", "--yes")
    assert shown.status == 0, shown.err
    [start] = mover.started
    assert start["MaxNumberOfMessagesPerSecond"] == 50
    assert start["SourceArn"] == depth.of(site, "mails").arn
    assert start["DestinationArn"] == depth.of(site, "mails", live=True).arn
    assert shown.out.splitlines()[-1] == "completed: 2 of about 2 messages moved"


def test_a_move_that_runs_is_followed_and_not_started_again(
    site: Site, operate: Operate, faults: Faults
) -> None:
    mover = Mover(site)
    mover.serve(faults)
    operate("queue", "redrive", "mails", "--yes", "--no-follow")
    shown = operate("queue", "redrive", "mails")
    assert shown.status == 0
    assert len(mover.started) == 1


def test_ctrl_c_leaves_the_move_and_cancel_ends_it(
    site: Site, operate: Operate, faults: Faults, monkeypatch: pytest.MonkeyPatch
) -> None:
    mover = Mover(site)
    mover.serve(faults)

    def interrupt(_seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(changes, "pause", interrupt)
    shown = operate("queue", "redrive", "mails", "--yes")
    assert shown.status == 130
    assert "the move goes on by itself" in shown.err
    ended = operate("queue", "redrive", "mails", "--cancel")
    assert "messages were moved before, and stay in mails" in ended.out
    assert (
        "no move out of the dead letters of mails runs"
        in operate("queue", "redrive", "mails", "--cancel").out
    )


def test_a_move_that_failed_is_found(site: Site, operate: Operate, faults: Faults) -> None:
    Mover(site, outcome="FAILED").serve(faults)
    assert operate("queue", "redrive", "mails", "--yes").status == 2


def test_the_emulated_account_says_that_it_moves_nothing(operate: Operate) -> None:
    shown = operate("queue", "redrive", "mails", "--yes")
    assert shown.status == 1
    assert "the emulated account does not know the moves" in shown.err


@pytest.mark.parametrize("kind", KINDS)
def test_a_purge_asks_and_then_empties_the_dead_letters_alone(
    site: Site, operate: Operate, faults: Faults, kind: Any
) -> None:
    live = depth.of(site, "mails", live=True)
    site.client("sqs").send_message(QueueUrl=live.url, MessageBody="to be sent")
    faults.kind = kind
    asked = operate("queue", "purge", "mails")
    assert asked.status == 1
    assert "About 2 messages in the dead letters of mails of staging are lost" in asked.err
    assert operate("queue", "purge", "mails", "--yes").status == 0
    assert depth.count(site, depth.of(site, "mails")).total == 0
    assert depth.count(site, live).total == 1


def test_a_purge_within_a_minute_of_another_is_told(operate: Operate, faults: Faults) -> None:
    problem = b'{"__type": "com.amazonaws.sqs#PurgeQueueInProgress", "message": "60 seconds"}'
    faults.instead["sqs.PurgeQueue"] = lambda _: answer(403, problem, "application/x-amz-json-1.0")
    shown = operate("queue", "purge", "mails", "--yes")
    assert shown.status == 0
    assert "a purge of the last 60 seconds is still going on" in shown.out


def test_failed_starts_of_a_job_are_read_by_its_name(operate: Operate) -> None:
    assert "failed starts of nightly-report" in operate("queue", "peek", "nightly-report").out
    refused = operate("queue", "redrive", "nightly-report")
    assert "task run nightly-report --stack staging" in refused.err


def test_a_queue_that_does_not_exist_is_told_with_the_near_one(operate: Operate) -> None:
    assert "did you mean mails" in operate("queue", "peek", "mail").err
