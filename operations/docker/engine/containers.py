"""The containers of a stack, as the Docker engine reports them."""

import datetime
import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from operations.errors import OperationError

_ENDS = ("setup", "migration", "job")


@dataclass(frozen=True, kw_only=True)
class Running:
    """Container of the stack."""

    name: str
    """Name in the workload, or of a part of the infrastructure: `orders`, `database`."""
    container: str
    kind: str
    image: str
    """Name of the image, as the settings or the workload write it."""
    state: str
    """State in one word: running, done, failed (1), waits, ..."""
    health: str
    """Health: healthy, unhealthy, starting, or - if there is no health check."""
    ports: Mapping[int, int]
    """Port in the container by port of this machine."""
    uptime: str
    seconds: float = 0
    """Seconds since a running container was started."""
    restarts: int = 0
    """Number of times that the engine has started it again."""
    created: str = ""
    """Time of its creation, as text that sorts."""

    @property
    def runs(self) -> bool:
        """True if it has processes now."""
        return self.state in ("running", "restarting")

    @property
    def paused(self) -> bool:
        """True for a service or worker that somebody stopped: the engine starts those again that
        end by themselves."""
        return self.kind in ("service", "worker") and self.state.startswith("stopped")

    @property
    def wrong(self) -> bool:
        """True if somebody must look at it."""
        return self.state not in ("running", "done", "waits") or self.health == "unhealthy"


