"""A container on Docker, with limits, restart, health, rotated logs and files set alike for all.

Files are copied into the container before it starts, so nothing depends on folders of the host.
Every value that the engine would report back is set, in the form in which the engine reports it, so
that a refresh finds no difference.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import pulumi
import pulumi_docker as docker

from components.local.containers.image import Image
from components.local.containers.machine import Machine
from config.values import KEPT, Capability, dropped

HOST = "127.0.0.1"
"""The only address at which ports are published, so nobody else on the developer's network reaches
them."""

_NO_NEW_PRIVILEGES = "no-new-privileges:true"
"""The option that keeps a set-user-ID file such as sudo from giving a container more rights.
Docker's provider has no limit of processes, and `nproc` would count those of a user in all
containers, so only `memory` stops a fork bomb."""


@dataclass(frozen=True, kw_only=True)
class Health:
    """A command whose exit status tells if the container can be used."""

    test: Sequence[str]
    """The command in Docker's form: `CMD` or `CMD-SHELL`, then the command."""
    timeout: str = "5s"
    retries: int = 6
    start_period: str = "30s"
    """The time after the start in which failures do not count."""


@dataclass(frozen=True, kw_only=True)
class Mount:
    """A folder of this machine inside a container."""

    source: str
    target: str
    read_only: bool = False


@dataclass(frozen=True, kw_only=True)
class ContainerSpec:
    """The description of one container."""

    kind: Literal["infrastructure", "setup", "service", "worker", "job", "migration"]
    image: Image
    networks: Sequence[pulumi.Input[str]]
    memory_mib: int
    aliases: Sequence[str] = ()
    """Names by which other containers on its networks reach it."""
    variables: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    command: Sequence[pulumi.Input[str]] = ()
    entrypoint: Sequence[str] = ()
    ports: Mapping[int, int] = field(default_factory=dict)
    """The port in the container for each port of this machine."""
    files: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """The content of each file by its path."""
    volume: tuple[pulumi.Input[str], str] | None = None
    """The name of a volume, and the path at which it is mounted."""
    mounts: Sequence[Mount] = ()
    """Folders of this machine that are mounted in the container."""
    hosts: Mapping[str, str] = field(default_factory=dict)
    """Addresses by name, besides the names of its networks."""
    writable_paths: Sequence[str] = ()
    """Folders in memory, for a container whose file system is otherwise read-only."""
    read_only: bool = False
    health: Health | None = None
    cpu_shares: int | None = None
    """The container's weight when the processor is busy; 1024 is Docker's default."""
    stop_timeout_seconds: int = 10
    user: str | None = None
    """The user that it runs as; None for the image's own."""
    capabilities: Sequence[Capability] = KEPT
    """The Linux capabilities that it keeps; the infrastructure needs the default."""
    open_files: int | None = None
    """The limit of open files; None for the engine's own."""
    work_timeout_seconds: int = 300
    """The time that a container which ends by itself may take."""

    @property
    def ends(self) -> bool:
        """True if it does its work once and ends."""
        return self.kind in ("setup", "migration")


def run(
    name: str,
    container: ContainerSpec,
    *,
    machine: Machine,
    parent: pulumi.Resource,
    depends_on: Sequence[pulumi.Resource] = (),
) -> docker.Container:
    """Creates the container, waits until it is healthy (or has ended), and returns it."""
    once = container.ends or container.kind == "job"
    return docker.Container(
        name,
        # A container that ends by itself is replaced beside the old one, under a name that Pulumi
        # makes: nothing else is deleted before it has succeeded.
        name=None if container.ends else machine.full_name(name),
        image=container.image.id,
        hostname=name[:63],
        envs=_variables(container.variables),
        command=list(container.command) or None,
        entrypoints=list(container.entrypoint) or None,
        # Docker reports this mode; without it every refresh shows a replacement.
        network_mode="bridge",
        networks_advanced=_networks(name, container),
        ports=_ports(container) or None,
        uploads=_files(container) or None,
        volumes=_volumes(container) or None,
        hosts=[{"host": name, "ip": ip} for name, ip in sorted(container.hosts.items())] or None,
        tmpfs={path: "" for path in sorted(container.writable_paths)} or None,
        read_only=container.read_only,
        user=container.user,
        capabilities=_capabilities(container),
        security_opts=[_NO_NEW_PRIVILEGES],
        ulimits=_limits(container.open_files),
        healthcheck=_health(container.health),
        wait=container.health is not None,
        wait_timeout=180,
        start=container.kind != "job",
        must_run=not once,
        attach=container.ends,
        restart="no" if once else "unless-stopped",
        memory=container.memory_mib,
        # Equal to `memory`, so that nothing is swapped, which on a developer's machine looks like a
        # hang.
        memory_swap=container.memory_mib,
        cpu_shares=container.cpu_shares,
        init=True,
        stop_timeout=container.stop_timeout_seconds,
        destroy_grace_seconds=container.stop_timeout_seconds,
        log_driver="json-file",
        log_opts={"max-file": "3", "max-size": "10m"},
        labels=_labels(name, container, machine),
        opts=_options(container, parent, depends_on),
    )


