"""`drift`: what of an emulated environment is no longer as it was declared."""

import sys
from pathlib import Path
from typing import Annotated

import typer


def drift(
    state: Annotated[
        Path, typer.Argument(help="The document that `emulate --json` wrote.", metavar="FILE")
    ],
    endpoint: Annotated[
        str, typer.Option(help="Where `emulate --keep` serves the account.", metavar="URL")
    ],
    json_file: Annotated[
        Path | None,
        typer.Option(
            "--json",
            metavar="FILE",
            help="Write every difference to FILE: kind, urn, path, declared, found.",
        ),
    ] = None,
) -> None:
    """Show what was changed by hand in an account that `emulate --keep` serves; exit with status 1
    if anything was."""
    from emulator.account import Account, Refused
    from emulator.drift import differences
    from emulator.resources import Resources
    from operations import document, drift_text, emulated_document, plan_text
    from operations.errors import OperationError

    if json_file:
        document.check_writable(json_file)
    number, declared = emulated_document.read(state)
    try:
        found = list(differences(Resources(Account(number, endpoint=endpoint)), declared))
    except Refused as error:
        raise OperationError(
            f"the account at {endpoint} cannot be read: {error}",
            remedy="start it by `make emulate STACK=... KEEP=1 JSON=FILE`",
        ) from None
    if json_file:
        document.write({"differences": [drift_text.plain(each) for each in found]}, json_file)
    plan_text.show(drift_text.report(found), sys.stdout)
    if found:
        sys.exit(1)
