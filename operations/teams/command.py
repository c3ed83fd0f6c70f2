"""`teams`: who owns what, who may use it, and who reviews it."""

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from operations.folder import PROJECT, Folder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from operations.report import Block
    from operations.teams.holdings import Holding


def teams(
    *,
    json_: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
    write: Annotated[
        bool, typer.Option("--write", help="Write who reviews into .github/CODEOWNERS.")
    ] = False,
    folder: Folder = PROJECT,
) -> None:
    """Show what each team owns, whom it lets use that, and who reviews its file. Exit with 2 if
    .github/CODEOWNERS says otherwise."""
    from dataclasses import asdict

    from operations import outputs, workload
    from operations.errors import Ended
    from operations.plan import plan_text
    from operations.report import terminal
    from operations.teams import code_owners
    from operations.teams.holdings import holdings

    found = holdings(*workload.with_places(folder))
    before = code_owners.read(folder)
    after = code_owners.wanted(before, found)
    if write and after != before:
        file = folder / code_owners.FILE
        file.parent.mkdir(exist_ok=True)
        outputs.write(after, file)
        print(f"Wrote {code_owners.FILE}", file=sys.stderr)
    if json_:
        print(json.dumps([asdict(each) for each in found], indent=2, ensure_ascii=False))
    else:
        plan_text.show(terminal.parts(_blocks(found)), sys.stdout)
    if not write and after != before:
        print(
            f"{code_owners.FILE} does not say who reviews these files: make teams WRITE=1",
            file=sys.stderr,
        )
        raise Ended(Ended.FOUND)


def _blocks(found: "Sequence[Holding]") -> "list[Block]":
    from operations.report import Paragraph, Table

    if not found:
        return [Paragraph("There are no teams: each file of config/teams/ makes one.")]
    rows = tuple(
        (each.team, _owns(each), _shares(each), " ".join(each.owners) or "nobody", each.file)
        for each in found
    )
    return [Table(("team", "owns", "shared with", "reviewed by", "file"), rows)]


def _owns(each: "Holding") -> str:
    parts = [f"{section} {', '.join(names)}" for section, names in each.owns.items()]
    return "; ".join(parts) or "nothing"


def _shares(each: "Holding") -> str:
    parts = [f"{name}: {', '.join(teams)}" for name, teams in each.shares.items()]
    return "; ".join(parts)