def ended_well(container: docker.Container, what: str) -> pulumi.Output[bool]:
    """Returns true when a container that ends by itself has ended with status 0; otherwise the
    update fails here.

    Docker's provider takes any end for a success. A resource that may start only afterwards must
    have this value among its inputs.
    """
    return container.exit_code.apply(lambda status: _checked(status, what))


def _checked(status: int | None, what: str) -> bool:
    if status:
        raise pulumi.RunError(
            f"{what} failed with exit status {status}; `make logs SERVICE={what}` says why, and "
            "the next `make up` runs it again"
        )
    return True


def _options(
    container: ContainerSpec, parent: pulumi.Resource, depends_on: Sequence[pulumi.Resource]
) -> pulumi.ResourceOptions:
    work = pulumi.CustomTimeouts(create=f"{container.work_timeout_seconds}s")
    return pulumi.ResourceOptions(
        parent=parent,
        # The caller names the resources that must be healthy, or must have ended, before it starts.
        depends_on=list(depends_on),
        # Its name and its ports cannot be used twice at once.
        delete_before_replace=not container.ends,
        custom_timeouts=work if container.ends else None,
    )


def _networks(
    name: str, container: ContainerSpec
) -> list[docker.ContainerNetworksAdvancedArgsDict]:
    aliases = sorted({name, *container.aliases})
    return [{"name": network, "aliases": aliases} for network in container.networks]


def _ports(container: ContainerSpec) -> list[docker.ContainerPortArgsDict]:
    return [
        {"internal": inside, "external": outside, "ip": HOST, "protocol": "tcp"}
        for outside, inside in sorted(container.ports.items())
    ]


def _files(container: ContainerSpec) -> list[docker.ContainerUploadArgsDict]:
    return [{"file": path, "content": text} for path, text in sorted(container.files.items())]


def _variables(values: Mapping[str, pulumi.Input[str]]) -> list[pulumi.Output[str]]:
    return [pulumi.Output.concat(name, "=", values[name]) for name in sorted(values)]


def _volumes(container: ContainerSpec) -> list[docker.ContainerVolumeArgsDict]:
    found: list[docker.ContainerVolumeArgsDict] = [
        {
            "host_path": mount.source,
            "container_path": mount.target,
            "read_only": mount.read_only,
        }
        for mount in container.mounts
    ]
    if container.volume is not None:
        name, path = container.volume
        found.append({"volume_name": name, "container_path": path})
    return found


def _capabilities(container: ContainerSpec) -> docker.ContainerCapabilitiesArgsDict | None:
    # The engine reports the names with this prefix, even if it got them without.
    names = [name if name == "ALL" else f"CAP_{name}" for name in dropped(container.capabilities)]
    return {"drops": names} if names else None


def _limits(open_files: int | None) -> list[docker.ContainerUlimitArgsDict] | None:
    if open_files is None:
        return None
    return [{"name": "nofile", "soft": open_files, "hard": open_files}]


def _health(health: Health | None) -> docker.ContainerHealthcheckArgsDict | None:
    if health is None:
        return None
    return {
        "tests": list(health.test),
        "interval": "10s",
        "timeout": health.timeout,
        "retries": health.retries,
        "start_period": health.start_period,
    }


def _labels(
    name: str, container: ContainerSpec, machine: Machine
) -> list[docker.ContainerLabelArgsDict]:
    labels = {
        "plinth.image": container.image.reference,
        "plinth.kind": container.kind,
        "plinth.name": name,
        **machine.labels,
    }
    if container.user:
        # Docker's provider takes a missing user for no change. Without this label, a user that is
        # removed from the settings would stay.
        labels["plinth.user"] = container.user
    return [{"label": label, "value": value} for label, value in sorted(labels.items())]
