"""Feature flags on Docker: the container's own image answers with the document, however long."""

import json
import urllib.error
import urllib.request
import uuid
from pathlib import Path

import pytest

from components.local.flags import flag_server
from components.local.flags.flag_server import FLAGS_PORT
from planning.flags import FlagDocument
from tests.docker.conftest import soon
from tests.docker.gateway_alone import docker, gateway_image

pytestmark = [pytest.mark.docker, pytest.mark.xdist_group("docker")]

MANY = FlagDocument({f"{'flag_' * 12}{at:04}": bool(at % 2) for at in range(500)})


def test_the_longest_document_is_answered_whole(tmp_path: Path) -> None:
    name = f"flags-alone-{uuid.uuid4().hex[:8]}"
    docker("create", "--name", name, "-p", f"127.0.0.1::{FLAGS_PORT}", gateway_image())
    try:
        for file, text in (
            ("haproxy.cfg", flag_server.CONFIGURATION),
            ("flags.json", MANY.content),
        ):
            (tmp_path / file).write_text(text)
            (tmp_path / file).chmod(0o644)
            docker("cp", str(tmp_path / file), f"{name}:{flag_server.FOLDER}/{file}")
        docker("start", name)
        published = json.loads(docker("inspect", name))[0]["NetworkSettings"]["Ports"]
        address = f"http://127.0.0.1:{published[f'{FLAGS_PORT}/tcp'][0]['HostPort']}"
        assert soon(lambda: _get(f"{address}/flags") is not None), docker("logs", name)
        assert json.loads(_get(f"{address}/flags") or "") == json.loads(MANY.content)
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"{address}/other", timeout=5)
    finally:
        docker("rm", "--force", name)


def _get(url: str) -> str | None:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return str(answer.read().decode())
    except OSError:
        return None
