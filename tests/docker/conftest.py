"""The dev environment for real: brought up once, destroyed at the end, under names of its own."""

import json
import os
import shutil
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import yaml

from components.local.containers import stand_in_files
from config.settings.docker_settings import DockerSettings, InfrastructureImages, Servers
from config.values import images
from operations.docker.desk.tokens import signed
from operations.docker.engine import containers
from operations.docker.stack import local_stack
from tests.factories import ROOT, raw_settings, raw_workload

PACKAGES = sorted(
    file.parent.name
    for file in ROOT.glob("*/__init__.py")
    if file.parent.name not in ("tests", "own")
)
"""Every package of ours: a list by hand forgets the next one."""
PARTS = ("__main__.py", "Pulumi.yaml", *PACKAGES)
BUILT = "built"
SERVERS: dict[str, Any] = json.loads(os.environ.get("PLINTH_SERVERS", "{}"))
"""`docker.servers`, to run all of this on others: PLINTH_SERVERS='{"broker": "rabbitmq-3"}'."""
ASKED_FOR_SECRETS = ("env", "connect", "token")
"""Commands that print a secret because that is what they are for."""
SHIFT = 20_000
"""Added to every port, so that a developer's own environment may run meanwhile."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True, kw_only=True)
class Dev:
    folder: Path
    project: str
    ports: Mapping[str, int]
    outputs: dict[str, Any]
    printed: list[str] = field(default_factory=list)
    """What all commands wrote, for whoever looks over a shoulder or reads a log; without those that
    somebody asks for a secret."""

    def operate(self, *words: str) -> str:
        """A command of `python -m operations`, in the copy of the project."""
        ended = self._run(*words)
        assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr[-3000:]
        return ended.stdout

    def fails(self, *words: str) -> str:
        """The same of one that fails: all that it says."""
        ended = self._run(*words)
        assert ended.returncode == 1, ended.stdout[-3000:] + ended.stderr[-3000:]
        assert "Traceback" not in ended.stderr
        return ended.stdout + ended.stderr

    def _run(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "operations", *words]
        ended = subprocess.run(
            command, cwd=self.folder, text=True, capture_output=True, timeout=600, check=False
        )
        if words[1:2] and words[1] not in ASKED_FOR_SECRETS:
            self.printed.append(ended.stdout + ended.stderr)
        return ended

    def up(self, *options: str) -> str:
        always = ("--skip-preview", "--non-interactive")
        return self.operate("engine", "up", "dev", "--yes", "--", *always, *options)

    def preview(self) -> dict[str, str]:
        """Name -> operation of what an `up` would change."""
        file = self.folder / "preview.json"
        self.operate("engine", "preview", "dev", "--json", str(file))
        steps = json.loads(file.read_text())["steps"]
        return {
            each["urn"].rpartition("::")[2]: each["op"] for each in steps if each["op"] != "same"
        }

    def token(self, **claims: Any) -> str:
        return signed({**self.outputs["token_claims"], **claims}, self.outputs)

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """A request to the gateway, checked against the stack's own certificate."""
        context = ssl.create_default_context(cadata=self.outputs["certificate"])
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(
            f"https://localhost:{self.ports['gateway']}{path}", headers=named, method=method
        )
        try:
            with urllib.request.urlopen(request, context=context, timeout=10) as answer:
                return Answer(
                    status=answer.status,
                    headers={k.lower(): v for k, v in answer.headers.items()},
                    body=answer.read(),
                )
        except urllib.error.HTTPError as refused:
            return Answer(
                status=refused.code,
                headers={k.lower(): v for k, v in refused.headers.items()},
                body=refused.read(),
            )

    def variable(self, program: str, name: str) -> str:
        """What a program's container has in its environment."""
        values = json.loads(self.docker("inspect", self.container(program)))[0]["Config"]["Env"]
        found: dict[str, str] = dict(each.split("=", 1) for each in values)
        return found[name]

    def container(self, name: str) -> str:
        return f"{self.project}-dev-{name}"

    def docker(self, *words: str, check: bool = True) -> str:
        ended = subprocess.run(["docker", *words], text=True, capture_output=True, check=False)
        assert not check or ended.returncode == 0, ended.stderr
        return ended.stdout + ("" if check else ended.stderr)


