"""`watch`: builds a program again, or restarts it, when one of its files changes."""

import gc
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

import typer

from config import LocalPlatform
from operations.docker.data import Stack
from operations.docker.engine import containers
from operations.docker.stack import local_stack, project
from operations.errors import OperationError
from operations.folder import PROJECT, Folder

_LOOKS_EVERY = 1.0
"""Seconds between two looks at the files. The kernel's notifications are not used, because they do
not reach a folder that Docker Desktop or a network shares."""
_SETTLES = 0.5
"""Seconds without a change after which an editor or a checkout has written everything."""
_IGNORED = {".git", ".venv", "node_modules", "__pycache__", ".pytest_cache", ".mypy_cache"}

Files = Mapping[Path, tuple[int, int]]
"""Time of the last change, and size, of each file."""


def watch(
    name: Annotated[str, typer.Argument(help="A program that is built here, or has mounts.")],
    stack: Stack = "dev",
    folder: Folder = PROJECT,
) -> None:
    """Build a program again when its folder changes, and restart it when only a mounted file
    changes."""
    folder = folder.resolve()
    platform = project.platform_of(folder, stack)
    built, mounted = folders(platform, folder, name)
    local_stack.opened(folder, stack)
    for place in [*built, *mounted]:
        print(f"Watching {place} for {name}; Ctrl-C ends it", file=sys.stderr)
    before = {place: state(place) for place in [*built, *mounted]}
    try:
        gc.enable()
        while True:
            time.sleep(_LOOKS_EVERY)
            changed = [place for place, files in before.items() if state(place) != files]
            if not changed:
                continue
            before = {place: _settled(place) for place in before}
            # A file that is seen through a mount needs no new image.
            inner = [place for place in changed if place in mounted]
            if len(inner) == len(changed):
                _restart(folder, stack, name)
            else:
                _build(folder, stack)
    except KeyboardInterrupt:
        print("", file=sys.stderr)


def folders(platform: LocalPlatform, folder: Path, name: str) -> tuple[list[Path], list[Path]]:
    """Returns the folder from which a program is built, if there is one, and those that it
    mounts."""
    programs = platform.workload.by_name()
    if name not in programs:
        names = ", ".join(sorted(programs))
        raise OperationError(f"there is no program {name!r}; there are: {names}")
    overrides = platform.settings.docker.programs.get(name)
    build = (overrides.build if overrides else None) or programs[name].program.build
    built = [(folder / build.context).resolve()] if build else []
    mounts = overrides.mounts if overrides else []
    mounted = [(folder / text.split(":")[0]).resolve() for text in mounts]
    if not built and not mounted:
        raise OperationError(
            f"{name} is neither built here nor has mounts, so there is nothing to watch",
            remedy=f"in Pulumi.{platform.stack}.local.yaml: `docker: {{programs: {{{name}: "
            f"{{build: {{context: ../{name}}}}}}}}}`",
        )
    return built, mounted


def state(place: Path) -> Files:
    """Returns the files of a folder, without the files that tools keep there."""
    return dict(_walk(place))


def _walk(place: Path) -> Iterator[tuple[Path, tuple[int, int]]]:
    for parent, names, files in os.walk(place):
        names[:] = [each for each in names if each not in _IGNORED]
        for each in files:
            path = Path(parent, each)
            try:
                found = path.stat()
            except OSError:
                continue
            yield path, (found.st_mtime_ns, found.st_size)


def _settled(place: Path) -> Files:
    found = state(place)
    while True:
        time.sleep(_SETTLES)
        later = state(place)
        if later == found:
            return later
        found = later


def _restart(folder: Path, stack: str, name: str) -> None:
    owner = project.owner_id(folder, stack)
    all_ = containers.found(stack, owner)
    own = [each.container for each in all_ if containers.is_of(each.name, name) and each.runs]
    if own:
        containers.engine("restart", "--time", "2", *own)
        print(f"{name} started again", file=sys.stderr, flush=True)


def _build(folder: Path, stack: str) -> None:
    """Builds in a process of its own, so that watching continues whatever its result is."""
    command = [sys.executable, "-m", "operations", "local", "up", "--stack", stack]
    subprocess.run([*command, "--folder", str(folder)], cwd=PROJECT, check=False)
    print("Watching again", file=sys.stderr, flush=True)
