"""The pinned images beside a registry: a small one on this machine that speaks its API."""

import datetime
import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from config.settings import docker_images
from config.settings.docker_images import PinnedImage
from operations.errors import OperationError
from operations.images import images

TAGS = {
    "team/database": ["16.4-alpine", "16.10-alpine", "16.10", "17.1-alpine", "16-alpine", "latest"],
    "team/proxy": ["3.2.9", "3.2.10", "3.3.1", "3.20.1"],
}
OLD, NEW = "sha256:" + "a" * 64, "sha256:" + "b" * 64


class Registry(BaseHTTPRequestHandler):
    """Two tags a page, and only for those who have fetched a token."""

    def do_GET(self) -> None:
        url, _, query = self.path.partition("?")
        if url == "/token":
            self._say(200, {"token": "everybody's"})
        elif self.headers["Authorization"] != "Bearer everybody's":
            realm = f"http://127.0.0.1:{self.server.server_port}/token"  # type: ignore[attr-defined]
            self._say(401, {}, {"WWW-Authenticate": f'Bearer realm="{realm}",service="small"'})
        elif found := re.fullmatch(r"/v2/(.+)/tags/list", url):
            tags = TAGS[found[1]]
            start = tags.index(query.partition("last=")[2]) + 1 if "last=" in query else 0
            page = tags[start : start + 2]
            more = start + 2 < len(tags)
            link = f'<{url}?n=2&last={page[-1]}>; rel="next"'
            self._say(200, {"tags": page}, {"Link": link} if more else {})
        elif found := re.fullmatch(r"/v2/(.+)/manifests/(.+)", url):
            known = found[2] in TAGS.get(found[1], ())
            self._say(200 if known else 404, {}, {"Docker-Content-Digest": NEW})
        else:
            self._say(404, {})

    do_HEAD = do_GET

    def _say(self, status: int, body: object, headers: dict[str, str] | None = None) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {**(headers or {}), "content-length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads it."""


@pytest.fixture
def registry() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Registry) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()


def written(folder: Path, registry: str) -> Path:
    file = folder / "docker-images.yaml"
    file.write_text(
        "# Kept.\n"
        "as_of: 2026-01-01\n"
        "images:\n"
        f'  database: {{image: "{registry}/team/database", tag: 16.4-alpine, digest: "{OLD}"}}\n'
        f'  proxy: {{image: "{registry}/team/proxy", tag: 3.2.9, line: "3.2", digest: null}}\n'
    )
    return file


def test_newer_versions_and_rebuilt_tags_are_told(
    registry: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(OperationError, match="2 of 2 images are out of date"):
        images.check(written(tmp_path, registry))
    database, proxy = capsys.readouterr().out.splitlines()
    assert "16.10-alpine is out" in database
    assert f"16.4-alpine was built anew: {NEW}" in database
    assert "3.2.10 is out" in proxy
    assert "has no digest yet" in proxy


def test_digests_and_date_are_written_into_the_file(registry: str, tmp_path: Path) -> None:
    file = written(tmp_path, registry)
    images.pin(file)
    docker_images.read.cache_clear()
    content = docker_images.read(file)
    assert {each.digest for each in content.images.values()} == {NEW}
    assert content.as_of == datetime.datetime.now(datetime.UTC).date()
    assert file.read_text().startswith("# Kept.\n")


def test_nothing_is_said_of_images_that_are_newest(
    registry: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, registry)
    newest = file.read_text().replace("16.4-alpine", "16.10-alpine").replace("3.2.9", "3.2.10")
    file.write_text(newest.replace("null", f'"{NEW}"').replace(OLD, NEW))
    docker_images.read.cache_clear()
    images.check(file)
    assert capsys.readouterr().out.count(": newest") == 2


def test_without_a_network_that_is_said_in_plain_words(tmp_path: Path) -> None:
    with pytest.raises(
        OperationError, match=r"127\.0\.0\.1:1 cannot be reached: .*refused.*internet"
    ):
        images.check(written(tmp_path, "127.0.0.1:1"))


def test_an_image_that_is_not_there_is_named(registry: str, tmp_path: Path) -> None:
    file = written(tmp_path, registry)
    file.write_text(file.read_text().replace("3.2.9", "3.2.8"))
    docker_images.read.cache_clear()
    with pytest.raises(OperationError, match="answers 404 Not Found to team/proxy"):
        images.check(file)


@pytest.mark.parametrize(
    ("tag", "tags", "newest"),
    [
        ("4.48", ["4.9", "4.49", "5.1", "4.48_large", "dev"], "4.49"),
        ("RELEASE.2025-09-07T16-13-09Z", ["RELEASE.2025-10-15T17-29-55Z", "latest"], ...),
        ("3.13-slim", ["3.14-slim", "3.13-slim", "3.9-slim"], "3.14-slim"),
        ("16-alpine", ["17-alpine", "16-alpine"], "16-alpine"),
    ],
)
def test_the_newest_tag_is_of_the_same_kind(tag: str, tags: list[str], newest: object) -> None:
    found = images.newest(PinnedImage(image="x", tag=tag, digest=None), [tag, *tags])
    assert found == (tags[0] if newest is ... else newest)


def test_every_server_that_can_be_chosen_has_a_pinned_image() -> None:
    from config.settings.docker_settings import DockerSettings, InfrastructureImages, Servers

    for part, field in Servers.model_fields.items():
        for choice in field.annotation.__args__:  # type: ignore[union-attr]
            settings = DockerSettings(messaging="aws", registry=None)
            chosen = settings.model_copy(update={"servers": Servers(**{part: choice})})
            assert ":" in chosen.image(part), choice
    for part in InfrastructureImages.model_fields:
        assert DockerSettings(messaging="aws", registry=None).image(part)
