"""`drift`: differences between an emulated environment and its declaration."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from aws_account.resources import Resource

JsonFile = Annotated[
    Path | None,
    typer.Option(
        "--json",
        metavar="FILE",
        help="Write every difference to FILE: kind, urn, path, declared, found.",
    ),
]


def drift(
    state: Annotated[
        Path, typer.Argument(help="The document that `emulate --json` wrote.", metavar="FILE")
    ],
    endpoint: Annotated[
        str,
        typer.Option(help="Address at which `emulate --keep` serves the account.", metavar="URL"),
    ],
    json_file: JsonFile = None,
) -> None:
    """Show changes made by hand in an account that `emulate --keep` serves. Exit with status 2 if
    there are any."""
    from aws_account import surroundings

    surroundings.forget_aws()
    from operations.emulated import emulated_document
    from operations.plan import document

    if json_file:
        document.check_writable(json_file)
    number, declared = emulated_document.read(state)
    report(number, declared, file=state, endpoint=endpoint, json_file=json_file)


def report(
    number: str,
    declared: Iterable["Resource"],
    *,
    file: Path,
    endpoint: str,
    json_file: Path | None,
) -> None:
    """Reads the account of a number at an address, and prints its differences from the declaration
    in `file`. Exits with 2 if there are any."""
    from rich.console import Console

    from aws_account.drift import differences
    from aws_account.moto import Account, Refused, answers
    from aws_account.resources import Resources
    from aws_account.spelling import Mismatch
    from operations.emulated import drift_text
    from operations.errors import Ended, OperationError
    from operations.plan import document, plan_text

    remedy = "start it by `make emulate STACK=... KEEP=1 JSON=FILE`"
    if not answers(endpoint):
        raise OperationError(f"no emulated account answers at {endpoint}", remedy=remedy)
    account, known, read = Account(number, endpoint=endpoint), list(declared), 0

    def progress(resource: "Resource") -> None:
        nonlocal read
        read += 1
        status.update(f"{read} of {len(known)} resources read: {resource.urn.split('::')[-1]}")

    try:
        served = account.send("sts", "GetCallerIdentity", {}, region="us-east-1")["Account"]
        if known and served != number:
            raise OperationError(
                f"is a document of account {number}, and {endpoint} serves {served}", file=file
            )
        with Console(stderr=True).status(f"reading {len(known)} resources") as status:
            found = list(differences(Resources(account), known, progress))
    except Refused as error:
        raise OperationError(
            f"the account at {endpoint} cannot be read: {error}", remedy=remedy
        ) from None
    except Mismatch as error:
        raise OperationError(
            f"does not belong to this program: {error}", file=file, remedy="write it again"
        ) from None
    if json_file:
        document.write({"differences": [drift_text.plain(each) for each in found]}, json_file)
    plan_text.show(drift_text.report(found, known), sys.stdout)
    if found:
        raise Ended(Ended.FOUND)
