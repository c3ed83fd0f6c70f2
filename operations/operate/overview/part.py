"""One line of the screen."""

from dataclasses import dataclass, field
from typing import Any

PAGE = "docs/runbooks"


@dataclass(frozen=True, kw_only=True)
class Part:
    """A program, a store, or another thing, with its state in words."""

    section: str
    name: str
    state: str
    """The state in a word or two: steady, deploying, paused, available, dead letters."""
    detail: str = ""
    wrong: bool = False
    """True if somebody must look at it."""
    command: str = ""
    """The first command to run where it is wrong."""
    facts: dict[str, Any] = field(default_factory=dict)
    """Figures for machines."""
