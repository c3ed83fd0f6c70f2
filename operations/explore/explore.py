"""`explore`: an environment as one HTML page, to be opened in a browser without a server."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from operations.folder import PROJECT, Folder
from operations.plan import PlanFile

if TYPE_CHECKING:
    from operations.explore.model import Source


def explore(
    stack: Annotated[str | None, typer.Option(help="The stack whose plan is shown.")] = None,
    file: PlanFile = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The page.", show_default="explore-STACK.html"),
    ] = None,
    folder: Folder = PROJECT,
) -> None:
    """Write an environment as one HTML page: resources, rights, ways, cost, alarms, loss of a
    zone."""
    from operations import outputs
    from operations.explore.drawn import drawn
    from operations.explore.model import model
    from operations.explore.page import page

    target = out or Path(f"explore-{stack or (file.stem if file else '')}.html")
    outputs.check_writable(target)
    source = _source(stack, file, folder)
    text = page(model(source), drawn(source.resources))
    outputs.write(text, target)
    size = len(text.encode()) / 1e6
    print(f"{target}: {source.said}, {size:.1f} MB; open it in a browser", file=sys.stderr)


def _source(stack: str | None, file: Path | None, folder: Path) -> "Source":
    from operations.errors import OperationError
    from operations.explore.model import Source
    from operations.plan import from_file, preview

    if file is not None:
        given = from_file(file, stack)
        return Source(document=given.document, said=f"the file {file.name}", folder=None)
    if stack is None:
        raise OperationError("the stack is missing", remedy="say which: --stack prod")
    content = preview.readable_document_of(folder, stack)
    return Source(document=content, said=f"the plan of {stack}", folder=folder)
