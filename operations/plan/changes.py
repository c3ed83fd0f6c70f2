"""Changes of resources that `pulumi up` would make, by the difference of two previews."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from operations.plan.differences import Difference

Kind = Literal["created", "updated", "replaced", "deleted"]
_RANKS = {"deleted": 1, "replaced": 2, "updated": 3, "created": 4}


@dataclass(frozen=True)
class Change:
    """One resource that differs from before."""

    kind: Kind
    urn: str
    differences: tuple[Difference, ...] = ()
    protected: bool = False
    """True if Pulumi refuses to delete the existing resource."""
    replaced_by: tuple[str, ...] = ()
    """Inputs whose change replaces the resource."""
    refused: tuple[str, ...] = ()
    """Reasons of AWS against this change, if it accepts the old value and the new one but not the
    step between them."""
    moved: bool = False
    """True if it is created again in another region or account, because its provider moves
    there."""
    because: tuple[str, ...] = ()
    """Inputs that refer to a replaced resource, with its name."""

    @property
    def type(self) -> str:
        """The resource's type, without those of its parents."""
        return self.urn.split("::")[2].rpartition("$")[2]

    @property
    def name(self) -> str:
        """The resource's name."""
        return self.urn.split("::", 3)[3]

    @property
    def rank(self) -> int:
        """The place in a list that begins with the most dangerous changes."""
        refused = self.protected and self.kind in ("deleted", "replaced")
        return 0 if refused or self.refused else _RANKS[self.kind]

    @property
    def is_order_only(self) -> bool:
        """True if only the order of work differs, which AWS never sees."""
        return (
            self.kind == "updated"
            and not self.because
            and all(difference.path == "(dependencies)" for difference in self.differences)
        )


@dataclass(frozen=True)
class Comparison:
    """Differences between two documents, with the most dangerous first."""

    changes: tuple[Change, ...]
    unchanged: int
    unreadable: int = 0
    """Number of inputs that neither document knows, and that therefore count as equal."""
    encrypted: int = 0
    """The number of inputs that the state encrypts, and that therefore count as equal."""
    before: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, repr=False)
    """Resources of the older document, by URN."""
    after: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, repr=False)
    """Resources of the newer document, by URN."""
