"""`existing`: what the settings name instead of letting Plinth make it, and what it must be."""

import json
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING, Annotated

import typer

from operations import accounts, outputs
from operations.errors import Ended
from operations.folder import PROJECT
from operations.sites import options

if TYPE_CHECKING:
    from typing import TextIO

    from operations.existing.live import Clients
    from operations.existing.wanted import Wanted


def existing(
    stack: options.Stack,
    live: Annotated[
        bool, typer.Option("--live", help="Ask AWS whether each is what it must be.")
    ] = False,
    json_: options.Json = None,
    folder: options.Folder = PROJECT,
) -> None:
    """Say what exists already, and what it must be; status 2 if AWS says that something is not."""
    outputs.check_writable(json_)
    things, found = told(folder.resolve(), stack, accounts.client if live else None)
    if json_ is not None:
        content = {
            "stack": stack,
            "asked": live,
            "things": [
                {
                    "id": each.id,
                    "kind": each.kind,
                    "use": each.use,
                    "region": each.region,
                    "needs": [*each.needs],
                    "policy": each.policy or None,
                    "owner": [*each.owner],
                    "problems": [problem for thing, problem in found if thing is each],
                }
                for each in things
            ],
        }
        outputs.write(json.dumps(content, indent=2) + "\n", json_)
    _show(stack, things, found, asked=live, file=outputs.beside(json_))
    if found:
        raise Ended(Ended.FOUND)


def told(
    folder: Path, stack: str, client: "Clients | None"
) -> "tuple[list[Wanted], list[tuple[Wanted, str]]]":
    """Returns what a stack needs of what exists, and what a client of AWS finds to be wrong with
    it. Nothing is asked without one."""
    from operations.existing.live import problems
    from operations.existing.wanted import wanted
    from operations.plan import of_stack
    from operations.pulumi_cli import cloud_platform

    things = list(wanted(cloud_platform(folder, stack), of_stack(folder, stack)))
    return things, list(problems(things, client)) if client else []


def _show(
    stack: str,
    things: "list[Wanted]",
    found: "list[tuple[Wanted, str]]",
    *,
    asked: bool,
    file: "TextIO",
) -> None:
    for each in things:
        print(f"{each.id}\n  {each.use}, in {each.region}", file=file)
        for need in each.needs:
            print(f"  must      {need}", file=file)
        if each.policy:
            print(indent(json.dumps(each.policy, indent=2), " " * 12), file=file)
        for other in each.owner:
            print(f"  owner's   {other}", file=file)
        for thing, problem in found:
            if thing is each:
                print(f"  WRONG     {problem}", file=file)
    if not things:
        print(f"{stack}: its settings name nothing under `existing`", file=file)
    elif asked and not found:
        print(f"{stack}: AWS has each of them as it must be", file=file)
