"""Building: which images of the workload are built on this machine, from what, and as which
version."""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from config import CloudPlatform
from config.settings import defaults_of
from config.values import closest, repository
from config.workload import NamedProgram
from operations.errors import OperationError

_PLATFORMS = {"X86_64": "linux/amd64", "ARM64": "linux/arm64"}


@dataclass(frozen=True)
class Build:
    """One image that is to be released."""

    name: str
    """The image's repository, which is its name in the stack file."""
    programs: tuple[str, ...]
    """The programs that run it, by their places in the workload."""
    version: str
    context: Path | None
    """The folder that it is built from. None: another pipeline pushes it."""
    dockerfile: str
    platform: str

    def reference(self, registry: str) -> str:
        """Returns the name under which it is pushed."""
        return f"{registry}/{self.name}:{self.version}"


def builds(
    platform: CloudPlatform, folder: Path, names: Sequence[str], version: str
) -> list[Build]:
    """Returns the images of the programs `names`, or of all programs with a `build` in the
    workload. Without a version each has that of its context's commit."""
    chosen: dict[str, list[NamedProgram]] = {}
    for each in _programs(platform, names):
        name = repository(each.program.image)
        if name is None:
            raise OperationError(
                f"{each}: runs {each.program.image}, which another registry keeps",
                remedy="its version is in config/workload.yaml",
            )
        chosen.setdefault(name, []).append(each)
    if not chosen:
        raise OperationError(
            "no program of config/workload.yaml has a `build`, so there is nothing to build",
            remedy="write `build: {context: ../orders}` there, or name programs whose image "
            "another pipeline has pushed: SERVICE=docs VERSION=2.0.0",
        )
    return [_build(name, programs, platform, folder, version) for name, programs in chosen.items()]


def _programs(platform: CloudPlatform, names: Sequence[str]) -> list[NamedProgram]:
    known = platform.workload.by_name()
    for name in names:
        if name not in known:
            raise OperationError(f"there is no program {name}{closest(name, known)}")
    return [
        each
        for each in platform.workload.programs()
        if (each.name in names if names else each.program.build is not None)
    ]


def _build(
    name: str, programs: list[NamedProgram], platform: CloudPlatform, folder: Path, version: str
) -> Build:
    places = tuple(map(str, programs))
    ways = {
        (each.program.build.context, each.program.build.dockerfile): each.program.build
        for each in programs
        if each.program.build
    }
    kinds = {defaults_of(each.kind, platform.settings).cpu_architecture for each in programs}
    if len(ways) > 1 or len(kinds) > 1:
        raise OperationError(
            f"{' and '.join(places)} run the image {name}, and are built differently",
            remedy="give them one `build` and one cpu_architecture, or images of their own",
        )
    way = next(iter(ways.values()), None)
    context = (folder / way.context).resolve() if way else None
    if context and not (context / (way.dockerfile if way else "")).is_file():
        raise OperationError(
            f"{places[0]}: build: has no {way.dockerfile if way else 'Dockerfile'}", file=context
        )
    if not version and context is None:
        raise OperationError(
            f"{places[0]} has no `build`, so its version is not known",
            remedy="say which: --version 1.4.3",
        )
    return Build(
        name=name,
        programs=places,
        version=version or _commit(context or folder, places[0]),
        context=context,
        dockerfile=way.dockerfile if way else "",
        platform=_PLATFORMS[kinds.pop()],
    )


def _commit(context: Path, place: str) -> str:
    """Returns the short commit of a folder. Raises OperationError if its files are not committed:
    two different images would have one version."""
    commit = _git(context, "rev-parse", "--short=12", "HEAD")
    if commit is None:
        raise OperationError(
            f"{place}: build.context is in no git repository, so its version is not known",
            file=context,
            remedy="say which: --version 1.4.3",
        )
    if _git(context, "status", "--porcelain", "--", "."):
        raise OperationError(
            f"{place}: build.context has edits that are not committed",
            file=context,
            remedy="commit them, or say which version it is: --version 1.4.3",
        )
    return commit


def _git(folder: Path, *words: str) -> str | None:
    ended = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=False)
    return ended.stdout.strip() if ended.returncode == 0 else None
