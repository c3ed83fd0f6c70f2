"""Stand-ins for the docker and pulumi commands: scripts on PATH that answer from a table."""

import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_SCRIPT = """\
#!{python}
import json, pathlib, sys
here = pathlib.Path({folder!r})
words = sys.argv[1:]
with (here / "{name}.log").open("a") as log:
    text = "" if sys.stdin.isatty() else sys.stdin.read()
    log.write(json.dumps({{"words": words, "input": text}}) + "\\n")
for start, answer in json.loads((here / "{name}.json").read_text()):
    if words[: len(start)] == start:
        sys.stdout.write(answer.get("out", ""))
        sys.stderr.write(answer.get("error", ""))
        sys.exit(answer.get("status", 0))
things = here / "{name}.things"
if not things.is_file():
    sys.exit(0)
every = json.loads(things.read_text())
kind = words.pop(0) if words[0] in ("network", "volume") else "container"
verb = words.pop(0)
named = [each for each in every if each["kind"] == kind and each["name"] in words]
if verb in ("ps", "ls"):
    wanted = {{word.removeprefix("label=") for word in words if word.startswith("label=")}}
    for each in every:
        labels = {{f"{{name}}={{value}}" for name, value in each["labels"].items()}}
        if each["kind"] == kind and wanted <= labels:
            print(each["name"])
elif verb == "inspect":
    print(json.dumps([each["inspected"] for each in named]))
elif verb == "rm":
    things.write_text(json.dumps([each for each in every if each not in named]))
sys.exit(0)
"""

OWNER = "0a1b2c3d4e5f"
"""The id of the folder that tests work in."""


@dataclass(kw_only=True)
class Fake:
    """A command whose answers a test says, and that remembers how it was called."""

    folder: Path
    name: str
    answers: list[tuple[list[str], dict[str, Any]]] = field(default_factory=list)

    def install(self) -> "Fake":
        """Writes the script."""
        file = self.folder / self.name
        script = _SCRIPT.format(python=sys.executable, folder=str(self.folder), name=self.name)
        file.write_text(script, encoding="utf-8")
        file.chmod(0o755)
        return self.says()

    def says(self, *start: str, **answer: Any) -> "Fake":
        """The answer (`out`, `error`, `status`) to commands that begin so; the last said counts."""
        if start:
            self.answers.insert(0, (list(start), answer))
        (self.folder / f"{self.name}.json").write_text(json.dumps(self.answers), encoding="utf-8")
        return self

    def holds(self, *things: dict[str, Any]) -> "Fake":
        """What an engine has: it lists, inspects and removes these, by their labels."""
        file = self.folder / f"{self.name}.things"
        file.write_text(json.dumps(things), encoding="utf-8")
        return self

    def held(self) -> set[tuple[str, str]]:
        """Kind and name of what is left of it."""
        every = json.loads((self.folder / f"{self.name}.things").read_text(encoding="utf-8"))
        return {(each["kind"], each["name"]) for each in every}

    def calls(self) -> list[list[str]]:
        """The words of each call, in order."""
        return [each["words"] for each in self._log()]

    def inputs(self) -> list[str]:
        """What each call was given on standard input."""
        return [each["input"] for each in self._log()]

    def _log(self) -> list[dict[str, Any]]:
        log = self.folder / f"{self.name}.log"
        lines = log.read_text(encoding="utf-8").splitlines() if log.is_file() else []
        return [json.loads(line) for line in lines]


def inspected(name: str, **changes: Any) -> dict[str, Any]:
    """What `docker inspect` says of a container of the stack dev; `state` changes its state."""
    state = {
        "Status": "running",
        "ExitCode": 0,
        "StartedAt": "2026-11-20T12:00:00.123456789Z",
        **changes.get("state", {}),
    }
    labels = {
        "plinth.image": f"{name}:1.0.0",
        "plinth.kind": changes.get("kind", "service"),
        "plinth.name": name,
        **labels_of(**changes.get("labels", {})),
    }
    ports = {
        f"{inside}/tcp": [{"HostIp": "127.0.0.1", "HostPort": str(port)}]
        for port, inside in changes.get("ports", {}).items()
    }
    return {
        "Id": name,
        "Name": f"/shop-dev-{name}",
        "Config": {"Image": "sha256:0123", "Labels": labels},
        "State": state,
        "HostConfig": {"PortBindings": ports},
    }


def labels_of(**changes: str) -> dict[str, str]:
    """The labels of what the tests' folder made; None leaves one out."""
    labels = {"owner": OWNER, "project": "shop", "stack": "dev", **changes}
    return {f"plinth.{name}": value for name, value in labels.items() if value is not None}


def container(name: str, **changes: Any) -> dict[str, Any]:
    """A container that an engine holds; changes as for `inspected`."""
    said = inspected(name, **changes)
    called = changes.get("called", f"shop-dev-{name}")
    said["Name"] = f"/{called}"
    return {
        "kind": "container",
        "name": called,
        "labels": said["Config"]["Labels"],
        "inspected": said,
    }


def thing(kind: str, name: str, **labels: Any) -> dict[str, Any]:
    """A network or a volume that an engine holds."""
    own = labels_of(**labels)
    said = {"Name": name, "Labels": own}
    return {"kind": kind, "name": name, "labels": own, "inspected": said}


def own(folder: Path, **volumes: str) -> None:
    """Makes a folder one from which an environment was brought up: its record, and a state."""
    local = folder / ".pulumi-local"
    state = local / "state/.pulumi/stacks/plinth/dev.json"
    state.parent.mkdir(parents=True, exist_ok=True)
    state.write_text("{}", encoding="utf-8")
    record = {"id": OWNER, "folder": str(folder), "volumes": volumes}
    (local / "owner.json").write_text(json.dumps(record), encoding="utf-8")
