"""Ways that a plan opens against an earlier one, for the review of a change."""

from dataclasses import dataclass
from typing import Literal

from operations.reach.checks import Finding, findings
from operations.reach.graph import Graph, Path
from operations.reach.intent import Meant


@dataclass(frozen=True)
class Opened:
    """One way that is there after a change and was not before."""

    kind: Literal["newly reachable", "another way", "new place"]
    """Newly reachable: both places stood before, and no way led from one to the other. Another way:
    it asks for something else than before, such as no token, or leads to another port. New place:
    one of both is new."""
    source: str
    target: str
    path: Path

    def __str__(self) -> str:
        """Returns the way as one line."""
        return f"{self.kind}: {self.path}"


def opened(old: Graph, new: Graph) -> list[Opened]:
    """Returns the pairs of places that a change connects, and new ways between others."""
    former = _ways(old)
    found: dict[tuple[str, str, str], Opened] = {}
    for key, path in _ways(new).items():
        if key in former:
            continue
        source, target, _ = key
        kind: Literal["newly reachable", "another way", "new place"] = "newly reachable"
        if (source, target) in old.pairs:
            kind = "another way"
        elif any(name not in old.places and new.places[name].urn for name in (source, target)):
            kind = "new place"
        found.setdefault(key, Opened(kind, source, target, path))
    ranks = ("newly reachable", "another way", "new place")
    return sorted(found.values(), key=lambda each: ranks.index(each.kind))


def _ways(graph: Graph) -> dict[tuple[str, str, str], Path]:
    """Returns the ways of a graph: both ends, and what is asked for on the way."""
    return {
        (path.source, path.target, " ".join(f"{hop.place} {hop.detail}" for hop in path.hops)): path
        for name in graph.places
        for path in graph.paths_from(name)
    }


def new_findings(
    old: Graph, new: Graph, meant_before: Meant | None, meant_after: Meant | None
) -> list[Finding]:
    """Returns what is open after a change without being meant, and was not before."""
    former = set(findings(old, meant_before))
    return [each for each in findings(new, meant_after) if each not in former]
