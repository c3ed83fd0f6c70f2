"""The containers of a stack, as the Docker engine reports them."""

import json
import shutil
import subprocess
from dataclasses import dataclass
from typing import Any

from operations.errors import OperationError


@dataclass(frozen=True, kw_only=True)
class Running:
    """A container of the stack."""

    name: str
    """In the workload, or of the infrastructure: `orders`, `database`."""
    container: str
    kind: str
    image: str
    state: str
    health: str
    ports: str
    uptime: str


def engine(*words: str) -> str:
    """What a command of Docker prints; OperationError with its own words where it fails."""
    if shutil.which("docker") is None:
        raise OperationError(
            "the docker command is not on PATH",
            remedy="install Docker (https://docs.docker.com/get-docker/)",
        )
    ended = subprocess.run(["docker", *words], text=True, capture_output=True, check=False)
    if ended.returncode:
        raise OperationError(f"`docker {words[0]}` failed: {ended.stderr.strip()}")
    return ended.stdout


def found(stack: str, project: str) -> list[Running]:
    """All of them, by name; those that have ended too."""
    filters = [
        *("--filter", f"label=plinth.stack={stack}"),
        *("--filter", f"label=plinth.project={project}"),
    ]
    ids = engine("ps", "--all", "--quiet", *filters).split()
    if not ids:
        return []
    inspected = json.loads(engine("inspect", *ids))
    times = dict(
        line.split("\t", 1)
        for line in engine(
            "ps", "--all", "--no-trunc", *filters, "--format", "{{.ID}}\t{{.Status}}"
        ).splitlines()
    )
    return sorted((_running(each, times) for each in inspected), key=lambda each: each.name)


def one(stack: str, project: str, name: str) -> Running:
    """The container of a program; OperationError with the names there are."""
    all_ = found(stack, project)
    for each in all_:
        if each.name == name:
            return each
    names = ", ".join(each.name for each in all_)
    raise OperationError(
        f"no container is called {name!r}",
        remedy=f"there are: {names}" if names else f"run `make up STACK={stack}` first",
    )


def _running(inspected: dict[str, Any], times: dict[str, str]) -> Running:
    labels, state = inspected["Config"]["Labels"], inspected["State"]
    bindings = inspected["HostConfig"].get("PortBindings") or {}
    ports = [
        f"{each['HostPort']}->{inside.split('/')[0]}"
        for inside, binding in sorted(bindings.items())
        for each in binding or []
    ]
    return Running(
        name=labels["plinth.name"],
        container=inspected["Name"].lstrip("/"),
        kind=labels["plinth.kind"],
        image=inspected["Config"]["Image"],
        state=state["Status"],
        health=(state.get("Health") or {}).get("Status", "-"),
        ports=", ".join(ports) or "-",
        uptime=times.get(inspected["Id"], "").partition(" (")[0] or "-",
    )
