"""Calls of AWS that fail once each, at the place where botocore sends them, so its own repetitions
are part of the test."""

import io
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal

import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ReadTimeoutError
from botocore.httpsession import URLLib3Session

from operations import accounts

Kind = Literal["throttled", "lost"]


class Body(io.BytesIO):
    """The answer's body, as a stream."""

    def stream(self) -> list[bytes]:
        return [self.read()]


def answer(status: int, content: bytes, kind: str = "application/x-amz-json-1.1") -> AWSResponse:
    """An answer of AWS that nobody was asked for."""
    headers = HTTPHeaders()
    headers["content-type"] = kind
    return AWSResponse("http://aws", status, headers, Body(content))


@dataclass
class Faults:
    """A record of all calls, the first of which fails for each operation."""

    kind: Kind | None = None
    """throttled: AWS refuses and does nothing. lost: AWS does it, and the answer never comes."""
    calls: Counter[str] = field(default_factory=Counter)
    """Calls that AWS carried out, by `Service.Operation`."""
    sent: list[tuple[str, bytes]] = field(default_factory=list)
    """The content of each call that was carried out."""
    instead: dict[str, Callable[[Any], AWSResponse]] = field(default_factory=dict)
    """Operations that the emulated account lacks, and who answers for them."""
    _failed: set[str] = field(default_factory=set)

    def send(self, request: Any, event_name: str, *, protocol: str, **_: Any) -> AWSResponse | None:
        """Answers in place of the network, or lets it."""
        name = event_name.removeprefix("before-send.")
        fails = self.kind is not None and name not in self._failed
        self._failed.add(name)
        if fails and self.kind == "throttled":
            if protocol == "json":
                return answer(400, b'{"__type": "ThrottlingException", "message": "Rate exceeded"}')
            return answer(503, b"")
        self.calls[name] += 1
        self.sent.append((name, request.body or b""))
        stand_in = self.instead.get(name)
        found = stand_in(request) if stand_in else None
        if fails:
            if found is None:
                URLLib3Session(timeout=30).send(request)
            raise ReadTimeoutError(endpoint_url=request.url)
        return found


def watch(monkeypatch: pytest.MonkeyPatch) -> Faults:
    """Lets every client of the commands report to the faults that are returned."""
    faults = Faults()
    made = accounts.client

    def client(*arguments: Any, **more: Any) -> Any:
        found = made(*arguments, **more)
        send = partial(faults.send, protocol=found.meta.service_model.protocol)
        found.meta.events.register("before-send", send)
        return found

    monkeypatch.setattr(accounts, "client", client)
    return faults
