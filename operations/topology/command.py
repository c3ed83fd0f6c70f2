"""`topology`: the drawing of an environment, as text, Mermaid or SVG, and of what a change does to
it."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from operations.folder import PROJECT, Folder
from operations.plan import PlanFile

if TYPE_CHECKING:
    from operations.plan import Resources
    from operations.topology.model import Detail, Picture


class Format(StrEnum):
    """The form of the drawing."""

    TEXT = "text"
    MERMAID = "mermaid"
    SVG = "svg"


class Level(StrEnum):
    """The level of detail."""

    OVERVIEW = "overview"
    SERVICES = "services"
    EVERYTHING = "everything"


def topology(
    stack: Annotated[str | None, typer.Option(help="The stack whose plan is drawn.")] = None,
    format_: Annotated[
        Format,
        typer.Option(
            "--format",
            help="Text says all that is drawn; Mermaid is drawn by GitHub and many editors.",
        ),
    ] = Format.TEXT,
    detail: Annotated[
        Level,
        typer.Option(
            help="overview: programs and data by kind. services: each of them. everything: also "
            "tasks in each zone, one-off tasks, secrets, keys and alarms' topics."
        ),
    ] = Level.OVERVIEW,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write to FILE; - is stdout.")
    ] = None,
    file: PlanFile = None,
    against: Annotated[
        str | None,
        typer.Option(
            metavar="REF",
            help="Show what is added, removed and opened since a commit or branch, or since a FILE "
            "as --document takes.",
        ),
    ] = None,
    folder: Folder = PROJECT,
) -> None:
    """Draw an environment from its plan: what stands where, and what flows between."""
    from operations import outputs
    from operations.plan import from_stack_or_file, sides

    outputs.check_writable(out)
    before = sides.resources_at(against, folder, stack) if against else None
    found = _picture(from_stack_or_file(folder, stack, file), before, detail.value)
    outputs.write(_text(found, format_), out or outputs.STDOUT)
    if format_ is Format.SVG:
        _say_notes(found)
    if against and not found.signs:
        print("Nothing in the drawing changes", file=sys.stderr)


def _say_notes(found: "Picture") -> None:
    """Says on stderr what the drawing merges and leaves out."""
    from operations.topology.forms import lines_of

    for note in lines_of(found).notes:
        print(note, file=sys.stderr)


def _picture(resources: "Resources", before: "Resources | None", detail: "Detail") -> "Picture":
    from operations.topology.pictures import change, picture

    return picture(resources, detail) if before is None else change(before, resources, detail)


def _text(found: "Picture", format_: Format) -> str:
    from operations.topology.forms import mermaid, svg, told

    match format_:
        case Format.TEXT:
            return told(found)
        case Format.MERMAID:
            return mermaid(found)
        case Format.SVG:
            return svg(found)
