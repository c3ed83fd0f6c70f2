"""The model of a difference, which is the same for the real engine and for an emulated account."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["changed", "gone", "appeared"]

NOTHING = "(nothing)"
"""Mark for a value that one side does not have."""


@dataclass(frozen=True)
class Finding:
    """One value that differs from its declaration, one resource that is gone, or one thing that
    nobody declared."""

    kind: Kind
    urn: str
    """URN of the resource. For a thing that was added to a resource it is the resource's; it is
    empty for a thing that stands alone."""
    path: str = ""
    """Path of the property, or the kind of thing that was added."""
    declared: Any = field(default=None, hash=False)
    found: Any = field(default=None, hash=False)
    """The value now, or the name of the added thing. NOTHING stands for none."""
    ids: tuple[str, ...] = ()
    """Names of the resource in AWS, its ID first."""

    @property
    def type(self) -> str:
        """The resource's type, without those of its parents."""
        return self.urn.split("::")[2].rpartition("$")[2] if self.urn else ""

    @property
    def name(self) -> str:
        """The resource's name, or that of a thing that stands alone."""
        return self.urn.split("::", 3)[3] if self.urn else str(self.found)

    @property
    def names(self) -> tuple[str, ...]:
        """Every text by which a person may name it."""
        added = (str(self.found),) if self.kind == "appeared" else ()
        return tuple(dict.fromkeys(each for each in (self.name, self.urn, *added) if each))

    def plain(self) -> dict[str, Any]:
        """Returns it for machines. null stands for no value."""
        return {
            "kind": self.kind,
            "urn": self.urn or None,
            "path": self.path,
            "declared": None if self.declared == NOTHING else self.declared,
            "found": None if self.found == NOTHING else self.found,
        }


@dataclass(frozen=True)
class LeftOut:
    """A difference that is known to be harmless or another's to decide."""

    finding: Finding
    reason: str


@dataclass(frozen=True)
class Reading:
    """Everything that was read of an environment."""

    findings: tuple[Finding, ...]
    number: int
    """Number of resources read."""
    left_out: tuple[LeftOut, ...] = ()
    unread: tuple[str, ...] = ()
    """What could not be told, one sentence each. It is no difference."""
    notes: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    """Names of declared resources by what AWS calls them."""
    known: frozenset[str] = frozenset()
    """Every name, ID and ARN that AWS gave to a declared resource, and for each policy of a role
    `role:policy` or `role/ARN`."""
    roles: Mapping[str, str] = field(default_factory=dict)
    """Names of the declared roles, by URN, whose added policies the reading does not have."""
    deployments: Mapping[str, str] = field(default_factory=dict)
    """ARNs of the declared deployments of flags, by URN, of which a refresh shows nothing new."""
    regions: tuple[str, ...] = ()
    """Regions in which the declared resources are."""
    tags: Mapping[str, str] = field(default_factory=dict)
    """Tags that the program gives to all of its resources."""
