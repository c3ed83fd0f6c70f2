"""Arguments of Plinth's resources to which this team gives other values. docs/own.md shows how."""

from collections.abc import Sequence

from extension import Override

OVERRIDES: Sequence[Override] = []
