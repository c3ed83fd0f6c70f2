"""Checks for everything that would keep an environment on Docker from starting; pure, one function
for each kind."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from config import LocalPlatform
from config.settings import InfrastructureImages, size_of
from config.values import resolve
from planning import facts, local_networks

DISK_GIB = 5
"""GiB that the images of the infrastructure take, and as much again for data and builds."""
NETWORKS = 31
"""Number of networks in Docker's own address pools: 15 in 172.17.0.0/12, 16 in 192.168.0.0/16."""
PROGRAM_MIB = 64
"""MiB that a small program takes at least, whatever its limit is."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Fault, with the remedy."""

    what: str
    remedy: str


def memory(platform: LocalPlatform, available: int) -> Iterator[Finding]:
    """Compares the engine's memory, in bytes, with the least that all containers take.

    Limits of programs count only if one alone is more than the memory, because most never reach
    theirs.
    """
    settings, mib = platform.settings, available // 2**20
    limits = _program_limits(platform)
    unused = _unused_parts(platform)
    infrastructure = settings.docker.memory_mib.model_dump()
    needed = sum(size for name, size in infrastructure.items() if name not in unused)
    more = sum(bool(key) for key in facts.caches(platform.workload))
    needed += more * settings.docker.memory_mib.cache
    needed += sum(min(limit, PROGRAM_MIB) for limit in limits.values())
    if mib < needed:
        yield Finding(
            what=f"Docker has {mib} MiB of memory; the containers need {needed} MiB at least",
            remedy="give Docker more (Docker Desktop: Settings, Resources), or lower "
            f"docker.memory_mib in Pulumi.{platform.stack}.yaml",
        )
    for name, limit in limits.items():
        if mib < limit:
            yield Finding(
                what=f"{name} may use {limit} MiB of memory, and Docker has {mib} MiB",
                remedy=f"lower memory_mib of {name} under sizes in Pulumi.{platform.stack}.yaml",
            )


def disk(free: int | None, folder: str) -> Iterator[Finding]:
    """Checks the room for images and data, in bytes. None if the engine's disk cannot be seen."""
    if free is not None and free < DISK_GIB * 2**30:
        yield Finding(
            what=f"{folder} has {free / 2**30:.1f} GiB free; Docker needs {DISK_GIB} there",
            remedy="remove what no container uses: docker system prune",
        )


def ports(platform: LocalPlatform, owner: Callable[[int], str]) -> Iterator[Finding]:
    """Yields ports that somebody else uses. `owner` returns who, or an empty text for a port that
    is free or used by this stack itself."""
    unused = _unused_parts(platform)
    for name, port in platform.settings.docker.ports.model_dump().items():
        if not {name, name.removesuffix("_console")} & unused and (taken := owner(port)):
            yield Finding(
                what=f"port {port} of 127.0.0.1, for the {name.replace('_', ' ')}, is taken by "
                f"{taken}",
                remedy=f"stop that, or set docker.ports.{name} in Pulumi.{platform.stack}.yaml",
            )


def networks(platform: LocalPlatform, others: int, *, room: int = NETWORKS) -> Iterator[Finding]:
    """Compares the networks of everybody else on the machine with the ones that this environment
    needs."""
    settings = platform.settings
    needed = len(
        local_networks.names(
            platform.workload,
            settings.docker.messaging,
            tracing=settings.tracing is not None,
        )
    )
    if others + needed > room:
        yield Finding(
            what=f"the containers need {needed} networks; Docker has {others} of others, and room "
            f"for {room}",
            remedy="remove what is unused (docker network prune), or give Docker more: "
            '"default-address-pools": [{"base": "10.200.0.0/16", "size": 24}] in its daemon.json',
        )


def images(platform: LocalPlatform, missing: Callable[[str], str]) -> Iterator[Finding]:
    """Yields images that the engine neither has nor can pull. `missing` returns the reason, or an
    empty text for an image that can be had."""
    for reference, path in references(platform).items():
        if not (reason := missing(reference)):
            continue
        own = not path.startswith("docker.images")
        yield Finding(
            what=f"the image {reference} of {path} is not here and cannot be pulled: {reason}",
            remedy=f"docker build --tag {reference} <its folder>; or name that folder in "
            f"{path}.build in config/workload.yaml; or set docker.registry, and `docker login`; or "
            "docker.stand_ins: true, to do without for now"
            if own
            else f"mend that, or set {path} in Pulumi.{platform.stack}.yaml",
        )


def references(platform: LocalPlatform) -> dict[str, str]:
    """Returns every image that is not built here, with the first key that asks for it."""
    settings, unused = platform.settings, _unused_parts(platform)
    found = {
        settings.docker.image(name): f"docker.images.{name}"
        for name in InfrastructureImages.model_fields
        if name not in unused
    }
    for each in sorted(platform.workload.programs(), key=str):
        program = each.program
        if program.build is None and not settings.docker.stand_ins:
            registry = settings.docker.registry or ""
            reference = resolve(program.image, registry, settings.images).removeprefix("/")
            found.setdefault(reference, str(each))
    return found


def builds(platform: LocalPlatform, folder: Path) -> Iterator[Finding]:
    """Yields programs that are built here from a folder or file that does not exist."""
    for each in platform.workload.programs():
        program = each.program
        if program.build is not None:
            file = Path(program.build.context) / program.build.dockerfile
            if not (folder / file).is_file():
                yield Finding(
                    what=f"{each}.build: there is no file {file}",
                    remedy="context is a folder relative to the project's, and dockerfile a file "
                    "in it: correct them in config/workload.yaml",
                )


def _unused_parts(platform: LocalPlatform) -> set[str]:
    """Returns the parts of the infrastructure that do not run, by their names in the settings."""
    workload = platform.workload
    messages = workload.queues or workload.topics
    settings = platform.settings.docker
    carrier = settings.messaging if messages else ""
    has_minio = settings.servers.objects == "minio"
    caches = facts.caches(workload)
    searches = any(each.program.uses.search_indexes for each in workload.programs())
    on_host = platform.settings.docker.on_host
    runs = {
        "services": bool(on_host),
        "aws": carrier == "aws",
        "broker": carrier == "rabbitmq",
        "cache": "" in caches,
        "caches": any(caches),
        "search": searches,
        "database": "database" in local_networks.database_parts(workload),
        "mysql": "mysql" in local_networks.database_parts(workload),
        "flags": any(each.program.uses.flags for each in workload.programs()),
        "objects": bool(workload.buckets),
        "objects_client": bool(workload.buckets) and has_minio,
        "objects_console": bool(workload.buckets) and has_minio,
        "traces": platform.settings.tracing is not None,
        "otlp": platform.settings.tracing is not None,
        "setup": bool(workload.buckets) or carrier == "rabbitmq" or settings.stand_ins,
    }
    return {name for name, does in runs.items() if not does}


def _program_limits(platform: LocalPlatform) -> dict[str, int]:
    """Returns the memory limits in MiB of the programs that run all the time, by name."""
    return {
        each.name: size_of(each, platform.settings).memory_mib
        for each in platform.workload.programs()
        if each.kind != "job"
    }
