"""Stands in for a program of the workload: answers requests, echoes websockets, waits as a worker,
or ends as a job or a migration does. What it is started with says which."""

import json
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import uvicorn

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


async def app(scope: Message, receive: Receive, send: Send) -> None:
    """Answers every method on every path, and websockets."""
    if scope["type"] == "websocket":
        await _echo(receive, send)
    else:
        await _answer(scope, await _body(receive), send)


async def _body(receive: Receive) -> bytes:
    """All of it: the next request of the connection begins behind it."""
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if message["type"] == "http.disconnect" or not message.get("more_body"):
            return b"".join(parts)


async def _answer(scope: Message, body: bytes, send: Send) -> None:
    """Tells what arrived; `/fail` answers 500."""
    query = scope["query_string"].decode()
    path = scope["raw_path"].decode() + (f"?{query}" if query else "")
    content = json.dumps(
        {
            "service": os.environ["SERVICE_NAME"],
            "method": scope["method"],
            "path": path,
            "headers": {name.decode(): value.decode("latin-1") for name, value in scope["headers"]},
            "body_bytes": len(body),
            "variables": sorted(os.environ),
        }
    ).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(content)).encode()),
    ]
    status = 500 if scope["path"].endswith("/fail") else 200
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})


async def _echo(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "websocket.connect":
            await send({"type": "websocket.accept"})
        elif message["type"] == "websocket.receive":
            kept = {key: message[key] for key in ("text", "bytes") if message.get(key) is not None}
            await send({"type": "websocket.send", **kept})
        else:
            return


def migrate() -> None:
    """What a migration needs: the way to the database."""
    host = os.environ["DB_HOST"], int(os.environ["DB_PORT"])
    socket.create_connection(host, timeout=5).close()
    print("the stand-in has nothing to migrate")


def serve(port: int) -> None:
    """Until it is told to stop."""
    uvicorn.run(
        app,
        host="0.0.0.0",
        port=port,
        # Pure Python, copied from this project's own environment.
        http="h11",
        loop="asyncio",
        ws="wsproto",
        lifespan="off",
        log_level="warning",
        # The gateway logs.
        access_log=False,
        timeout_graceful_shutdown=3,
    )


if __name__ == "__main__":
    # What somebody adds behind a job's command comes after it.
    kinds = {each.rpartition(".")[2] for each in sys.argv[1:]}
    if kinds & {"migrate", "migration"}:
        migrate()
    elif "job" in kinds:
        print(f"the stand-in of {os.environ['SERVICE_NAME']} has nothing to do")
    elif "PORT" in os.environ:
        serve(int(os.environ["PORT"]))
    else:
        signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
        signal.pause()
