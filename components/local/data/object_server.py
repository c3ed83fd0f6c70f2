"""The description by which `object_store.py` runs a server of objects, whichever kind it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi

ADMIN = "platform"
OBJECTS_PORT, CONSOLE_PORT = 9000, 9001


@dataclass(frozen=True, kw_only=True)
class ObjectServer:
    """The settings of the container of one kind of server."""

    volume: str
    """The volume. Each kind of server has its own, because none reads another's files."""
    command: Sequence[str]
    health: str
    """A shell command that succeeds once the server answers."""
    variables: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    files: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    has_console: bool = False
