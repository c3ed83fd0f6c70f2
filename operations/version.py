"""The version of Plinth that this folder holds: pyproject.toml's, which is written nowhere else."""

import tomllib
from pathlib import Path

from operations.folder import PROJECT


def version(project: Path = PROJECT) -> str:
    """The version number, such as 0.1.0."""
    content = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))
    return str(content["project"]["version"])
