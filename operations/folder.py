"""The folder of this project, in which commands work unless they are given another."""

from pathlib import Path
from typing import Annotated

import typer

from operations.errors import OperationError

PROJECT = Path(__file__).resolve().parents[1]


def _there(folder: Path) -> Path:
    """Returns the folder. Raises OperationError if it is none: a command that found nothing there
    would say that all is well."""
    if not folder.is_dir():
        raise OperationError(f"--folder: {folder}: no such folder", remedy="name that of a project")
    return folder


Folder = Annotated[
    Path,
    typer.Option(help="The Pulumi project.", show_default="this project", callback=_there),
]
"""The option of a command that names another folder."""
