"""The gateway's own image with the generated configuration: which paths it refuses.

No service is behind it, so a path that passes is answered by another status than 400.
"""

import json
import shutil
import socket
import ssl
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from components.local.containers import keys
from components.local.gateway import haproxy_config
from config.settings import docker_images
from operations.docker.desk import files
from tests.docker.conftest import infrastructure, soon
from tests.factories import SHOP
from tests.planning.test_refused_paths import PLAIN, TRICKS

pytestmark = [pytest.mark.docker, pytest.mark.xdist_group("docker")]

SECRET = "of these tests"


def docker(*words: str) -> str:
    return subprocess.run(["docker", *words], text=True, capture_output=True, check=True).stdout


def status(port: int, path: str) -> int:
    """The answer to a request whose path no client library has tidied up."""
    context = ssl.create_default_context(cadata=keys.certificate(SECRET, ["localhost"]))
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    with (
        socket.create_connection(("127.0.0.1", port), timeout=10) as raw,
        context.wrap_socket(raw, server_hostname="localhost") as connection,
    ):
        connection.sendall(request.encode("latin-1"))
        return int(connection.recv(4096).split()[1])


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a gateway that knows the routes of this project's workload."""
    if shutil.which("docker") is None:
        pytest.skip("docker is not on PATH")
    pinned = docker_images.reference("haproxy")
    image = infrastructure().get("gateway", pinned)
    if subprocess.run(["docker", "image", "inspect", image], capture_output=True).returncode:
        pulled = subprocess.run(["docker", "pull", image], capture_output=True, check=False)
        if pulled.returncode:
            pytest.skip(f"no Docker engine has {image}, or can pull it")
    folder = tmp_path_factory.mktemp("gateway")
    contents = {
        "haproxy.cfg": files.generated(SHOP, "dev")["haproxy.cfg"],
        Path(haproxy_config.CERTIFICATE).name: keys.certificate(SECRET, ["localhost"]),
        Path(haproxy_config.TOKEN_KEY).name: keys.verifying_key(SECRET),
    }
    for name, text in contents.items():
        (folder / name).write_text(text)
        (folder / name).chmod(0o644)
    name = f"gateway-paths-{uuid.uuid4().hex[:8]}"
    docker("create", "--name", name, "-p", f"127.0.0.1::{haproxy_config.HTTPS}", image)
    try:
        for each in contents:
            docker("cp", str(folder / each), f"{name}:{haproxy_config.FOLDER}/{each}")
        docker("start", name)
        published = json.loads(docker("inspect", name))[0]["NetworkSettings"]["Ports"]
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


# To HAProxy a tab ends the path, as a space does.
@pytest.mark.parametrize("path", [path for path in TRICKS if "\t" not in path], ids=ascii)
def test_a_crooked_path_is_refused(gateway: int, path: str) -> None:
    assert status(gateway, path) == 400


@pytest.mark.parametrize("path", PLAIN, ids=ascii)
def test_a_plain_path_passes(gateway: int, path: str) -> None:
    assert status(gateway, path) in {200, 401, 404, 503}
