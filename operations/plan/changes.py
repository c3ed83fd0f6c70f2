"""Changes of resources: what `pulumi up` would do by the difference of two previews."""

from dataclasses import dataclass
from typing import Literal

from operations.plan.differences import Difference

Kind = Literal["created", "updated", "replaced", "deleted"]
_RANKS = {"deleted": 1, "replaced": 2, "updated": 3, "created": 4}


@dataclass(frozen=True)
class Change:
    """One resource that is not what it was."""

    kind: Kind
    urn: str
    differences: tuple[Difference, ...] = ()
    protected: bool = False
    """Whether Pulumi refuses to delete what is there."""
    replaced_by: tuple[str, ...] = ()
    """The inputs whose change replaces it."""
    refused: tuple[str, ...] = ()
    """AWS's reasons, where it takes the old value and the new one but not the way between them."""
    moved: bool = False
    """Whether it is made anew in another region or account, because its provider goes there."""
    because: tuple[str, ...] = ()
    """Inputs that refer to a resource that is replaced, with its name."""

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
        """The place in a list that begins with what may hurt most."""
        refused = self.protected and self.kind in ("deleted", "replaced")
        return 0 if refused or self.refused else _RANKS[self.kind]

    @property
    def is_order_only(self) -> bool:
        """Whether only the order of work differs, which AWS never sees."""
        return (
            self.kind == "updated"
            and not self.because
            and all(difference.path == "(dependencies)" for difference in self.differences)
        )


@dataclass(frozen=True)
class Comparison:
    """All that differs between two documents, the worst first."""

    changes: tuple[Change, ...]
    unchanged: int
    unreadable: int = 0
    """The number of inputs that neither document knows, and that therefore count as equal."""
