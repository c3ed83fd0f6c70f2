"""`images release` from the workload to the stack file: with ECR by moto behind a proxy that can
fail, and a `docker` on PATH that writes down how it is called and puts what is pushed into ECR."""

import json
import os
import stat
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml

from aws_account.moto import moto_server
from operations import accounts
from tests.factories import SHOP
from tests.operations.commands import status_of
from tests.upgrade import clone

DOCKER = """\
#!{python}
import json, os, pathlib, sys
log = pathlib.Path(os.environ["FAKE_LOG"])
words = sys.argv[1:]
calls = log.read_text().splitlines() if log.exists() else []
config = os.environ.get("DOCKER_CONFIG")
auths = json.loads((pathlib.Path(config) / "config.json").read_text())["auths"] if config else None
log.write_text("".join(line + chr(10) for line in
               [*calls, json.dumps(dict(words=words, auths=auths, config=config))]))
if words[0] == "image":
    built = [json.loads(line)["words"] for line in calls]
    sys.exit(not any(each[0] == "build" and words[2] in each for each in built))
if words[0] == "push":
    if os.environ.get("FAKE_CUT_OFF") in words[1]:
        sys.exit(1)
    import boto3
    host, _, rest = words[1].partition("/")
    name, _, tag = rest.partition(":")
    layer = dict(mediaType="application/vnd.oci.image.config.v1+json", size=1, digest=rest)
    kind = "application/vnd.oci.image.manifest.v1+json"
    manifest = json.dumps(dict(schemaVersion=2, mediaType=kind, config=layer, layers=[]))
    boto3.client("ecr", region_name="eu-central-1", endpoint_url=os.environ["FAKE_ECR"]).put_image(
        repositoryName=name, imageManifest=manifest, imageTag=tag)
"""