def engine(
    *words: str,
    seconds: int | None = None,
    text: str | None = None,
    variables: Mapping[str, str] | None = None,
) -> str:
    """Runs a command of Docker and returns its output. It gets `text` on standard input, and
    `variables` in addition to its environment. Raises OperationError with Docker's own words if it
    fails."""
    if shutil.which("docker") is None:
        raise OperationError(
            "the docker command is not on PATH",
            remedy="install Docker (https://docs.docker.com/get-docker/)",
        )
    try:
        ended = subprocess.run(
            ["docker", *words],
            text=True,
            input=text,
            stdin=subprocess.DEVNULL if text is None else None,
            capture_output=True,
            env={**os.environ, **(variables or {})},
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise OperationError(f"`docker {words[0]}` gave no answer in {seconds} s") from None
    if ended.returncode:
        # The last line says what went wrong; the lines before it may be help.
        reason = ended.stderr.strip().rpartition("\n")[2]
        raise OperationError(f"`docker {words[0]}` failed: {reason}", remedy=_remedy(reason))
    return ended.stdout


_UNREACHED = ("Cannot connect", "error during connect", "docker endpoint", "docker host")
"""Words of the command about an engine that it does not reach."""


def _remedy(reason: str) -> str:
    if "permission denied" in reason:
        return "let yourself use Docker: sudo usermod -aG docker $USER, then log in anew"
    if not any(words in reason for words in _UNREACHED):
        return ""
    for name in ("DOCKER_HOST", "DOCKER_CONTEXT"):
        if value := os.environ.get(name):
            return f"{name} is {value}: start Docker there, or unset {name}"
    return "start Docker, then try again"


def facts() -> dict[str, Any]:
    """Returns the engine's description of itself. Raises OperationError if no engine answers."""
    try:
        found: dict[str, Any] = json.loads(engine("info", "--format", "{{json .}}", seconds=30))
        # The command also succeeds without an engine.
        if errors := found.get("ServerErrors"):
            raise OperationError(str(errors[0]))
    except OperationError as error:
        remedy = error.remedy or _remedy(error.what)
        raise OperationError(f"no Docker engine answers: {error.what}", remedy=remedy) from None
    return found


def address() -> str:
    """Returns the engine's address by `docker context`, because Pulumi's provider looks
    elsewhere."""
    return engine("context", "inspect", "--format", "{{.Endpoints.docker.Host}}").strip()


def labels(stack: str, owner: str) -> list[str]:
    """Returns the options by which Docker's commands list the things that a folder made of a
    stack."""
    names = (f"label=plinth.stack={stack}", f"label=plinth.owner={owner}")
    return [word for name in names for word in ("--filter", name)]


def found(stack: str, owner: str) -> list[Running]:
    """Returns all containers by name, including those that have ended. If a setup is being replaced
    there are two, and the newer one counts. `owner` is the folder's id, empty if it has made
    nothing yet."""
    now = datetime.datetime.now(datetime.UTC)
    inspected = (
        described(each, now) for each in (_inspected(labels(stack, owner)) if owner else ())
    )
    newest = {each.name: each for each in sorted(inspected, key=lambda each: each.created)}
    return [newest[name] for name in sorted(newest)]


def last_lines(container: str, count: int) -> list[str]:
    """Returns the last lines of a container on both of its outputs."""
    ended = subprocess.run(
        ["docker", "logs", "--tail", str(count), container],
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return ended.stdout.splitlines()[-count:]


def one(stack: str, owner: str, name: str) -> Running:
    """Returns the container of a program. Raises OperationError with the existing names."""
    all_ = found(stack, owner)
    for each in all_:
        if each.name == name:
            return each
    names = ", ".join(each.name for each in all_)
    raise OperationError(
        f"no container is called {name!r}",
        remedy=f"there are: {names}" if names else f"run `make up STACK={stack}` first",
    )


def is_of(container: str, program: str) -> bool:
    """Returns true if a container is one of a program's: `orders` and `orders-2` belong to
    orders."""
    start, _, number = container.rpartition("-")
    return container == program or (start == program and number.isdigit())


def publishers() -> dict[int, str]:
    """Returns the containers of any owner that use ports of this machine now, by port."""
    return {
        port: each["Name"].lstrip("/")
        for each in _inspected([], running=True)
        for port in _ports(each)
    }


def has_image(reference: str) -> bool:
    """Returns true if the engine has an image."""
    try:
        engine("image", "inspect", "--format", "{{.Id}}", reference)
    except OperationError:
        return False
    return True


def pull(reference: str) -> None:
    """Pulls an image with the user's `docker login` credentials."""
    # Progress goes to standard error, because standard output is for data.
    ended = subprocess.run(["docker", "pull", reference], stdout=2, check=False)
    if ended.returncode:
        raise OperationError(f"`docker pull {reference}` failed; nothing was changed")


def described(inspected: Mapping[str, Any], now: datetime.datetime) -> Running:
    """Returns a container from the answer of `docker inspect`."""
    own, state = inspected["Config"]["Labels"], inspected["State"]
    kind = own.get("plinth.kind", "")
    running = state["Status"] == "running"
    return Running(
        name=own["plinth.name"],
        container=inspected["Name"].lstrip("/"),
        kind=kind,
        image=own.get("plinth.image", inspected["Config"]["Image"]),
        state=_state(kind, state),
        health=(state.get("Health") or {}).get("Status", "-") if running else "-",
        ports=_ports(inspected),
        uptime=_lasted(now - _moment(state["StartedAt"])) if running else "-",
        seconds=(now - _moment(state["StartedAt"])).total_seconds() if running else 0,
        restarts=inspected.get("RestartCount", 0),
        created=inspected.get("Created", ""),
    )


def _inspected(filters: Sequence[str], *, running: bool = False) -> list[dict[str, Any]]:
    scope = [] if running else ["--all"]
    ids = engine("ps", *scope, "--quiet", *filters).split()
    containers: list[dict[str, Any]] = json.loads(engine("inspect", *ids)) if ids else []
    return containers


def _state(kind: str, state: Mapping[str, Any]) -> str:
    status, code = str(state["Status"]), state.get("ExitCode", 0)
    if status == "created" and kind == "job":
        return "waits"
    if status != "exited":
        return status
    if code == 0 and kind in _ENDS:
        return "done"
    why = "out of memory" if state.get("OOMKilled") else code
    return f"failed ({why})" if kind in _ENDS else f"stopped ({why})"


def _ports(inspected: Mapping[str, Any]) -> dict[int, int]:
    bindings = inspected["HostConfig"].get("PortBindings") or {}
    ports = {
        int(each["HostPort"]): int(inside.split("/")[0])
        for inside, binding in bindings.items()
        for each in binding or []
        if each["HostPort"]
    }
    return dict(sorted(ports.items()))


def _moment(text: str) -> datetime.datetime:
    """Parses a time of Docker's. Docker writes nanoseconds, and Python 3.11 reads microseconds at
    most."""
    return datetime.datetime.fromisoformat(text[:19] + "+00:00")


def _lasted(time: datetime.timedelta) -> str:
    seconds = max(0, int(time.total_seconds()))
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= length:
            return f"{seconds // length} {unit}"
    return f"{seconds} s"
