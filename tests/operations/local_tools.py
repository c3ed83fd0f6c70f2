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
sys.exit(0)
"""


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
