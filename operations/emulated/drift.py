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
    from aws_account.moto import surroundings

    surroundings.forget_aws()
    from aws_account.drift import differences
    from aws_account.moto import Account, Refused, answers
    from aws_account.resources import Resources
    from aws_account.spelling import Mismatch
    from operations.emulated import drift_text, emulated_document
    from operations.errors import OperationError
    from operations.plan import document, plan_text

    if json_file:
        document.check_writable(json_file)
    number, declared = emulated_document.read(state)
    remedy = "start it by `make emulate STACK=... KEEP=1 JSON=FILE`"
    if not answers(endpoint):
        raise OperationError(f"no emulated account answers at {endpoint}", remedy=remedy)
    account = Account(number, endpoint=endpoint)
    try:
        served = account.send("sts", "GetCallerIdentity", {}, region="us-east-1")["Account"]
        if declared and served != number:
            raise OperationError(
                f"is of account {number}, and {endpoint} serves {served}", file=state
            )
        found = list(differences(Resources(account), declared))
    except Refused as error:
        raise OperationError(
            f"the account at {endpoint} cannot be read: {error}",
            remedy=remedy,
        ) from None
    except Mismatch as error:
        raise OperationError(
            f"is not of this program: {error}", file=state, remedy="write it anew"
        ) from None
    if json_file:
        document.write({"differences": [drift_text.plain(each) for each in found]}, json_file)
    plan_text.show(drift_text.report(found), sys.stdout)
    if found:
        sys.exit(1)
