"""The way of messages from one queue of RabbitMQ into another, by AMQP 0-9-1 itself
(www.rabbitmq.com/resources/specs/amqp0-9-1.pdf).

The management API cannot do it: what it takes is gone before it is at the other queue. Here a
message is acknowledged once RabbitMQ has confirmed its copy, and goes back if the connection ends
before. Its properties and its content are passed on as they came.
"""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple, Self
from urllib.parse import unquote, urlsplit

from operations.errors import OperationError

Method = tuple[int, int]

_START, _START_OK, _TUNE, _TUNE_OK = (10, 10), (10, 11), (10, 30), (10, 31)
_OPEN, _OPEN_OK, _CLOSE, _CLOSE_OK = (10, 40), (10, 41), (10, 50), (10, 51)
_CHANNEL_OPEN, _CHANNEL_OPENED, _CHANNEL_CLOSE = (20, 10), (20, 11), (20, 40)
_PUBLISH, _RETURN = (60, 40), (60, 50)
_GET, _GOT, _EMPTY, _ACK = (60, 70), (60, 71), (60, 72), (60, 80)
_CONFIRM, _CONFIRMED = (85, 10), (85, 11)
_METHOD, _HEADER, _BODY, _END = 1, 2, 3, 0xCE
_SECONDS = 30


class _Frame(NamedTuple):
    kind: int
    channel: int
    payload: bytes


@dataclass(frozen=True, kw_only=True)
class Content:
    """A message that was taken and not acknowledged yet."""

    tag: int
    header: bytes
    bodies: tuple[bytes, ...]


class Link:
    """A connection with one channel, on which RabbitMQ confirms what it was given."""

    def __init__(self, stream: socket.socket) -> None:
        self._socket = stream
        self._stream = stream.makefile("rb")

    def open(self, user: str, password: str) -> Self:
        """Logs in."""
        self._socket.sendall(b"AMQP\0\0\x09\x01")
        self._await(_START)
        login = f"\0{user}\0{password}".encode()
        self._send(0, _START_OK, _long(b""), _short("PLAIN"), _long(login), _short("en_US"))
        most_channels, frame, _heartbeat = struct.unpack(">HIH", self._await(_TUNE)[:8])
        # Without heartbeats, since the connection lasts for a command only.
        self._send(0, _TUNE_OK, struct.pack(">HIH", most_channels, frame, 0))
        self._send(0, _OPEN, _short("/"), _short(""), b"\0")
        self._await(_OPEN_OK)
        self._send(1, _CHANNEL_OPEN, _short(""))
        self._await(_CHANNEL_OPENED)
        self._send(1, _CONFIRM, b"\0")
        self._await(_CONFIRMED)
        return self

    def take(self, queue: str) -> Content | None:
        """Returns the next message, which stays the queue's. None if there is none."""
        self._send(1, _GET, b"\0\0", _short(queue), b"\0")
        method, content = self._method()
        if method == _EMPTY:
            return None
        _expect(method, _GOT, content)
        return self._content(struct.unpack(">Q", content[:8])[0])

    def pass_on(self, content: Content, queue: str) -> None:
        """Gives a copy to another queue, and then lets go of the message."""
        # Mandatory: RabbitMQ returns what no queue takes, instead of dropping it.
        self._send(1, _PUBLISH, b"\0\0", _short(""), _short(queue), b"\1")
        self._write(_HEADER, 1, content.header)
        for each in content.bodies:
            self._write(_BODY, 1, each)
        method, answer = self._method()
        if method == _RETURN:
            raise OperationError(
                f"RabbitMQ has no queue {queue} to move messages to",
                remedy="`make up` makes it; the message stays where it was",
            )
        _expect(method, _ACK, answer)
        self._send(1, _ACK, struct.pack(">Q?", content.tag, False))

    def close(self) -> None:
        """Ends the connection, after RabbitMQ has read all that was sent."""
        self._send(0, _CLOSE, struct.pack(">H", 200), _short(""), b"\0\0\0\0")
        self._await(_CLOSE_OK)

    def _content(self, tag: int) -> Content:
        header = self._frame().payload
        left: int = struct.unpack(">Q", header[4:12])[0]
        bodies = []
        while left > 0:
            bodies.append(self._frame().payload)
            left -= len(bodies[-1])
        return Content(tag=tag, header=header, bodies=tuple(bodies))

    def _await(self, wanted: Method) -> bytes:
        method, content = self._method()
        _expect(method, wanted, content)
        return content

    def _method(self) -> tuple[Method, bytes]:
        payload = self._frame().payload
        return struct.unpack(">HH", payload[:4]), payload[4:]

    def _frame(self) -> _Frame:
        kind, channel, size = struct.unpack(">BHI", self._read(7))
        payload = self._read(size)
        self._read(1)
        return _Frame(kind, channel, payload)

    def _read(self, size: int) -> bytes:
        found = self._stream.read(size)
        if len(found) < size:
            raise OperationError(
                "RabbitMQ ended the connection",
                remedy="`make logs SERVICE=broker` shows why; what was not moved is where it was",
            )
        return found

    def _send(self, channel: int, method: Method, *arguments: bytes) -> None:
        self._write(_METHOD, channel, struct.pack(">HH", *method) + b"".join(arguments))

    def _write(self, kind: int, channel: int, payload: bytes) -> None:
        start = struct.pack(">BHI", kind, channel, len(payload))
        self._socket.sendall(start + payload + bytes([_END]))


@contextmanager
def linked(address: str) -> Iterator[Link]:
    """Yields a connection to the broker at `amqp://user:password@host:port`."""
    at = urlsplit(address)
    try:
        with socket.create_connection((at.hostname, at.port), timeout=_SECONDS) as stream:
            link = Link(stream).open(unquote(at.username or ""), unquote(at.password or ""))
            yield link
            link.close()
    except OSError as error:
        raise OperationError(
            f"RabbitMQ does not answer: {error}",
            remedy="`make status` shows its state, `make logs SERVICE=broker` its log",
        ) from None


def moved(address: str, source: str, destination: str, count: int) -> Iterator[int]:
    """Moves at most some messages from a queue into another, and yields how many were moved."""
    with linked(address) as link:
        for number in range(1, count + 1):
            content = link.take(source)
            if content is None:
                return
            link.pass_on(content, destination)
            yield number


def _expect(method: Method, wanted: Method, content: bytes) -> None:
    if method == wanted:
        return
    said = ""
    if method in (_CLOSE, _CHANNEL_CLOSE):
        said = f": {content[3 : 3 + content[2]].decode(errors='replace')}"
    raise OperationError(f"RabbitMQ answers {method} instead of {wanted}{said}")


def _short(text: str) -> bytes:
    content = text.encode()
    return bytes([len(content)]) + content


def _long(content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + content
