"""`rights`: who may do what in an environment, why, and by which policy."""

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from operations.folder import PROJECT, Folder
from operations.plan import PlanFile

if TYPE_CHECKING:
    from operations.rights.roles import Role


def rights(
    program: Annotated[
        str | None,
        typer.Argument(metavar="PROGRAM", help="A program or role.", show_default="all"),
    ] = None,
    stack: Annotated[str | None, typer.Option(help="The stack whose plan is read.")] = None,
    file: PlanFile = None,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    folder: Folder = PROJECT,
) -> None:
    """Show the rights of programs, each with the line that asks for it; status 2 if a wildcard has
    no reason."""
    from operations.errors import Ended
    from operations.plan import from_stack_or_file, plan_text
    from operations.pulumi_cli import cloud_platform
    from operations.rights import rights_text
    from operations.rights.causes import Causes
    from operations.rights.roles import of_resources, roles

    if stack:
        cloud_platform(folder, stack)
    resources = from_stack_or_file(folder, stack, file)
    found = roles(resources, Causes(resources, None if file else folder))
    policies = of_resources(resources)
    if program is not None:
        found = _chosen(found, program)
        named = _named_by(found)
        policies = [role for role in policies if f"{role.owner}." in named]
    if json_:
        print(json.dumps(rights_text.as_json(found, policies), indent=2))
    else:
        plan_text.show(rights_text.listed([*found, *policies]), sys.stdout)
    if any(
        not reason
        for role in (*found, *policies)
        for right in role.rights
        for reason in right.wildcards.values()
    ):
        raise Ended(Ended.FOUND)


def _chosen(found: "list[Role]", program: str) -> "list[Role]":
    """Returns the roles of a program, or the one of this name."""
    from config.values import closest
    from operations.errors import OperationError

    chosen = [role for role in found if program in (role.program, role.owner.name)]
    if not chosen:
        names = {name for role in found for name in (role.program, role.owner.name)}
        raise OperationError(
            f"there is no program or role called {program}{closest(program, names)}",
            remedy="`rights` without a name lists all",
        )
    return chosen


def _named_by(found: "list[Role]") -> str:
    """Returns everything that roles and their rights name, as one text to look resources up in:
    `${s3.Bucket uploads.arn}`."""
    texts = [f"{role.owner}." for role in found]
    for role in found:
        for right in role.rights:
            texts += right.grant.statement.resources.patterns
    return "\n".join(texts)
