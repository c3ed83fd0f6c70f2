"""Resources that stand under another URN, of which the program says by `aliases` that they are the
same.

Pulumi's engine keeps such a resource. An alias of a parent counts for its children too, with the
beginning of their names if they have it from the parent.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from engine import make_urn
from operations.plan.document import Document, aliases


class Aliased(Protocol):
    """A resource that may have had other URNs."""

    @property
    def urn(self) -> str:
        """The present URN."""

    @property
    def parent(self) -> str:
        """The URN of its parent."""

    @property
    def aliases(self) -> Sequence[str]:
        """Former URNs."""


@dataclass(frozen=True)
class _Known:
    urn: str
    parent: str
    aliases: tuple[str, ...]


def of(document: Document) -> Iterator[Aliased]:
    """Yields the resources of a document with the URNs that they had."""
    former = aliases(document)
    for step in document["steps"]:
        parent = (step.get("newState") or {}).get("parent", "")
        yield _Known(step["urn"], parent, tuple(former.get(step["urn"], ())))


def applied(before: Document, registrations: Iterable[Aliased]) -> tuple[Document, dict[str, str]]:
    """Returns a document with the new URNs of renamed resources wherever the old ones stand, and
    the old URN of each new one."""
    known = {step["urn"] for step in before["steps"] if "newState" in step}
    old_urns = _old_urns(known, _aliases(registrations))
    return (_Renaming(old_urns).document(before) if old_urns else before), old_urns


def _old_urns(known: set[str], aliases: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Returns the known URN of each resource whose own is not known. Each stands for one only."""
    found: dict[str, str] = {}
    free = known - set(aliases)
    for urn, others in aliases.items():
        match = next((other for other in others if other in free), None)
        if urn not in known and match is not None:
            found[urn] = match
            free.remove(match)
    return found


def _aliases(registrations: Iterable[Aliased]) -> dict[str, tuple[str, ...]]:
    """Returns the URNs that each resource may have had, by its present one. Parents come first."""
    found: dict[str, tuple[str, ...]] = {}
    for each in registrations:
        own = list(each.aliases)
        for parent in found.get(each.parent, ()):
            own += [_below(parent, each.parent, other) for other in (each.urn, *each.aliases)]
        found[each.urn] = tuple(dict.fromkeys(urn for urn in own if urn != each.urn))
    return found


def _below(old_parent: str, parent: str, urn: str) -> str:
    """Returns the URN that a child had when its parent had another."""
    stack, project, types, name = urn.removeprefix("urn:pulumi:").split("::", 3)
    before, now = (each.split("::", 3)[3] for each in (old_parent, parent))
    return make_urn(
        stack=stack,
        project=project,
        parent=old_parent,
        type_=types.rpartition("$")[2],
        name=before + name.removeprefix(now) if name.startswith(now) else name,
    )


class _Renaming:
    """The new names in place of the old ones, wherever a document has them."""

    def __init__(self, old_urns: Mapping[str, str]) -> None:
        self._urns = {old: new for new, old in old_urns.items()}
        self._names = {_called(old): _called(new) for old, new in self._urns.items()}
        urns = "|".join(map(re.escape, self._urns))
        names = "|".join(map(re.escape, self._names))
        self._urn = re.compile(rf"({urns})(?=$|::[^:]*$)")
        self._reference = re.compile(rf"(?<=\$\{{)({names})(?=[.\[])")

    def document(self, value: Any) -> Any:
        """Returns a value of a document with the new names."""
        if isinstance(value, str):
            if value.startswith("urn:"):
                return self._urn.sub(lambda found: self._urns[found[1]], value, count=1)
            return self._reference.sub(lambda found: self._names[found[1]], value)
        if isinstance(value, Mapping):
            return {self.document(key): self.document(each) for key, each in value.items()}
        return [self.document(each) for each in value] if isinstance(value, list) else value


def _called(urn: str) -> str:
    """Returns the name by which references call a resource: `rds.Instance database`."""
    _, module, kind = urn.split("::")[2].rpartition("$")[2].split(":")
    return f"{module.split('/')[0]}.{kind} {urn.split('::', 3)[3]}"
