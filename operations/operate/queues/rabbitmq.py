"""A queue in RabbitMQ on Docker, by the management API that its page uses
(rabbitmq.com/docs/http-api-reference).

A look takes messages and returns them, which counts as a delivery and may change their order.
"""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from operations.errors import OperationError
from operations.operate.queues import amqp
from operations.operate.queues.peek import Message

_SECONDS = 30
_RECEIVES = "x-delivery-count"


@dataclass(frozen=True, kw_only=True)
class Api:
    """The management API of a broker."""

    address: str
    authorization: str
    broker: str
    """The broker's own address, with the same login."""

    def ask(self, method: str, path: str, content: Mapping[str, Any] | None = None) -> Any:
        """Returns the answer to a request. Raises OperationError with RabbitMQ's own words."""
        request = urllib.request.Request(
            f"{self.address}/api/{path}",
            method=method,
            data=None if content is None else json.dumps(content).encode(),
            headers={"content-type": "application/json", "authorization": self.authorization},
        )
        # The address is always on this machine, so the environment's proxies are ignored.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=_SECONDS) as answer:
                text = answer.read()
        except urllib.error.HTTPError as error:
            raise OperationError(f"RabbitMQ refuses: {_reason(error)}") from None
        except OSError as error:
            raise OperationError(
                f"RabbitMQ does not answer: {error}",
                remedy="`make status` shows its state, `make logs SERVICE=broker` its log",
            ) from None
        return json.loads(text) if text else None


@dataclass(frozen=True, kw_only=True)
class InRabbitMq:
    """A queue in RabbitMQ."""

    api: Api
    name: str
    """RabbitMQ's name of it."""
    title: str
    source: str = ""
    """The queue whose dead letters this one holds. Empty for others."""

    def total(self) -> int:
        """Returns the number of messages that wait. Its statistics are some seconds old, so a look
        at the first message tells it."""
        found = self._get(1, keep=True)
        return found[0]["message_count"] + 1 if found else 0

    def peek(self, count: int) -> list[Message]:
        """Returns the first messages, and leaves them where they are."""
        return [_message(each) for each in self._get(count, keep=True)]

    def purge(self) -> str:
        """Throws the messages away that wait; what a program has taken stays with it."""
        before = self.total()
        self.api.ask("DELETE", f"{self._path}/contents")
        return f"{before} messages thrown away"

    def back(self) -> Iterator[int]:
        """Moves the messages that are there now to their queue, and yields how many were moved."""
        return amqp.moved(self.api.broker, self.name, self.source, self.total())

    def _get(self, count: int, *, keep: bool) -> list[Mapping[str, Any]]:
        mode = "ack_requeue_true" if keep else "ack_requeue_false"
        content = {"count": count, "ackmode": mode, "encoding": "auto"}
        found: list[Mapping[str, Any]] = self.api.ask("POST", f"{self._path}/get", content)
        return found

    @property
    def _path(self) -> str:
        return f"queues/%2F/{quote(self.name, safe='')}"


def dead_letters(api: Api, name: str) -> str:
    """Returns RabbitMQ's name of the queue of dead letters behind a queue."""
    found = api.ask("GET", f"queues/%2F/{quote(name, safe='')}")
    return str(found["effective_policy_definition"]["dead-letter-routing-key"])


def _message(found: Mapping[str, Any]) -> Message:
    properties = found["properties"] or {}
    headers = dict(properties.get("headers") or {})
    sent = properties.get("timestamp")
    # A message that was moved still has the count of its former queue.
    receives = int(headers.pop(_RECEIVES, 0)) if found["redelivered"] else 0
    return Message(
        id=str(properties.get("message_id") or "(no ID)"),
        sent=datetime.fromtimestamp(sent, UTC) if sent else None,
        receives=receives,
        group="",
        attributes={
            key: each if isinstance(each, str) else json.dumps(each)
            for key, each in sorted(headers.items())
            if key != _RECEIVES
        },
        body=found["payload"],
    )


def _reason(error: urllib.error.HTTPError) -> str:
    try:
        said = json.loads(error.read())
        return f"{said['error']}: {said['reason']}"
    except (ValueError, KeyError, TypeError):
        return f"{error.code} {error.reason}"
