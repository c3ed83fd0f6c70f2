"""What may differ for one program on the developer's machine."""

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
    """A program on this machine, where it is not as the workload says."""

    build: Build | None = None
    """The folder that its image is built from, instead of the workload's `build`, or of pulling
    it."""
    mounts: list[Mount] = []
    """Folders of this machine inside the container, for live reload: `../orders/src:/app/src`;
    with `:ro` the program cannot write there."""
    ports: dict[Port, Port] = {}
    """Ports of 127.0.0.1, and those of the program they lead to: `5678: 5678` for a debugger."""
    environment: dict[VariableName, VariableValue] = {}
    """Variables beside the workload's, or instead of them."""
    command: list[str] = []
    """Instead of the workload's or the image's: a server that reloads, or a debugger around it."""
    memory_mib: Annotated[int, Field(ge=16, le=65536)] | None = None
    """Instead of the size of the stack, in MiB."""
    replicas: Annotated[int, Field(ge=1, le=9)] = 1
    """Containers of it: the second is called `orders-2`. The gateway and other programs spread over
    all of them."""

    def rules(self) -> Iterator[Broken]:
        """A port of the machine leads to one container."""
        if self.replicas > 1 and self.ports:
            yield Broken("replicas", self.replicas, "must be 1 where `ports` are given")
