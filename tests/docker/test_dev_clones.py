"""A second clone of the project on the machine, and a record that is lost: for real."""

import http.server
import json
import shutil
import ssl
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from operations.docker.stack import local_stack
from tests.docker.conftest import Dev, query, soon

pytestmark = [
    pytest.mark.docker,
    # One environment, brought up once.
    pytest.mark.xdist_group("docker"),
]


@pytest.fixture(scope="module")
def second(dev: Dev, tmp_path_factory: pytest.TempPathFactory) -> Dev:
    """Another folder with the same files, from which nothing was made yet."""
    folder = tmp_path_factory.mktemp("second") / "project"
    ignored = shutil.ignore_patterns(".pulumi-local", "home", "*.tar.gz")
    shutil.copytree(dev.folder, folder, ignore=ignored, symlinks=True)
    ports = {name: port + 100 for name, port in dev.ports.items()}
    return Dev(folder=folder, project=dev.project, ports=ports, outputs={})


def containers(dev: Dev) -> set[str]:
    words = ("ps", "--all", "--format", "{{.ID}} {{.Names}}")
    return set(dev.docker(*words, "--filter", f"label=plinth.folder={dev.folder}").splitlines())


def test_a_second_clone_is_refused_and_changes_nothing(dev: Dev, second: Dev) -> None:
    before = containers(dev)
    assert before
    commands = [
        ("local", "token", "orders"),
        ("local", "connect", "database"),
        ("local", "status"),
        ("local", "up"),
        ("local", "down"),
        ("local", "clean", "--yes"),
        ("local", "adopt", "--yes"),
    ]
    told = {words[1]: second.fails(*words) for words in commands}
    for name in ("up", "down", "clean", "adopt"):
        assert f"is held by the clone in {dev.folder}" in told[name], name
        assert "Pulumi.dev.local.yaml" in told[name]
    assert containers(dev) == before
    assert not (second.folder / ".pulumi-local").exists()


class Own(http.server.BaseHTTPRequestHandler):
    """A service as a developer runs it, outside of the containers."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(f"from this machine: {self.path}".encode())

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def own_service() -> Iterator[int]:
    server = http.server.ThreadingHTTPServer(("0.0.0.0", 0), Own)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def test_two_clones_live_side_by_side(dev: Dev, second: Dev, own_service: int) -> None:
    file = second.folder / "Pulumi.dev.local.yaml"
    before = containers(dev)
    file.write_text(f"docker: {{clone: 1, only: [docs], on_host: {{docs: {own_service}}}}}\n")
    second.operate("local", "up")
    try:
        second.outputs.update(local_stack.outputs(local_stack.opened(second.folder, "dev")))
        assert containers(dev) == before
        prefix = f"{dev.project}-dev-1-"
        assert all(line.split()[1].startswith(prefix) for line in containers(second))

        def answer() -> str:
            context = ssl.create_default_context(cadata=second.outputs["certificate"])
            url = f"https://localhost:{second.ports['gateway']}/guide"
            request = urllib.request.Request(url, headers={"host": "docs.localhost"})
            try:
                with urllib.request.urlopen(request, context=context, timeout=10) as said:
                    return str(said.read().decode())
            except OSError:
                return ""

        # The gateway of the second leads to what runs outside of the containers.
        assert soon(lambda: answer() == "from this machine: /guide")
        assert dev.ask("/").status == 200
    finally:
        second.operate("local", "clean", "--yes")
    assert containers(dev) == before
    assert not containers(second)
    assert dev.ask("/").status == 200


def test_a_lost_record_is_told_and_its_data_taken_over(dev: Dev) -> None:
    rows = "CREATE TABLE before_loss AS SELECT 7 AS n"
    assert "SELECT 1" in query(dev, "orders", "orders", rows)
    old = dev.variable("orders", "DB_PASSWORD")
    record = dev.folder / ".pulumi-local"
    kept = dev.folder / "kept"
    record.rename(kept)
    before = containers(dev)
    for words in [("connect", "database"), ("up",), ("clean", "--yes")]:
        dev.fails("local", *words)
    assert "whose .pulumi-local with their passwords is gone" in dev.fails("local", "up")
    assert not record.exists()
    assert containers(dev) == before
    dev.operate("local", "adopt", "--yes")
    dev.up()
    dev.outputs.update(local_stack.outputs(local_stack.opened(dev.folder, "dev")))
    assert dev.variable("orders", "DB_PASSWORD") != old
    assert query(dev, "orders", "orders", "SELECT n FROM before_loss").strip() == "7"
    # Over the network, where the password counts.
    url = dev.operate("local", "connect", "database").strip()
    image = json.loads(dev.docker("inspect", dev.container("database")))[0]["Config"]["Image"]
    psql = ("--entrypoint", "psql", image, "-At", url, "-c", "SELECT 1")
    assert dev.docker("run", "--rm", "--network", "host", *psql).strip() == "1"
    assert "unchanged" in dev.up("--expect-no-changes")


def test_a_copied_folder_is_told_from_the_original(dev: Dev, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    ignored = shutil.ignore_patterns("home", "*.tar.gz", "kept")
    shutil.copytree(dev.folder, copy, ignore=ignored, symlinks=True)
    before = containers(dev)
    other = Dev(folder=copy, project=dev.project, ports=dev.ports, outputs={})
    for words in [("up",), ("clean", "--yes"), ("connect", "database")]:
        assert f"is a copy of {dev.folder}" in other.fails("local", *words)
    assert containers(dev) == before
