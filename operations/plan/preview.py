"""`preview`: the resources that the program would create, without AWS, the Pulumi CLI or a
network."""

import contextlib
import io
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from operations.errors import OperationError
from operations.folder import PROJECT, Folder

if TYPE_CHECKING:
    from engine import Backend, Outcome
    from operations.plan.changes import Comparison
    from operations.plan.document import Document


def preview(
    stack: Annotated[str, typer.Argument(help="The stack: one of the Pulumi.<stack>.yaml files.")],
    json_file: Annotated[
        str | None,
        typer.Option(
            "--json",
            metavar="FILE",
            help="Write the document of `pulumi preview --json` to FILE; - is stdout.",
        ),
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Show what differs from FILE: a document, by --json or by the Pulumi CLI, or what "
            "stands there, by `pulumi stack export`.",
        ),
    ] = None,
    shown: Annotated[
        str | None,
        typer.Option(
            "--show",
            metavar="NAME",
            help="Show all inputs and policies of the resources with this name, or of one URN.",
        ),
    ] = None,
    folder: Folder = PROJECT,
) -> None:
    """Show the resources that the program would create, their number, and the outputs, offline."""
    from engine import collector_paused

    # What the runs leave behind is needed to the end.
    with collector_paused():
        _preview(stack, json_file, against, shown, folder)


def _preview(
    stack: str, json_file: str | None, against: Path | None, shown: str | None, folder: Path
) -> None:
    from operations import outputs
    from operations.plan import document, plan_text, renames
    from operations.plan.compare import compare
    from operations.plan.guests import warning

    found: Comparison | None = None

    before = document.read(against) if against else None
    to_stdout = json_file == "-"
    if json_file and not to_stdout:
        outputs.check_writable(Path(json_file))
    outcome = _run(folder, stack)
    written = document.build(outcome)
    renamed: dict[str, str] = {}
    if before is not None:
        before, renamed = renames.applied(before, outcome.registrations)
    standing = beside_what_stands(folder, stack, before) if before is not None else None
    if json_file or shown or (before is not None and standing is None):
        written = document.add_references(written, run_for_references(folder, stack))
    if json_file and not to_stdout:
        document.write(written, Path(json_file))
    parts = plan_text.plan(outcome)
    if shown:
        parts = plan_text.inputs(written, shown)
    if before is not None:
        found = compare(before, standing or written, before_file=str(against))
        parts = plan_text.comparison(found, renamed)
    if to_stdout:
        sys.stdout.write(document.text(written))
        if before is not None:
            plan_text.show(parts, sys.stderr)
    else:
        plan_text.show(parts, sys.stdout)
    if said := warning(stack, folder, found):
        print(said, file=sys.stderr)
    print(f"{stack}: {plan_text.totals(outcome)}", file=sys.stderr)


def documents(
    stacks: Annotated[list[str], typer.Argument(help="The stacks, run one after another.")],
    readable: Annotated[
        bool,
        typer.Option(
            "--readable",
            help="With references as the values that are not known yet. It takes half the time.",
        ),
    ] = False,
    folder: Folder = PROJECT,
) -> None:
    """Print the documents of several stacks, with references, as one JSON object by stack."""
    found, failed = {}, None
    for stack in stacks:
        try:
            found[stack] = (readable_document_of if readable else document_of)(folder, stack)
        except OperationError as error:
            failed = error
            print(f"error: {stack}: {error}", file=sys.stderr)
    print(json.dumps(found, ensure_ascii=False))
    if failed:
        raise typer.Exit(1)


def document_of(folder: Path, stack: str) -> "Document":
    """Returns the document of a stack, with references.

    A second stack in the same process takes a third of the first one's time, because the SDKs are
    imported already. Another checkout needs a process of its own: its modules have the same names.
    """
    from engine import collector_paused
    from operations.plan import document

    with collector_paused():
        written = document.build(_run(folder, stack))
        return document.add_references(written, run_for_references(folder, stack))


def readable_document_of(folder: Path, stack: str) -> "Document":
    """Returns the document of a stack with references as the values that are not known yet."""
    from engine import ProgramError, collector_paused
    from operations.plan import document

    with collector_paused():
        try:
            outcome = run_for_references(folder, stack)
        except ProgramError as error:
            raise OperationError(str(error)) from None
        return document.add_references(document.build(outcome), outcome)


def run_for_references(folder: Path, stack: str) -> "Outcome":
    """Returns the outcome of a silent run whose outputs are references."""
    from backends import SymbolicBackend

    return _run_in_silence(folder, stack, SymbolicBackend())


def beside_what_stands(folder: Path, stack: str, before: "Document") -> "Document | None":
    """Returns the document of a run whose outputs are those of the state; None if `before` is no
    state."""
    from backends import StandingBackend
    from operations.plan import document, standing

    outputs = standing.outputs(before)
    if outputs is None:
        return None
    return document.build(_run_in_silence(folder, stack, StandingBackend(outputs)))


def _run_in_silence(folder: Path, stack: str, backend: "Backend") -> "Outcome":
    from engine import run

    # The first run has printed its messages already.
    with contextlib.redirect_stdout(io.StringIO()):
        return run(folder, stack, backend)


def _run(folder: Path, stack: str) -> "Outcome":
    from backends import PlanBackend
    from engine import ProgramError, run

    try:
        # Output of the program goes to stderr, because stdout is for the plan.
        with contextlib.redirect_stdout(sys.stderr):
            outcome = run(folder, stack, PlanBackend())
    except ProgramError as error:
        raise OperationError(str(error)) from None
    for diagnostic in outcome.diagnostics:
        print(f"{diagnostic.severity}: {diagnostic.message}", file=sys.stderr)
    return outcome
