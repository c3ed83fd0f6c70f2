"""Stands in for a program of the workload: answers requests, echoes websockets, waits as a worker,
or ends as a job or a migration does. What it is started with says which."""

import base64
import contextlib
import hashlib
import http.server
import json
import os
import signal
import socket
import sys

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
"""Of every websocket: RFC 6455, section 1.3."""


class Handler(http.server.BaseHTTPRequestHandler):
    """Tells what arrived; `/fail` answers 500."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.headers.get("upgrade", "").lower() == "websocket":
            self.echo()
            return
        status = 500 if self.path.endswith("/fail") else 200
        body = json.dumps(
            {
                "service": os.environ["SERVICE_NAME"],
                "path": self.path,
                "headers": {name.lower(): value for name, value in self.headers.items()},
                "variables": sorted(os.environ),
            }
        ).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_PUT = do_DELETE = do_GET

    def echo(self) -> None:
        accept = hashlib.sha1((self.headers["sec-websocket-key"] + GUID).encode()).digest()
        self.send_response(101)
        self.send_header("upgrade", "websocket")
        self.send_header("connection", "Upgrade")
        self.send_header("sec-websocket-accept", base64.b64encode(accept).decode())
        self.end_headers()
        first, second = self.rfile.read(2)
        mask, data = self.rfile.read(4), self.rfile.read(second & 127)
        text = bytes(byte ^ mask[index % 4] for index, byte in enumerate(data))
        self.wfile.write(bytes([first, len(text)]) + text)
        self.close_connection = True

    def handle(self) -> None:
        # A health check reads the status, and hangs up.
        with contextlib.suppress(ConnectionError):
            super().handle()

    def log_message(self, format: str, *args: object) -> None:
        """The gateway logs."""


def migrate() -> None:
    """What a migration needs: the way to the database."""
    host = os.environ["DB_HOST"], int(os.environ["DB_PORT"])
    socket.create_connection(host, timeout=5).close()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    kind = sys.argv[-1].rpartition(".")[2]
    if kind in ("migrate", "migration"):
        migrate()
    elif kind == "job":
        print(f"the stand-in of {os.environ['SERVICE_NAME']} has nothing to do")
    elif "PORT" in os.environ:
        port = int(os.environ["PORT"])
        http.server.ThreadingHTTPServer(("", port), Handler).serve_forever()
    else:
        signal.pause()
