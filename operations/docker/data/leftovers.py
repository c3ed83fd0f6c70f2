"""`leftovers`: data on Docker of things that are no longer in the workload: queues with messages,
buckets with objects, and volumes of a server that was replaced by another."""

import json
import os
import subprocess
import sys
import tempfile
import urllib.parse
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from operations.docker.engine import claims, containers, ownership
from operations.docker.stack import local_stack, project
from operations.errors import OperationError
from operations.folder import PROJECT, Folder

_PROGRAMS = Path("components/local/containers/setup")
_PLAN = "/setup/plan.json"
_MOVE = (
    "to move what a bucket holds: `make connect SERVICE=objects`, then with the AWS CLI:"
    " aws s3 sync s3://<old> s3://<new> --endpoint-url http://127.0.0.1:<port>"
)


def leftovers(
    stack: Annotated[str, typer.Option(help="A stack whose target is docker.")] = "dev",
    remove: Annotated[bool, typer.Option("--remove", help="Remove them, with their data.")] = False,
    folder: Folder = PROJECT,
) -> None:
    """List data of things that are no longer in the workload. With --remove, delete it."""
    folder = folder.resolve()
    platform = project.platform_of(folder, stack)
    opened = local_stack.opened(folder, stack)
    connections = local_stack.outputs(opened)["connections"]
    console = platform.settings.docker.ports.broker_console
    found = []
    for part, address in sorted(connections.items()):
        if part in ("broker", "objects"):
            setup = containers.one(stack, opened.owner, f"{part}-setup")
            environment = _environment(part, address, console, remove=remove)
            found += _lines(setup.container, folder / _PROGRAMS / f"{part}.py", environment)
    found += _volumes(opened, remove=remove)
    for line in found:
        print(line)
    if not found:
        print("Everything was removed" if remove else "Nothing is left over", file=sys.stderr)
    elif any("bucket" in line or "volume" in line for line in found):
        print(_MOVE, file=sys.stderr)


def _environment(part: str, address: str, console: int, *, remove: bool) -> dict[str, str]:
    """Returns the environment variables of a setup's program, for a run on this machine."""
    parts = urllib.parse.urlsplit(address)
    port = console if part == "broker" else parts.port
    name = part.upper()
    return {
        f"{name}_PASSWORD": parts.password or "",
        f"{name}_URL": f"http://{parts.hostname}:{port}",
        f"{name}_USER": parts.username or "",
        "REMOVE": "1" if remove else "",
    }


def _lines(container: str, program: Path, environment: Mapping[str, str]) -> list[str]:
    """Runs the program of a setup again, with the plan that its container was given."""
    with tempfile.TemporaryDirectory() as folder:
        plan = Path(folder) / "plan.json"
        containers.engine("cp", f"{container}:{_PLAN}", str(plan))
        ended = subprocess.run(
            [sys.executable, str(program), str(plan)],
            env={**os.environ, **environment},
            text=True,
            capture_output=True,
            check=False,
        )
    if ended.returncode:
        raise OperationError(ended.stderr.strip().rpartition("\n")[2])
    return [line.removeprefix("left: ") for line in ended.stdout.splitlines()]


def _volumes(stack: local_stack.LocalStack, *, remove: bool) -> list[str]:
    """Returns the stack's volumes that none of its containers uses."""
    mine = claims.mine(stack.name, ownership.owner_of(stack.folder))
    ids = [thing.name for thing in mine if thing.kind == "container"]
    inspected: list[dict[str, Any]] = json.loads(containers.engine("inspect", *ids)) if ids else []
    used = {mount.get("Name") for each in inspected for mount in each.get("Mounts") or ()}
    unused = sorted({thing.name for thing in mine if thing.kind == "volume"} - used)
    if remove and unused:
        containers.engine("volume", "rm", *unused)
        return []
    return [f"the volume {name} is of a server that no longer runs" for name in unused]
