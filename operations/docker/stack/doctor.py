"""`doctor`: finds everything that would keep the environment on Docker from starting, before it
starts."""

import errno
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from config import LocalPlatform
from operations.docker.engine import containers
from operations.docker.stack import checks, project
from operations.docker.stack.checks import Finding
from operations.errors import OperationError

_PULL_SECONDS = 20
"""Seconds for a registry to answer whether it has an image."""


def check(folder: Path, stack: str, only: list[str] | None = None) -> LocalPlatform:
    """Prints all faults. Raises OperationError if there is any. `only` names the programs that are
    to run, instead of those in the settings."""
    platform = project.as_run(project.platform_of(folder, stack), only or [])
    found = findings(platform, folder)
    for finding in found:
        print(f"- {finding.what}\n  {finding.remedy}", flush=True)
    if found:
        problems = "1 problem" if len(found) == 1 else f"{len(found)} problems"
        raise OperationError(f"{problems} would keep {stack} from starting; nothing was changed")
    return platform


def findings(platform: LocalPlatform, folder: Path) -> list[Finding]:
    """Returns all faults. Raises OperationError if no Docker engine answers."""
    engine = containers.facts()
    root = str(engine["DockerRootDir"])
    id_ = project.owner_id(folder, platform.stack)
    own = containers.found(platform.stack, id_)
    held = {port for each in own if each.runs for port in each.ports}
    others = containers.publishers()

    def owner(port: int) -> str:
        if port in held or is_free(port):
            return ""
        container = others.get(port)
        return f"the container {container}" if container else "another program"

    return [
        *checks.memory(platform, int(engine["MemTotal"])),
        *_networks(platform, engine, id_),
        *checks.disk(_free_bytes(root), root),
        *checks.ports(platform, owner),
        *checks.builds(platform, folder),
        *checks.images(platform, _missing),
    ]


def _networks(platform: LocalPlatform, engine: dict[str, Any], owner: str) -> Iterator[Finding]:
    if engine.get("DefaultAddressPools"):
        # Somebody configured address pools, so the number of networks that fit is theirs to judge.
        return
    mine = containers.labels(platform.stack, owner)
    bridges = containers.engine("network", "ls", "--quiet", "--filter", "driver=bridge").split()
    own = containers.engine("network", "ls", "--quiet", *mine).split() if owner else []
    yield from checks.networks(platform, len(set(bridges) - set(own)))


def is_free(port: int) -> bool:
    """Returns true if a container may publish a port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.settimeout(1)
        # On macOS two programs can share a port, one on all addresses and one on this address.
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            return False
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            # The engine may use ports that a user may not.
            return error.errno != errno.EADDRINUSE
    return True


def _free_bytes(folder: str) -> int | None:
    """Returns the free bytes of the engine's disk. None if the engine runs in a machine of its own,
    as with Docker Desktop."""
    path = Path(folder)
    return shutil.disk_usage(path).free if folder and path.is_dir() else None


def _missing(reference: str) -> str:
    """Returns the reason why an image cannot be had. Empty if it is here or can be pulled."""
    if containers.has_image(reference):
        return ""
    try:
        containers.engine("manifest", "inspect", reference, seconds=_PULL_SECONDS)
    except OperationError as error:
        return error.what.partition(" failed: ")[2] or error.what
    return ""
