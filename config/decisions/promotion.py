"""`config/promote.yaml`: keys in which environments are meant to differ, each with the reason.

The file is the team's. Without it, a promotion tells every difference and calls none a mistake.
"""

from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated

from pydantic import Field

from config.decisions.team_file import read_file
from config.values import Section

FILE = "config/promote.yaml"


class Promotion(Section):
    """The whole file."""

    expected: Annotated[
        dict[str, Annotated[str, Field(min_length=3, max_length=500)]],
        Field(examples=[{"database.*": "production is bigger"}]),
    ]
    """Reasons why environments differ, by key of the stack file. `*` stands for any text."""

    def reason(self, key: str) -> str | None:
        """Returns why a key is meant to differ. None if nobody said so."""
        return next(
            (why for pattern, why in self.expected.items() if fnmatchcase(key, pattern)), None
        )


def read_promotion(folder: Path) -> Promotion | None:
    """Reads the file of a project. None if there is none. Raises ConfigError for every mistake in
    it."""
    given = read_file(folder / FILE, Promotion, FILE)
    return given[0] if given else None
