"""The way back of dead letters into their queue, which SQS goes by itself once it was told to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from operations import accounts
from operations.operate.programs import changes
from operations.operate.queues.depth import Queue
from operations.sites import Site

POLL_SECONDS = 2
MOST_PER_SECOND = 500


@dataclass(frozen=True, kw_only=True)
class Move:
    """One move of messages, as SQS tells it."""

    status: str
    """RUNNING, COMPLETED, CANCELLING, CANCELLED or FAILED."""
    moved: int
    of: int | None
    """The number of messages to move, as SQS counted when the move began."""
    started: int
    """When it began, in milliseconds."""
    reason: str = ""
    handle: str = ""
    """The handle by which it is ended. SQS tells it only while the move runs."""

    @property
    def ended(self) -> bool:
        """True if SQS moves nothing more."""
        return self.status in ("COMPLETED", "CANCELLED", "FAILED")


def last(site: Site, queue: Queue) -> Move | None:
    """Returns the latest move out of a queue of dead letters. None if SQS remembers none."""
    with accounts.asking(f"the moves out of {queue.title}"):
        answer = site.client("sqs").list_message_move_tasks(SourceArn=queue.arn, MaxResults=1)
    found: list[Mapping[str, Any]] = answer.get("Results") or []
    return _move(found[0]) if found else None


def start(site: Site, queue: Queue, *, per_second: int | None) -> None:
    """Starts a move into the queue that the messages come from. SQS runs one at a time, so a start
    whose answer was lost is found instead of made twice."""
    former = last(site, queue)
    rate = {} if per_second is None else {"MaxNumberOfMessagesPerSecond": per_second}

    def call() -> None:
        site.single("sqs").start_message_move_task(
            SourceArn=queue.arn, DestinationArn=queue.source, **rate
        )

    def made() -> bool:
        latest = last(site, queue)
        return latest is not None and (former is None or latest.started != former.started)

    changes.once(call, made, what=f"the move of {queue.title}")


def cancel(site: Site, move: Move) -> None:
    """Ends a move. What it has moved stays moved."""
    with accounts.asking("the end of the move"):
        site.client("sqs").cancel_message_move_task(TaskHandle=move.handle)


def followed(site: Site, queue: Queue) -> Iterator[Move]:
    """Yields the latest move again and again, until it has ended."""
    while (move := last(site, queue)) is not None:
        yield move
        if move.ended:
            return
        changes.pause(POLL_SECONDS)


def _move(found: Mapping[str, Any]) -> Move:
    return Move(
        status=found["Status"],
        moved=found.get("ApproximateNumberOfMessagesMoved", 0),
        of=found.get("ApproximateNumberOfMessagesToMove"),
        started=found.get("StartedTimestamp", 0),
        reason=found.get("FailureReason", ""),
        handle=found.get("TaskHandle", ""),
    )