def missing() -> str:
    """Why these tests cannot run here; empty if they can."""
    for program in ("docker", "pulumi"):
        if shutil.which(program) is None:
            return f"{program} is not on PATH"
    if subprocess.run(["docker", "info"], capture_output=True, check=False).returncode:
        return "no Docker engine answers"
    if shutil.which("pulumi-resource-docker") is None:
        plugin = ["pulumi", "plugin", "install", "resource", "docker", version("pulumi_docker")]
        if subprocess.run(plugin, capture_output=True, check=False).returncode:
            return "Pulumi's Docker provider cannot be downloaded"
    return ""


def write_project(folder: Path) -> dict[str, Any]:
    """A copy of the project, under other names and ports; gives its settings."""
    for part in PARTS:
        source = ROOT / part
        ignored = shutil.ignore_patterns("__pycache__")
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=ignored)
        else:
            shutil.copy(source, folder)
    (folder / ".venv").symlink_to(sys.prefix)
    # One program is built from a folder of the project's, the others are in the engine.
    stand_in_files.write(folder / BUILT)
    workload = raw_workload(services={"docs": {"build": {"context": BUILT}}})
    (folder / "config" / "workload.yaml").write_text(yaml.safe_dump(workload, sort_keys=False))
    programs = [
        each for kind in ("services", "workers", "jobs") for each in raw_workload()[kind].values()
    ]
    names = {str(images.repository(each["image"])) for each in programs}
    ports = {name: port + SHIFT for name, port in default_ports().items()}
    settings = raw_settings(
        "dev",
        tags={"project": "plinthtest"},
        images={name: "plinth-test" for name in sorted(names)},
        docker={"ports": ports, "stand_ins": False, "servers": SERVERS, "images": infrastructure()},
    )
    scripts = folder / "infrastructure" / "init-scripts" / "orders"
    scripts.mkdir(parents=True)
    (scripts / "10-customers.sql").write_text(INIT_SCRIPT)
    content = {"config": {"plinth:settings": settings}}
    (folder / "Pulumi.dev.yaml").write_text(yaml.safe_dump(content, sort_keys=False))
    for name in names:
        build = ["docker", "build", "--quiet", "--tag", f"{name}:plinth-test"]
        subprocess.run([*build, str(folder / BUILT)], check=True, capture_output=True)
    return settings


INIT_SCRIPT = """\
CREATE TABLE customers (id int PRIMARY KEY, name text);
INSERT INTO customers VALUES (1, 'Ada'), (2, 'Grace');
"""


def infrastructure() -> dict[str, str]:
    """The images that are not there by their pinned digest, but by the same tag: an engine that
    reaches no registry has others under these names."""
    settings = DockerSettings(messaging="aws", registry=None)
    settings = settings.model_copy(update={"servers": Servers(**SERVERS)})
    pinned = {part: settings.image(part) for part in InfrastructureImages.model_fields}
    return {
        part: tag
        for part, reference in pinned.items()
        if not containers.has_image(reference)
        and containers.has_image(tag := reference.partition("@")[0])
    }


def default_ports() -> dict[str, int]:
    from config.settings.docker_settings import HostPorts

    return HostPorts().model_dump()


def soon(holds: Callable[[], bool], seconds: int = 45) -> bool:
    """Waits for it."""
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(1)
    return True


def query(dev: Dev, program: str, database: str, sql: str) -> str:
    """What psql says to a program's own login."""
    user = dev.variable(program, "DB_USER")
    password = dev.variable(program, "DB_PASSWORD")
    url = f"postgresql://{user}:{password}@127.0.0.1/{database}"
    server = dev.container("database")
    return dev.docker("exec", server, "psql", "-At", url, "-c", sql, check=False)


@pytest.fixture(scope="session")
def dev(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dev]:
    if reason := missing():
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("project")
    settings = write_project(folder)
    home = folder / "home"
    home.mkdir()
    # Nobody's account: state is kept in the copy.
    for name in ("PULUMI_BACKEND_URL", "PULUMI_ACCESS_TOKEN", "PULUMI_CONFIG_PASSPHRASE"):
        os.environ.pop(name, None)
    os.environ["PULUMI_HOME"] = str(home)
    project = settings["tags"]["project"]
    stack = Dev(folder=folder, project=project, ports=settings["docker"]["ports"], outputs={})
    try:
        stack.up()
        stack.outputs.update(local_stack.outputs(local_stack.prepare(folder, "dev")))
        yield stack
    finally:
        stack.operate("local", "clean", "--yes")
