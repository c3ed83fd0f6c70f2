"""The option of a command that reads a plan from a file instead of planning."""

from pathlib import Path
from typing import Annotated

import typer

PlanFile = Annotated[
    Path | None,
    typer.Option(
        "--document",
        metavar="FILE",
        help="Read FILE instead: a document of `preview --json`, or a state by `pulumi stack "
        "export`. Lines of the workload are then unknown.",
    ),
]
