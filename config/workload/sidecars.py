"""Containers beside a program, in the same task, on AWS: an agent, a proxy, a collector."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from config.values import (
    KEPT,
    Broken,
    Capability,
    ContainerUser,
    HealthPath,
    Image,
    Name,
    Section,
    VariableName,
    VariableValue,
)

OpenFiles = Annotated[int, Field(ge=1024, le=1_048_576, examples=[65536])]
"""Number of open files, which is the limit `nofile`. Fargate accepts no other limit of a process.
Source: docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Ulimit.html"""


class SidecarHealth(Section):
    """Health check of a sidecar: a command inside the container that tells by its exit status
    whether the container works."""

    command: Annotated[list[str], Field(min_length=1, examples=[["/healthcheck"]])]
    """Program and arguments of the check, run without a shell."""
    interval_seconds: Annotated[int, Field(ge=5, le=300, examples=[30])] = 30
    """Seconds between two checks. Default: 30."""
    timeout_seconds: Annotated[int, Field(ge=2, le=60, examples=[5])] = 5
    """Seconds that one check may take. Default: 5."""
    retries: Annotated[int, Field(ge=1, le=10, examples=[3])] = 3
    """Number of failures in a row after which the container is unhealthy. Default: 3."""
    start_seconds: Annotated[int, Field(ge=0, le=300, examples=[60])] = 0
    """Seconds after the start in which failures do not count. Default: 0."""


class Sidecar(Section):
    """Container beside a program, which reaches it at localhost. Both start and end together, and
    the sidecar has the program's role and network. A change of any key replaces tasks only. On
    Docker it does not run."""

    image: Image
    """Image of the container, written as the program's own: `agent:1.0.0`, or any image with its
    registry's host."""
    command: Annotated[list[str], Field(examples=[["--config", "/etc/agent.yaml"]])] = []
    """Command that replaces the image's own, as a list of words. Default: the image's own."""
    environment: dict[VariableName, VariableValue] = {}
    """Environment variables with plain values. The variables of `uses` are for the program alone.
    Default: none."""
    secrets: Annotated[list[Name], Field(examples=[["agent-key"]])] = []
    """Secrets whose value somebody enters by hand, as in `uses.secrets`. Default: none."""
    cpu: Annotated[int, Field(ge=2, le=32768, examples=[128])] | None = None
    """Share of the task's CPU units that the container gets when all are busy. Default: none of its
    own."""
    memory_mib: Annotated[int, Field(ge=6, examples=[256])] | None = None
    """Memory of the task in MiB at which the container is stopped. Default: as much as the task
    has."""
    essential: bool = True
    """Switch by which the task ends when this container ends. Default: true."""
    starts: Literal["beside", "before"] = "beside"
    """Order of the start. before: the program starts after this container has started, or is
    healthy if it has `health`. beside: both start together. Default: beside."""
    health: SidecarHealth | None = None
    """Health check of the container. Default: none, so it counts as healthy while it runs."""
    writable_paths: list[HealthPath] = []
    """Folders to which only this container may write. The rest of its file system is read-only.
    Default: none."""
    shared_paths: Annotated[list[HealthPath], Field(examples=[["/run/app"]])] = []
    """Folders of the program's `writable_paths` that this container sees as well, for a socket or
    files. Default: none."""
    user: ContainerUser | None = None
    """User, or user and group, as which the container runs, by number. Default: the image's own."""
    capabilities: list[Capability] = list(KEPT)
    """Linux capabilities (parts of root's power) that the container keeps. Default: those of a
    program."""
    open_files: OpenFiles | None = None
    """Number of files and connections that the container may have open. Default: Fargate's,
    65535."""
    stop_timeout_seconds: Annotated[int, Field(ge=2, le=120, examples=[60])] = 30
    """Seconds between SIGTERM and SIGKILL. Default: 30."""

    def rules(self) -> Iterator[Broken]:
        """Checks that no folder is named twice."""
        for path in self.writable_paths:
            if path in self.shared_paths:
                yield Broken("shared_paths", path, "is in writable_paths too; leave it in one")
