"""An application of Copilot while it is translated."""

from dataclasses import dataclass, field
from pathlib import Path

from operations.adopt.draft import Draft


@dataclass
class Application:
    """The draft, and the environments that were named so far."""

    draft: Draft
    folder: Path
    out: Path
    names: dict[str, None] = field(default_factory=dict)
    """Names of environments, in the order of their appearance."""
