"""The gateway's own image with a generated configuration, and nothing behind it."""

import json
import shutil
import socket
import ssl
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from components.local.containers import keys
from components.local.gateway import haproxy_config
from config.settings import docker_images
from tests.docker.conftest import infrastructure, soon

SECRET = "of these tests"
LISTS_SINCE = (2, 9)
"""HAProxy whose `jwt_payload_query` gives lists: its commit f66b9f601, of 2.9-dev8."""


def docker(*words: str) -> str:
    return subprocess.run(["docker", *words], text=True, capture_output=True, check=True).stdout


def status(port: int, path: str, **headers: str) -> int:
    """The answer to a request whose path no client library has tidied up."""
    context = ssl.create_default_context(cadata=keys.certificate(SECRET, ["localhost"]))
    lines = {"Host": "localhost", "Connection": "close", **headers}
    said = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    with (
        socket.create_connection(("127.0.0.1", port), timeout=10) as raw,
        context.wrap_socket(raw, server_hostname="localhost") as connection,
    ):
        connection.sendall(f"GET {path} HTTP/1.1\r\n{said}\r\n".encode("latin-1"))
        return int(connection.recv(4096).split()[1])


def gateway_image() -> str:
    """The image of the gateway. Skips the test where there is none."""
    if shutil.which("docker") is None:
        pytest.skip("docker is not on PATH")
    image = infrastructure().get("gateway", docker_images.reference("haproxy"))
    if subprocess.run(["docker", "image", "inspect", image], capture_output=True).returncode:
        pulled = subprocess.run(["docker", "pull", image], capture_output=True, check=False)
        if pulled.returncode:
            pytest.skip(f"no Docker engine has {image}, or can pull it")
    return image


def needs_lists_of_tokens() -> None:
    """Skips the test under an HAProxy that cannot read a list in a token; the pinned one can."""
    said = docker("run", "--rm", "--entrypoint", "haproxy", gateway_image(), "-v")
    version = tuple(map(int, said.split("version ", 1)[1].split(".")[:2]))
    if version < LISTS_SINCE:
        pytest.skip(f"this HAProxy is {'.'.join(map(str, version))}; lists are read since 2.9")


@contextmanager
def running(
    configuration: str,
    folder: Path,
    *,
    name: str = "",
    network: str = "bridge",
    authorities: str = "",
    revoked: str = "",
) -> Iterator[int]:
    """The port of a gateway with this configuration. Skips the test where there is no image."""
    image = gateway_image()
    contents = {
        "haproxy.cfg": configuration,
        Path(haproxy_config.CERTIFICATE).name: keys.certificate(SECRET, ["localhost"]),
        Path(haproxy_config.TOKEN_KEY).name: keys.verifying_key(SECRET),
    }
    if authorities:
        contents[Path(haproxy_config.AUTHORITIES).name] = authorities
    if revoked:
        contents[Path(haproxy_config.REVOKED).name] = revoked
    for each, text in contents.items():
        (folder / each).write_text(text)
        (folder / each).chmod(0o644)
    name = name or f"gateway-alone-{uuid.uuid4().hex[:8]}"
    publish = f"127.0.0.1::{haproxy_config.HTTPS}"
    docker("create", "--name", name, "--network", network, "-p", publish, image)
    try:
        for each in contents:
            docker("cp", str(folder / each), f"{name}:{haproxy_config.FOLDER}/{each}")
        docker("start", name)
        published = json.loads(docker("inspect", name))[0]["NetworkSettings"]["Ports"]
        assert published, docker("logs", name)
        port = int(published[f"{haproxy_config.HTTPS}/tcp"][0]["HostPort"])
        assert soon(lambda: _answers(port)), docker("logs", name)
        yield port
    finally:
        docker("rm", "--force", name)


def _answers(port: int) -> bool:
    try:
        return status(port, "/healthz") == 200
    except OSError:
        return False
