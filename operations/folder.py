"""The folder of this project, in which commands work unless they are given another."""

from pathlib import Path
from typing import Annotated

import typer

PROJECT = Path(__file__).resolve().parents[1]

Folder = Annotated[Path, typer.Option(help="The Pulumi project.", show_default="this project")]
"""The option of a command that names another folder."""
