"""`cost`: what an environment costs in a month, by component, at low, expected and high usage."""

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from operations.folder import PROJECT, Folder
from operations.plan import PlanFile

if TYPE_CHECKING:
    from operations.cost.cheaper import Saving
    from operations.cost.difference import Difference
    from operations.cost.estimate import Estimate


class By(StrEnum):
    """The row of a table."""

    COMPONENT = "component"
    RESOURCE = "resource"


def cost(
    stack: Annotated[
        str | None, typer.Option(help="The stack. All of them, side by side, without it.")
    ] = None,
    file: PlanFile = None,
    json_file: Annotated[
        Path | None,
        typer.Option("--json", metavar="FILE", help="Write all lines to FILE; - is stdout."),
    ] = None,
    by: Annotated[By, typer.Option(help="Thing that a row of the table is about.")] = By.COMPONENT,
    against: Annotated[
        str | None,
        typer.Option(
            metavar="REF",
            help="Show the difference from a commit or branch, or from a FILE as --document takes.",
        ),
    ] = None,
    cheaper: Annotated[
        bool,
        typer.Option(
            "--cheaper",
            help="Plan and price other settings too, and list what they save. It takes a preview "
            "for each.",
        ),
    ] = False,
    folder: Folder = PROJECT,
) -> None:
    """Estimate what environments cost in a month, from their plans and the dated price list."""
    from operations import outputs
    from operations.cost import cost_json, cost_text, difference
    from operations.errors import OperationError
    from operations.plan import plan_text

    if against and not (stack or file):
        raise OperationError("--against compares one environment", remedy="say which: --stack prod")
    if cheaper and (not stack or file or against):
        raise OperationError(
            "--cheaper plans one environment of this project",
            remedy="say which with --stack, without --document and --against",
        )
    outputs.check_writable(json_file)
    seen = outputs.beside(json_file)
    if against:
        moved = _difference(folder, stack, file, against)
        if json_file:
            outputs.write(json.dumps(difference.as_json(moved), indent=2) + "\n", json_file)
        plan_text.show(cost_text.moved(moved), seen)
        return
    found = _estimates(folder, stack, file)
    if json_file:
        outputs.write(cost_json.text(found), json_file)
    if len(found) > 1:
        plan_text.show(cost_text.beside(found), seen)
    else:
        ((name, estimate),) = found.items()
        plan_text.show(cost_text.table(name, estimate, by), seen)
        if cheaper:
            plan_text.show(cost_text.cheaper(_savings(folder, name, estimate)), seen)


def _savings(folder: Path, stack: str, estimate: "Estimate") -> "list[Saving]":
    from engine import collector_paused
    from operations.cost.cheaper import savings

    with collector_paused():
        return list(savings(folder, stack, estimate))


def _estimates(folder: Path, stack: str | None, file: Path | None) -> "dict[str, Estimate]":
    """Returns the estimates by stack, or by the file that was read."""
    from engine import collector_paused
    from operations.cost.estimate import estimate
    from operations.cost.usage import usage_in
    from operations.plan import from_file, of_stack
    from operations.pulumi_cli import stacks_of

    found = {}
    with collector_paused():
        if file:
            resources = from_file(file, stack)
            usage = usage_in(of_stack(folder, stack)) if stack else usage_in(resources)
            return {stack or file.name: estimate(resources, usage)}
        for name in [stack] if stack else stacks_of(folder):
            found[name] = estimate(of_stack(folder, name))
    return found


def _difference(folder: Path, stack: str | None, file: Path | None, against: str) -> "Difference":
    from engine import collector_paused
    from operations.cost import difference
    from operations.plan import from_stack_or_file, sides

    with collector_paused():
        before = sides.resources_at(against, folder, stack)
        return difference.between(before, from_stack_or_file(folder, stack, file))
