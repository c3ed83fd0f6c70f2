"""An edit that people make, and all that it changes at AWS.

Edits of one group are made together, to build fewer environments: they do not meet in a property.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.stacks.example import Paths


@dataclass(frozen=True)
class Edit:
    """Keys of the two files with new values, and the lines of `changes.py` that follow."""

    settings: Paths = field(default_factory=dict)
    workload: Paths = field(default_factory=dict)
    lines: str = ""
    """`*` stands for any text. What holds data and is deleted is named without it."""
    back: str = ""
    """The lines of the edit taken back; empty where nobody asks."""
    start: Paths = field(default_factory=dict)
    """Settings that were made before; the same for all edits of a group."""


Group = Mapping[str, Edit]


def patterns(lines: str) -> list[str]:
    """The lines of an edit, one by one."""
    return [line.strip() for line in lines.splitlines() if line.strip()]
