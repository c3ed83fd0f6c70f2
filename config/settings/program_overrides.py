"""Settings by which one program differs on a developer's machine."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from config.values import Broken, Matching, Port, Section, VariableName, VariableValue
from config.workload import Build

Mount = Annotated[
    str,
    Matching(
        r"[^:]+:/[^:]*(:ro)?",
        "a folder relative to the project's, and where the program sees it, such as "
        "../orders/src:/app/src or ./data:/data:ro",
    ),
    Field(max_length=500),
]


class ProgramOverrides(Section):
    """Differences between one program on this machine and the same program in the workload."""

    build: Build | None = None
    """Build instructions for the program's image. They replace the workload's `build`, or the pull
    of an image that has none. Absent: as the workload says."""
    mounts: Annotated[list[Mount], Field(examples=[["../orders/src:/app/src"]])] = []
    """Folders of this machine that the container sees, for live reload, each as `folder:path`,
    where the folder is relative to the project. With `:ro` at the end the program cannot write
    there."""
    ports: Annotated[dict[Port, Port], Field(examples=[{5678: 5678}])] = {}
    """Further ports of 127.0.0.1 that lead to ports of the program, such as `5678: 5678` for a
    debugger."""
    environment: Annotated[
        dict[VariableName, VariableValue], Field(examples=[{"LOG_LEVEL": "debug"}])
    ] = {}
    """Environment variables that are added to the workload's, or replace those of the same name."""
    command: Annotated[list[str], Field(examples=[["uvicorn", "orders:app", "--reload"]])] = []
    """Command that runs instead of the workload's or the image's own, such as a server that
    reloads, or a debugger around the program. Empty: no change."""
    memory_mib: Annotated[int, Field(ge=16, le=65536, examples=[1024])] | None = None
    """Memory limit of the container, in MiB. Absent: the size that this stack gives the program."""
    replicas: Annotated[int, Field(ge=1, le=9, examples=[2])] = 1
    """Number of containers that run the program. The second is called `orders-2`. The gateway and
    other programs spread their requests over all of them."""

    def rules(self) -> Iterator[Broken]:
        """Checks that replicas share no port of the machine: a port leads to one container."""
        if self.replicas > 1 and self.ports:
            yield Broken("replicas", self.replicas, "must be 1 where `ports` are given")
