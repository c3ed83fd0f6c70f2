"""`policies`: what a stack's plan, or what stands in its account, breaks of the rules."""

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from operations.folder import PROJECT, Folder

if TYPE_CHECKING:
    from policies import waivers


def policies(
    stack: Annotated[str, typer.Argument(help="The stack: one of the Pulumi.<stack>.yaml files.")],
    json_file: Annotated[
        str | None,
        typer.Option("--json", metavar="FILE", help="Write the result to FILE; - is stdout."),
    ] = None,
    document: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Judge FILE instead of a preview: a document, by --json or by the Pulumi CLI, or "
            "what stands there, by `pulumi stack export`.",
        ),
    ] = None,
    folder: Folder = PROJECT,
) -> None:
    """Show what breaks a policy, offline. Exit with 2 if anything does, and with 1 if nobody can
    tell."""
    import policies as pack
    from operations import outputs
    from operations.errors import Ended
    from operations.plan import document as documents
    from operations.plan import plan_text
    from operations.policy import policy_text

    to_stdout = json_file == "-"
    if json_file and not to_stdout:
        outputs.check_writable(Path(json_file))
    accepted = read_waivers(folder)
    judged = pack.judge_document(_read(document, stack) if document else _planned(folder, stack))
    found = pack.waivers.apply(judged.violations, accepted)
    content = {
        "stack": stack,
        "violations": [each.as_json() for each in found.open],
        "waived": [each.as_json() for each in found.waived],
        "notKnown": judged.not_known,
    }
    if to_stdout:
        print(json.dumps(content, indent=4, ensure_ascii=False))
    elif json_file:
        documents.write(content, Path(json_file))
    for waiver in found.idle:
        print(
            f"warning: {waiver.place}: nothing breaks {waiver.policy} on {waiver.resource}; "
            "remove the waiver",
            file=sys.stderr,
        )
    plan_text.show(
        policy_text.report(stack, judged, found), sys.stderr if to_stdout else sys.stdout
    )
    if found.open:
        raise Ended(Ended.FOUND)


def read_waivers(folder: Path) -> "tuple[waivers.Waiver, ...]":
    """Returns the waivers of a project. Raises OperationError with every mistake in their file."""
    from operations.errors import OperationError
    from policies import waivers

    try:
        return waivers.read(folder, date.today())
    except waivers.WaiverError as error:
        if len(error.problems) == 1:
            raise OperationError(str(error)) from None
        lines = "\n".join(f"  {problem}" for problem in error.problems)
        raise OperationError(f"{len(error.problems)} problems in the waivers\n{lines}") from None


def _read(file: Path, stack: str) -> dict[str, Any]:
    from operations.errors import OperationError
    from operations.plan import document

    found = document.read(file)
    document.check_whole(found, file=file)
    others = {step["urn"].split("::")[0].rpartition(":")[2] for step in found["steps"]} - {stack}
    if others:
        raise OperationError(f"is of {' and '.join(sorted(others))}, not of {stack}", file=file)
    return found


def _planned(folder: Path, stack: str) -> dict[str, Any]:
    """Returns the document of a run whose outputs are references, so that nothing is unknown."""
    from engine import ProgramError
    from operations.errors import OperationError
    from operations.plan import document, preview

    try:
        return document.build(preview.run_for_references(folder, stack))
    except ProgramError as error:
        raise OperationError(str(error)) from None
