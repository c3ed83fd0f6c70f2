"""Images built and pushed by the real Docker engine, to a small registry on this machine that asks
for a password."""

import base64
import hashlib
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from operations.images.builds import Build
from operations.images.docker_cli import Docker
from operations.images.registries import Login
from operations.images.release import pushed

pytestmark = [pytest.mark.docker]

PASSWORD = "of an hour"


def without_an_engine() -> str:
    """Why nothing can be built here; empty if it can."""
    if shutil.which("docker") is None:
        return "docker is not on PATH"
    asked = ["docker", "version", "--format", "{{.Server.Version}}"]
    ended = subprocess.run(asked, capture_output=True, text=True, check=False)
    return f"no Docker engine answers: {ended.stderr.strip()}" if ended.returncode else ""


class Distribution(BaseHTTPRequestHandler):
    """The part of the distribution API that a push uses
    (github.com/opencontainers/distribution-spec)."""

    protocol_version = "HTTP/1.1"

    def _answer(self) -> None:
        server: Server = self.server  # type: ignore[assignment]
        body = self._body()
        token = base64.b64encode(f"AWS:{PASSWORD}".encode()).decode()
        if self.headers["Authorization"] != f"Basic {token}":
            self._say(401, {"WWW-Authenticate": 'Basic realm="here"'})
            return
        path, _, query = self.path.partition("?")
        if found := re.fullmatch(r"/v2/(.+)/manifests/(.+)", path):
            key = (found[1], found[2])
            if self.command == "PUT":
                server.manifests[key] = "sha256:" + hashlib.sha256(body).hexdigest()
                server.puts.append(key)
            digest = server.manifests.get(key)
            self._say(
                (201 if self.command == "PUT" else 200) if digest else 404,
                {"Docker-Content-Digest": digest} if digest else {},
            )
        elif "/blobs/uploads/" in path:
            self._upload(server, path, query, body)
        elif found := re.fullmatch(r"/v2/.+/blobs/(.+)", path):
            self._say(200 if found[1] in server.blobs else 404, {})
        else:
            self._say(200, {})

    do_GET = do_HEAD = do_POST = do_PATCH = do_PUT = _answer

    def _upload(self, server: "Server", path: str, query: str, body: bytes) -> None:
        server.uploaded += body
        if self.command == "PUT":
            server.blobs.add(query.partition("digest=")[2].replace("%3A", ":"))
            server.uploaded = b""
            self._say(201, {"Location": path})
            return
        place = path if self.command == "PATCH" else f"{path}one"
        self._say(202, {"Location": place, "Range": f"0-{max(len(server.uploaded) - 1, 0)}"})

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        found = b""
        while size := int(self.rfile.readline(), 16):
            found += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return found

    def _say(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": "0"}.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads it."""


class Server(ThreadingHTTPServer):
    """The registry, and what it was given."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Distribution)
        self.manifests: dict[tuple[str, str], str] = {}
        self.puts: list[tuple[str, str]] = []
        self.blobs: set[str] = set()
        self.uploaded = b""

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_port}/shop/staging"

    def digest(self, image: str, version: str) -> str | None:
        return self.manifests.get((f"shop/staging/{image}", version))

    def login(self) -> Login:
        return Login(f"127.0.0.1:{self.server_port}", "AWS", PASSWORD)


@pytest.fixture
def registry() -> Iterator[Server]:
    if reason := without_an_engine():
        pytest.skip(reason)
    server = Server()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_an_image_is_built_and_pushed_once(registry: Server, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\nCOPY Dockerfile /\n")
    build = Build("web", ("services.web",), "1.4.3", tmp_path, "Dockerfile", "linux/amd64")
    try:
        (released,) = pushed([build], registry, Docker(), building=True)
        assert released.pushed
        assert released.digest == registry.digest("web", "1.4.3")
        assert Docker().has(build.reference(registry.address))
        assert registry.blobs
        (again,) = pushed([build], registry, Docker(), building=True)
        assert (again.pushed, again.digest) == (False, released.digest)
        assert registry.puts == [("shop/staging/web", "1.4.3")]
    finally:
        reference = build.reference(registry.address)
        subprocess.run(["docker", "image", "rm", reference], capture_output=True, check=False)
