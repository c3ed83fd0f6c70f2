"""`doctor`: reports everything that would keep an environment on Docker from starting."""

from typing import Annotated

import typer

from operations.docker.stack import operation
from operations.folder import PROJECT, Folder


def doctor(
    stack: Annotated[str, typer.Option(help="A stack whose target is docker.")] = "dev",
    folder: Folder = PROJECT,
) -> None:
    """Find taken ports, missing images, and too little memory or disk before `make up` does."""
    request = operation.Request(verb="up", folder=folder.resolve(), stack=stack, options=("--yes",))
    operation.refuse(request, operation.observe(request))
    print(f"Nothing keeps {stack} from starting")
