"""A server of objects, as `object_store.py` runs it; each kind of server describes itself so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi

ADMIN = "platform"
OBJECTS_PORT, CONSOLE_PORT = 9000, 9001


@dataclass(frozen=True, kw_only=True)
class ObjectServer:
    """What the container of a server is given."""

    volume: str
    """Each kind of server has a volume of its own: none reads another's files."""
    command: Sequence[str]
    health: str
    """A shell command that succeeds once it answers."""
    variables: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    files: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    has_console: bool = False
