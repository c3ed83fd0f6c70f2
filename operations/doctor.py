"""`doctor`: what would keep the environment on Docker from starting, found before it starts."""

import json
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from config import ConfigError, LocalPlatform, load
from operations import cli, containers, local_stack
from operations.errors import OperationError

DISK_GIB = 5
"""What the images of the infrastructure take, and as much again for data and builds."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something wrong, and what to do about it."""

    what: str
    remedy: str


def doctor(
    stack: Annotated[str, typer.Option(help="A stack whose target is docker.")] = "dev",
    folder: Annotated[
        Path, typer.Option(help="The Pulumi project.", show_default="this project")
    ] = cli.PROJECT,
) -> None:
    """Find taken ports, missing images, too little memory or disk, before `make up` does."""
    platform = _platform(folder.resolve(), stack)
    try:
        engine = json.loads(containers.engine("info", "--format", "{{json .}}"))
    except OperationError as error:
        raise OperationError(
            f"no Docker engine answers: {error}", remedy="start Docker, then try again"
        ) from None
    findings = [
        *memory(platform, int(engine["MemTotal"])),
        *disk(Path(engine["DockerRootDir"])),
        *ports(platform, _own_ports(platform), _is_free),
        *images(platform, _present, _pullable),
    ]
    for finding in findings:
        print(f"- {finding.what}\n  {finding.remedy}")
    if findings:
        raise OperationError(f"{len(findings)} problems would keep {stack} from starting")
    print(f"Nothing keeps {stack} from starting")


def memory(platform: LocalPlatform, available: int) -> Iterator[Finding]:
    """The limits of all containers together, beside what the engine has."""
    from config.size import size_of

    settings, workload = platform.settings, platform.workload
    needed = sum(settings.docker.memory_mib.model_dump().values())
    for path, program in workload.programs().items():
        kind, name = path.split(".")
        defaults = settings.services if kind == "services" else settings.workers
        if kind != "jobs":
            needed += size_of(name, program, defaults, settings.sizes).memory_mib
    if available < needed * 2**20:
        yield Finding(
            what=f"Docker has {available // 2**20} MiB of memory; the containers may use {needed}",
            remedy="give Docker more, or lower docker.memory_mib, services.memory_mib and sizes",
        )


def disk(folder: Path) -> Iterator[Finding]:
    """Room for images and data; unknown where the engine runs in a machine of its own."""
    if not folder.is_dir():
        return
    free = shutil.disk_usage(folder).free / 2**30
    if free < DISK_GIB:
        yield Finding(
            what=f"{folder} has {free:.1f} GiB free; {DISK_GIB} are needed",
            remedy="remove what is not used: docker system prune",
        )


def ports(
    platform: LocalPlatform, own: Mapping[int, str], is_free: Callable[[int], bool]
) -> Iterator[Finding]:
    """Ports that another program has; those of this stack's own containers are not taken."""
    settings = platform.settings.docker
    wanted = settings.ports.model_dump()
    unused = {"aws"} if settings.messaging == "rabbitmq" else {"broker", "broker_console"}
    for name, port in wanted.items():
        if name not in unused and port not in own and not is_free(port):
            yield Finding(
                what=f"port {port} of 127.0.0.1 is taken by another program",
                remedy=f"stop it (lsof -i :{port}), or set docker.ports.{name} in "
                f"Pulumi.{platform.stack}.yaml",
            )


def images(
    platform: LocalPlatform, present: Callable[[str], bool], pullable: Callable[[str], bool]
) -> Iterator[Finding]:
    """Images that the engine neither has nor can pull."""
    from config.images import resolve

    settings = platform.settings
    wanted = settings.docker.images.model_dump()
    unused = "aws" if settings.docker.messaging == "rabbitmq" else "broker"
    references = {image for name, image in wanted.items() if name != unused}
    for program in platform.workload.programs().values():
        if program.build is None:
            registry = settings.docker.registry or ""
            references.add(resolve(program.image, registry, settings.images).removeprefix("/"))
    for reference in sorted(references):
        if not present(reference) and not pullable(reference):
            yield Finding(
                what=f"the image {reference} is not here and cannot be pulled",
                remedy=f"docker build --tag {reference} <its folder>, or set docker.registry, or "
                "`build:` in config/workload.yaml",
            )


def _platform(folder: Path, stack: str) -> LocalPlatform:
    try:
        platform = load(stack, local_stack.settings_of(folder, stack), folder)
    except ConfigError as error:
        raise OperationError(str(error)) from None
    if not isinstance(platform, LocalPlatform):
        raise OperationError(f"the stack {stack} does not run on Docker")
    return platform


def _own_ports(platform: LocalPlatform) -> dict[int, str]:
    project = platform.settings.tags.project
    return {
        int(port.split("->")[0]): each.name
        for each in containers.found(platform.stack, project)
        for port in each.ports.split(", ")
        if "->" in port
    }


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _present(reference: str) -> bool:
    return _succeeds("image", "inspect", reference)


def _pullable(reference: str) -> bool:
    return _succeeds("manifest", "inspect", reference)


def _succeeds(*words: str) -> bool:
    command: list[Any] = ["docker", *words]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
