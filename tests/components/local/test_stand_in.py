"""The stand-in of programs, served as its container does: from the files of its image alone."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from components.local.containers import stand_in_files


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder = tmp_path_factory.mktemp("image")
    stand_in_files.write(folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
    # -I: nothing of this environment's own packages.
    program = f"import sys; sys.path.insert(0, {str(folder / 'packages')!r}); "
    program += f"sys.argv = ['serve.py']; exec(open({str(folder / 'serve.py')!r}).read())"
    environment = {"PATH": os.environ["PATH"], "PORT": str(number), "SERVICE_NAME": "orders"}
    with subprocess.Popen([sys.executable, "-I", "-S", "-c", program], env=environment) as server:
        try:
            until = time.monotonic() + 30
            while True:
                try:
                    socket.create_connection(("127.0.0.1", number), timeout=1).close()
                    break
                except OSError:
                    assert time.monotonic() < until, "it does not answer"
                    assert server.poll() is None, "it has ended"
                    time.sleep(0.1)
            yield number
        finally:
            server.terminate()
    assert server.returncode in (0, -15)


@pytest.fixture
def link(port: int) -> Iterator[http.client.HTTPConnection]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        yield connection


def test_requests_follow_one_another_on_one_connection(link: http.client.HTTPConnection) -> None:
    for method, body in (
        ("POST", b"GET /smuggled HTTP/1.1\r\n\r\n"),
        ("GET", None),
        ("PATCH", b"x" * 100_000),
        ("DELETE", None),
        ("PUT", b""),
        ("OPTIONS", None),
    ):
        link.request(method, "/a%2Fb?c=d", body=body)
        answer = link.getresponse()
        said = json.loads(answer.read())
        assert answer.status == 200
        assert (said["method"], said["path"]) == (method, "/a%2Fb?c=d")
        assert said["body_bytes"] == len(body or b"")


def test_a_head_has_no_body_and_the_next_request_is_answered(
    link: http.client.HTTPConnection,
) -> None:
    link.request("HEAD", "/")
    answer = link.getresponse()
    assert answer.status == 200
    assert answer.read() == b""
    link.request("GET", "/fail")
    failed = link.getresponse()
    assert failed.status == 500
    failed.read()


def test_a_body_in_chunks_is_read_whole(link: http.client.HTTPConnection) -> None:
    link.request("POST", "/", body=iter([b"ab", b"c"]), encode_chunked=True)
    assert json.loads(link.getresponse().read())["body_bytes"] == 3


def test_the_folder_of_the_image_holds_exactly_its_files(tmp_path: Path) -> None:
    (tmp_path / "packages").mkdir()
    stray = tmp_path / "packages" / "old.py"
    stray.write_text("")
    stand_in_files.write(tmp_path)
    assert not stray.exists()
    changed = (tmp_path / "serve.py").stat().st_mtime_ns
    stand_in_files.write(tmp_path)
    assert (tmp_path / "serve.py").stat().st_mtime_ns == changed
