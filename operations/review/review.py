"""`review`: what a change does to every environment, graded by its consequences, offline."""

import json
import sys
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from operations import outputs
from operations.errors import Ended, OperationError
from operations.folder import PROJECT, Folder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from config.decisions import Grants
    from operations.plan import Side
    from operations.review.report import Environment, Report
    from policies import waivers


MARK = "<!-- plinth review -->"
"""The first line of the comment, by which a workflow finds its own."""


def review(
    base: Annotated[
        str, typer.Option(metavar="REF", help="The branch or commit to compare with.")
    ] = "origin/main",
    stack: Annotated[
        list[str] | None,
        typer.Option(help="Only this stack; can be given again. All of them without it."),
    ] = None,
    markdown: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the comment of a pull request to FILE."),
    ] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write the report to FILE.")
    ] = None,
    engine: Annotated[
        list[str] | None,
        typer.Option(
            metavar="STACK=FILE",
            help="Judge the plan of `pulumi preview --json` for a stack as well, and say what "
            "differs from the offline plan; can be given again.",
        ),
    ] = None,
    folder: Folder = PROJECT,
) -> None:
    """Grade what this change does to each environment: data loss, downtime, addresses, rights.

    Ends with status 0 if nothing needs a grant, 2 for a hazard that nobody granted in
    config/grants.yaml, and 1 if it cannot be told.
    """
    from config import ConfigError
    from config.decisions import read
    from operations.plan import plan_text
    from operations.policy import read_waivers
    from operations.report import markdown as md
    from operations.review import blocks, report, review_text
    from wording import counted

    outputs.check_writable(markdown, json_file)
    start = time.monotonic()
    try:
        grants = read(folder, date.today())
    except ConfigError as error:
        raise OperationError(str(error)) from None
    accepted = read_waivers(folder)
    found = _reviewed(folder, base, stack or [], grants, accepted, _engine_files(engine or []))
    if json_file:
        outputs.write(json.dumps(report.as_json(found), indent=2) + "\n", json_file)
    if markdown:
        text = md.render(blocks.blocks(found), head=MARK, whole="make review")
        outputs.write(text, markdown)
    seen = outputs.beside(markdown, json_file)
    plan_text.show(review_text.parts(blocks.blocks(found)), seen)
    seconds = time.monotonic() - start
    count = counted(len(found.environments), "environment")
    print(f"reviewed {count} in {seconds:.1f} s", file=sys.stderr)
    if found.status:
        raise Ended(found.status)


def _engine_files(given: list[str]) -> dict[str, Path]:
    found = {}
    for each in given:
        stack, separator, file = each.partition("=")
        if not separator or not file:
            raise OperationError(
                f"--engine {each}: names no file",
                remedy="give it as STACK=FILE, such as --engine prod=prod.json",
            )
        found[stack] = Path(file)
    return found


def _reviewed(
    folder: Path,
    base: str,
    wanted: list[str],
    grants: "Grants",
    accepted: "Sequence[waivers.Waiver]",
    engine: dict[str, Path],
) -> "Report":
    from operations.plan import sides
    from operations.pulumi_cli import stacks_of
    from operations.review.report import Report

    here = stacks_of(folder)
    with sides.base_of(folder, base) as before:
        there = stacks_of(before)
        stacks = sorted({*here, *there})
        if unknown := [each for each in wanted if each not in stacks]:
            raise OperationError(
                f"there is no stack {unknown[0]}", remedy=f"the stacks are {', '.join(stacks)}"
            )
        stacks = wanted or stacks
        print(f"previewing {', '.join(stacks)} at {base} and here ...", file=sys.stderr, flush=True)
        both = sides.previewed(
            (before, folder),
            ([s for s in stacks if s in there], [s for s in stacks if s in here]),
        )
        environments = tuple(
            _environment(each, both, grants, accepted, engine.get(each)) for each in stacks
        )
    used = {id(grant) for each in environments for grant in each.grants.values()}
    unused = tuple(
        f"{grant.resource} ({grant.owner}, until {grant.until})"
        for grant in grants.grants
        if id(grant) not in used
    )
    return Report(base, environments, unused)


def _environment(
    stack: str,
    both: tuple["Side", "Side"],
    grants: "Grants",
    accepted: "Sequence[waivers.Waiver]",
    engine_file: Path | None,
) -> "Environment":
    from operations.review import judged
    from operations.review.report import Environment

    before, after = both
    for side, words in ((after, "as it is here"), (before, "before the change")):
        if problem := side.problems.get(stack):
            return Environment(stack, problem=f"{words}: {problem}")
    return judged.environment(
        stack,
        before.documents.get(stack),
        after.documents.get(stack),
        grants,
        folders=(before.folder, after.folder),
        accepted=accepted,
        engine_file=engine_file,
    )
