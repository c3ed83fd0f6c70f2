"""Drift of an emulated account, which the emulator reads itself.

It compares every resource with AWS's answers and also finds what was added beside the declared
resources, such as a rule in a security group. What controllers move, and what AWS fills in, is left
out by `aws_account/drift/tables/`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from operations.drift.found import Reading, of_account
from operations.emulated import emulated_account, emulated_document, emulated_state
from operations.errors import OperationError
from operations.pulumi_cli import cli

if TYPE_CHECKING:
    from aws_account.drift import Difference
    from aws_account.moto import Account, MotoServer
    from aws_account.resources import Resource


@dataclass(frozen=True)
class Emulated:
    """An emulated account that runs, and the declaration of what is in it."""

    account: "Account"
    declared: tuple["Resource", ...]
    file: Path
    """The file that holds the declaration."""


def find(stack: str, folder: Path) -> Emulated:
    """Returns the account of a stack that runs. Raises OperationError if there is none."""
    from aws_account.moto import Account

    emulated_account.require_aws(folder, stack)
    if kept := emulated_account.kept(folder, stack):
        file, endpoint = kept
        number, declared = emulated_document.read(file)
    else:
        file = cli.state_file(stack, folder)
        server = _server(folder, stack, file)
        number, endpoint, declared = server.account, server.address, list(emulated_state.read(file))
    return Emulated(Account(number, endpoint=endpoint), tuple(declared), file)


def read(emulated: Emulated) -> Reading:
    """Reads every resource. Raises OperationError if the account is another one, or refuses."""
    from aws_account.moto import Refused
    from aws_account.spelling import Mismatch

    remedy = "start it by `make emulate STACK=... KEEP=1`"
    number, declared, file = emulated.account.number, emulated.declared, emulated.file
    try:
        sender = emulated.account.send("sts", "GetCallerIdentity", {}, region="us-east-1")
        if declared and sender["Account"] != number:
            raise OperationError(
                f"is a document of account {number}, and what is served is {sender['Account']}",
                file=file,
            )
        return of_account(_differences(emulated), declared)
    except Refused as error:
        raise OperationError(f"the account cannot be read: {error}", remedy=remedy) from None
    except Mismatch as error:
        raise OperationError(
            f"does not belong to this program: {error}", file=file, remedy="write it again"
        ) from None


def _differences(emulated: Emulated) -> Iterator["Difference"]:
    """Yields the differences. While it reads, a line on the terminal says how far it is."""
    from rich.console import Console

    from aws_account.drift import differences
    from aws_account.resources import Resources

    number, done = len(emulated.declared), 0

    def progress(resource: "Resource") -> None:
        nonlocal done
        done += 1
        status.update(f"{done} of {number} resources read: {resource.urn.split('::')[-1]}")

    with Console(stderr=True).status(f"reading {number} resources") as status:
        yield from differences(Resources(emulated.account), emulated.declared, progress)


def _server(folder: Path, stack: str, state: Path) -> "MotoServer":
    """Returns the account that `up` made, according to the state in a file."""
    from aws_account.moto import moto_server

    server = moto_server.find(emulated_account.server_file(folder, stack))
    if server is None or not state.is_file():
        raise OperationError(
            f"no emulated account of {stack} is running",
            remedy=f"`make emulate STACK={stack} KEEP=1` serves one, and `make up STACK={stack}"
            " EMULATED=1` makes one that stays",
        )
    return server
