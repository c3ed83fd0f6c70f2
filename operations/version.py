"""The version of Plinth in this folder. It is written in pyproject.toml and nowhere else."""

import tomllib
from pathlib import Path

from operations.folder import PROJECT


def version(project: Path = PROJECT) -> str:
    """Returns the version number, such as 0.1.0."""
    content = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))
    return str(content["project"]["version"])
