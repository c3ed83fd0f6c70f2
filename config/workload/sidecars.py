"""Containers beside a program: an agent, a proxy, a collector; in its task, on AWS."""

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
    secret_looks,
)

OpenFiles = Annotated[int, Field(ge=1024, le=1_048_576)]
"""Of all limits of a process, Fargate takes this one alone, `nofile`.
docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Ulimit.html"""


class SidecarHealth(Section):
    """A command inside the container that tells by its exit status whether it works."""

    command: Annotated[list[str], Field(min_length=1)]
    """The program and its arguments, run without a shell: [/healthcheck]."""
    interval_seconds: Annotated[int, Field(ge=5, le=300)] = 30
    """Between two checks. Default: 30."""
    timeout_seconds: Annotated[int, Field(ge=2, le=60)] = 5
    """How long an answer may take. Default: 5."""
    retries: Annotated[int, Field(ge=1, le=10)] = 3
    """Failures in a row after which it is unhealthy. Default: 3."""
    start_seconds: Annotated[int, Field(ge=0, le=300)] = 0
    """Time in which failures do not count. Default: 0."""


class Sidecar(Section):
    """A container beside a program, which reaches it at localhost. They start and end together,
    and have the program's role and network; changing any of it replaces tasks only. On Docker it
    does not run."""

    image: Image
    """As the program's own: `agent:1.0.0`, or any image with its registry's host."""
    command: list[str] = []
    """Instead of the image's own. Default: the image's own."""
    environment: dict[VariableName, VariableValue] = {}
    """Plain values; the variables of `uses` are the program's alone. Default: none."""
    secrets: list[Name] = []
    """Secrets whose value somebody enters by hand, as uses.secrets. Default: none."""
    cpu: Annotated[int, Field(ge=2, le=32768)] | None = None
    """Its share of the task's CPU units when all are busy. Default: none of its own."""
    memory_mib: Annotated[int, Field(ge=6)] | None = None
    """Memory, in MiB of the task's, at which it is stopped. Default: as much as the task has."""
    essential: bool = True
    """Whether the task ends when this container ends. Default: true."""
    starts: Literal["beside", "before"] = "beside"
    """before: the program starts once it has started, or is healthy where it has `health`. Default:
    beside."""
    health: SidecarHealth | None = None
    """Default: none, so that it counts as healthy while it runs."""
    writable_paths: list[HealthPath] = []
    """Folders of its own to write to; the rest is read-only. Default: none."""
    shared_paths: list[HealthPath] = []
    """Those of the program's writable_paths that it sees as well, for a socket or files. Default:
    none."""
    user: ContainerUser | None = None
    """The user, and the group, by number. Default: the image's own."""
    capabilities: list[Capability] = list(KEPT)
    """The powers of root that it keeps, as the program's. Default: as the program's."""
    open_files: OpenFiles | None = None
    """How many files and connections it may have open. Default: Fargate's, 65535."""
    stop_timeout_seconds: Annotated[int, Field(ge=2, le=120)] = 30
    """Between SIGTERM and SIGKILL. Default: 30."""

    def rules(self) -> Iterator[Broken]:
        """No password in plain sight, and no folder twice."""
        for name, value in self.environment.items():
            if secret_looks.holds_secret(name, value):
                yield Broken(
                    ("environment", name),
                    secret_looks.HIDDEN,
                    "looks like a secret, which does not belong into this file; list it under "
                    "secrets and enter its value in Secrets Manager",
                )
        for path in self.writable_paths:
            if path in self.shared_paths:
                yield Broken("shared_paths", path, "is in writable_paths too; leave it in one")
