"""A program of a workload with its kind, its name and its place in the file."""

from dataclasses import dataclass
from typing import Literal

from config.workload.programs import Program

ProgramKind = Literal["service", "worker", "job"]


@dataclass(frozen=True, slots=True)
class NamedProgram:
    """One program of the workload's file. Its key is the name, its section the kind."""

    kind: ProgramKind
    name: str
    program: Program

    @property
    def path(self) -> tuple[str, str]:
        """The program's place in the file: `("services", "orders")`."""
        return (f"{self.kind}s", self.name)

    def __str__(self) -> str:
        """Returns the place as messages write it: `services.orders`."""
        return ".".join(self.path)
