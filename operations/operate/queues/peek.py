"""Messages looked at without being taken.

SQS has no call for that. A message is received, which hides it for a moment, and given back at
once. Each look raises its receive count, so a look into a queue that programs read can send a
message to the dead letters; dead letters go nowhere from there. A FIFO queue gives no more of a
group while some of it are hidden, so ten of each group can be seen.
"""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from operations import accounts
from operations.operate.queues.depth import Account, Queue

HIDDEN_SECONDS = 30
"""The time after which messages show again if nobody could give them back."""
_BATCH = 10
"""The most messages that SQS gives or takes at once."""
_EMPTY_LOOKS = 3
"""Answers without messages before a queue counts as seen: SQS asks only some of its servers."""


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message."""

    id: str
    sent: datetime | None
    """None if whoever sent it to RabbitMQ did not say."""
    receives: int
    """The number of times that it was received, before this look."""
    group: str
    """The group in a FIFO queue."""
    attributes: Mapping[str, str]
    body: str


def peek(account: Account, queue: Queue, count: int) -> list[Message]:
    """Returns some messages, the oldest first as far as SQS gives them in order. All of them are
    given back, also if the command is interrupted."""
    found: dict[str, Message] = {}
    receipts: dict[str, str] = {}
    empty = 0
    try:
        while len(found) < count and empty < _EMPTY_LOOKS:
            answer = _receive(account, queue, min(_BATCH, count - len(found)))
            empty = 0 if answer else empty + 1
            for each in answer:
                found.setdefault(each["MessageId"], _message(each))
                receipts[each["MessageId"]] = each["ReceiptHandle"]
    finally:
        _give_back(account, queue, receipts)
    return sorted(found.values(), key=lambda each: (each.sent is None, each.sent))


def _receive(account: Account, queue: Queue, count: int) -> list[Mapping[str, Any]]:
    with accounts.asking(f"the messages in {queue.title}"):
        answer = account.client("sqs").receive_message(
            QueueUrl=queue.url,
            MaxNumberOfMessages=count,
            VisibilityTimeout=HIDDEN_SECONDS,
            # With a wait SQS asks all of its servers.
            WaitTimeSeconds=1,
            MessageSystemAttributeNames=["All"],
            MessageAttributeNames=["All"],
        )
    messages: list[Mapping[str, Any]] = answer.get("Messages", [])
    return messages


def _give_back(account: Account, queue: Queue, receipts: Mapping[str, str]) -> None:
    """Shows the messages to programs again. Where AWS refuses, they show by themselves later."""
    from botocore.exceptions import BotoCoreError, ClientError

    handles = list(receipts.values())
    for first in range(0, len(handles), _BATCH):
        entries = [
            {"Id": str(at), "ReceiptHandle": handle, "VisibilityTimeout": 0}
            for at, handle in enumerate(handles[first : first + _BATCH])
        ]
        with contextlib.suppress(BotoCoreError, ClientError):
            account.client("sqs").change_message_visibility_batch(
                QueueUrl=queue.url, Entries=entries
            )


def _message(found: Mapping[str, Any]) -> Message:
    system = found.get("Attributes", {})
    own = found.get("MessageAttributes", {})
    return Message(
        id=found["MessageId"],
        sent=datetime.fromtimestamp(int(system.get("SentTimestamp", 0)) / 1000, UTC),
        receives=int(system.get("ApproximateReceiveCount", 1)) - 1,
        group=system.get("MessageGroupId", ""),
        attributes={key: _value(each) for key, each in sorted(own.items())},
        body=found["Body"],
    )


def _value(attribute: Mapping[str, Any]) -> str:
    text = attribute.get("StringValue")
    return f"{len(attribute.get('BinaryValue', b''))} bytes" if text is None else str(text)
