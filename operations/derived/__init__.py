"""Settings files that are derived from another environment's: what differs is edited into its
text."""

from operations.derived.edits import Edit, applied, begun_empty, edit, free_network, node
from operations.derived.file import Derived, check, shown, write
from operations.derived.zone import zone_of

__all__ = [
    "Derived",
    "Edit",
    "applied",
    "begun_empty",
    "check",
    "edit",
    "free_network",
    "node",
    "shown",
    "write",
    "zone_of",
]
