"""Knowledge that grows while Compose files are translated."""

from dataclasses import dataclass, field
from pathlib import Path

from operations.adopt.compose.known import Known
from operations.adopt.draft import Draft
from operations.adopt.ledger import Node, Source


@dataclass
class Scene:
    """The draft, and the services of the file, sorted."""

    draft: Draft
    source: Source
    folder: Path
    out: Path
    programs: dict[str, Node] = field(default_factory=dict)
    data: dict[str, Known] = field(default_factory=dict)
    databases: dict[str, str] = field(default_factory=dict)
    """Database of the workload, by the service that ran its server."""
    mentions: dict[str, list[tuple[Node, str, str]]] = field(default_factory=dict)
    """Variables that name another service: node, name and value, by program."""

    def of_kind(self, kind: str) -> list[str]:
        """Returns the services that are of a kind of data."""
        return [name for name, known in self.data.items() if known.kind == kind]