class Proxy(BaseHTTPRequestHandler):
    """ECR's address, behind which moto answers, except for one request that fails."""

    def do_POST(self) -> None:
        ecr: Ecr = self.server.ecr  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers["Content-Length"]))
        ecr.asked.append(self.headers["X-Amz-Target"].rpartition(".")[2])
        if len(ecr.asked) == ecr.failing:
            self._say(ecr.status, json.dumps({"__type": ecr.error, "message": "not now"}).encode())
            return
        request = urllib.request.Request(ecr.address, body, dict(self.headers.items()))
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                self._say(answer.status, answer.read())
        except urllib.error.HTTPError as error:
            self._say(error.code, error.read())

    def _say(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads it."""


@dataclass
class Ecr:
    """The registry, and which of the requests to it fails."""

    address: str
    asked: list[str] = field(default_factory=list)
    failing: int = 0
    status: int = 500
    error: str = "ServerException"

    def fails(self, number: int, status: int, error: str) -> None:
        self.asked.clear()
        self.failing, self.status, self.error = number, status, error


@dataclass
class Shop:
    """A team's project whose web and orders are built here, and its registry."""

    folder: Path
    ecr: Ecr
    run: Callable[..., int]

    @property
    def calls(self) -> list[dict[str, object]]:
        log = self.folder / "docker.log"
        return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []

    def verbs(self) -> list[str]:
        words = [each["words"] for each in self.calls]
        return [f"{each[0]} {each[-1]}" for each in words if isinstance(each, list)]

    @property
    def file(self) -> Path:
        return self.folder / "Pulumi.staging.yaml"

    @property
    def images(self) -> dict[str, str]:
        found: dict[str, str] = yaml.safe_load(self.file.read_text())["config"]["plinth:settings"][
            "images"
        ]
        return found


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an emulated account in a process of its own, as Docker's pushes need it."""
    file = tmp_path_factory.mktemp("account") / "server.json"
    yield moto_server.start(file, account="444455556666").address
    moto_server.stop(file)


@pytest.fixture
def shop(account: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    folder = tmp_path / "shop"
    (folder / "config").mkdir(parents=True)
    for name in ("Pulumi.yaml", "Pulumi.staging.yaml", "config/workload.yaml"):
        (folder / name).write_bytes((SHOP / name).read_bytes())
    workload = folder / "config/workload.yaml"
    text = workload.read_text()
    for name in ("web", "orders"):
        line = f"    image: {name}:1.0.0\n"
        assert line in text
        text = text.replace(line, f"{line}    build: {{context: ../{name}}}\n")
        source = tmp_path / name
        source.mkdir()
        (source / "Dockerfile").write_text("FROM scratch\n")
        clone.git(source, "init", "--quiet")
        clone.commit_all(source, name)
    workload.write_text(text)
    program = tmp_path / "bin/docker"
    program.parent.mkdir()
    program.write_text(DOCKER.format(python=sys.executable))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("FAKE_LOG", str(folder / "docker.log"))
    monkeypatch.setenv("FAKE_CUT_OFF", "nothing")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "emulated")

    def run(*arguments: str) -> int:
        return status_of(monkeypatch, "images", *arguments, "--folder", str(folder))

    urllib.request.urlopen(f"{account}/moto-api/reset", b"", timeout=20).close()
    client = accounts.client("ecr", "eu-central-1", endpoint=account)
    for name in ("web", "orders", "docs"):
        client.create_repository(
            repositoryName=f"shop/staging/{name}", imageTagMutability="IMMUTABLE"
        )
    ecr = Ecr(account)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    server.ecr = ecr  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("AWS_ENDPOINT_URL_ECR", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("FAKE_ECR", account)
    yield Shop(folder, ecr, run)
    server.shutdown()
    server.server_close()


def test_a_release_builds_pushes_and_writes_digests_and_does_nothing_twice(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    before = shop.file.read_text()
    assert shop.run("release", "staging", "--version", "1.4.3") == 0
    host = "444455556666.dkr.ecr.eu-central-1.amazonaws.com"
    verbs = shop.verbs()
    assert verbs == [
        f"build {shop.folder.parent / 'web'}",
        f"push {host}/shop/staging/web:1.4.3",
        f"build {shop.folder.parent / 'orders'}",
        f"push {host}/shop/staging/orders:1.4.3",
    ]
    auths = [each["auths"] for each in shop.calls if each["auths"]]
    assert [list(each) for each in auths if isinstance(each, dict)] == [[host], [host]]
    assert not any(Path(str(each["config"])).exists() for each in shop.calls if each["config"])
    assert list(shop.images) == ["web", "orders"]
    after = shop.file.read_text()
    assert f"web: {shop.images['web']}  # 1.4.3\n" in after
    kept = [line for line in before.splitlines() if line not in after.splitlines()]
    assert kept == ["    images: {}"]
    said = capsys.readouterr().out
    assert f"web: 1.4.3 {shop.images['web']}" in said
    # A second time everything is there.
    assert shop.run("release", "staging", "--version", "1.4.3") == 0
    assert shop.verbs() == verbs
    assert shop.file.read_text() == after


def test_without_a_version_it_is_the_commit_of_the_context(shop: Shop) -> None:
    commit = clone.git(shop.folder.parent / "web", "rev-parse", "--short=12", "HEAD").strip()
    assert shop.run("release", "staging", "web") == 0
    assert shop.verbs()[-1].endswith(f"/web:{commit}")
    assert list(shop.images) == ["web"]


def test_edits_that_are_not_committed_have_no_version(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    (shop.folder.parent / "web/new.py").write_text("")
    assert shop.run("release", "staging", "web") == 1
    assert "services.web: build.context has edits that are not committed" in capsys.readouterr().err
    assert shop.calls == []


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_a_release_goes_on_where_aws_refused_it(
    shop: Shop, number: int, capsys: pytest.CaptureFixture[str]
) -> None:
    before = shop.file.read_text()
    shop.ecr.fails(number, 400, "AccessDeniedException")
    assert shop.run("release", "staging", "--version", "1.4.3") == 1
    assert "AccessDeniedException: not now" in capsys.readouterr().err
    assert shop.file.read_text() == before, "half of a release"
    assert shop.run("release", "staging", "--version", "1.4.3") == 0
    pushes = [each for each in shop.verbs() if each.startswith("push")]
    assert len(pushes) == len(set(pushes)) == 2
    assert list(shop.images) == ["web", "orders"]


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_an_answer_that_aws_asks_to_try_again_is_tried_again(shop: Shop, number: int) -> None:
    shop.ecr.fails(number, 500, "ServerException")
    assert shop.run("release", "staging", "--version", "1.4.3") == 0
    assert len(shop.ecr.asked) == 6
    assert list(shop.images) == ["web", "orders"]


def test_a_push_that_was_cut_off_is_made_again_and_the_others_are_not(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FAKE_CUT_OFF", "orders")
    assert shop.run("release", "staging", "--version", "1.4.3") == 1
    assert "/shop/staging/orders:1.4.3` failed with status 1" in capsys.readouterr().err
    assert shop.images == {}
    monkeypatch.setenv("FAKE_CUT_OFF", "nothing")
    assert shop.run("release", "staging", "--version", "1.4.3") == 0
    assert [each.rpartition("/")[2] for each in shop.verbs() if each.startswith("push")] == [
        "web:1.4.3",
        "orders:1.4.3",
        "orders:1.4.3",
    ]
    assert list(shop.images) == ["web", "orders"]


def test_build_and_push_are_steps_of_their_own(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shop.run("push", "staging", "web", "--version", "1.4.3") == 1
    assert "web:1.4.3 is not built on this machine" in capsys.readouterr().err
    assert shop.run("build", "staging", "web", "--version", "1.4.3") == 0
    assert shop.run("push", "staging", "web", "--version", "1.4.3") == 0
    assert [each.split()[0] for each in shop.verbs()] == ["image", "build", "image", "push"]
    assert shop.images == {}


def test_what_another_pipeline_pushes_is_only_written(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shop.run("release", "staging", "docs", "--version", "2.0.0") == 1
    assert "services.docs has no `build`, and docs:2.0.0 was never pushed" in (
        capsys.readouterr().err
    )
    client = accounts.client("ecr", "eu-central-1", endpoint=shop.ecr.address)
    kind = "application/vnd.oci.image.manifest.v1+json"
    manifest = json.dumps({"schemaVersion": 2, "mediaType": kind, "config": {}, "layers": []})
    client.put_image(repositoryName="shop/staging/docs", imageManifest=manifest, imageTag="2.0.0")
    assert shop.run("release", "staging", "docs", "--version", "2.0.0") == 0
    assert list(shop.images) == ["docs"]
    assert shop.calls == []


def test_a_repository_that_is_not_there_yet_says_how_it_comes(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    client = accounts.client("ecr", "eu-central-1", endpoint=shop.ecr.address)
    client.delete_repository(repositoryName="shop/staging/web")
    assert shop.run("release", "staging", "web", "--version", "1.4.3") == 1
    said = capsys.readouterr().err
    assert "there is no repository shop/staging/web; `make first-deployment STACK=staging`" in said
