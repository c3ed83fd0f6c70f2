"""`engine drift`: the changes that somebody made by hand in an environment.

On AWS, Pulumi's own engine and provider find them. In an emulated account the emulator does, and it
also finds things that were added beside the declared resources.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aws_account import surroundings
from operations.deploy import engine
from operations.emulated import drift, emulated_account, emulated_document, emulated_state
from operations.errors import OperationError
from operations.folder import PROJECT
from operations.plan import document
from operations.pulumi_cli import cli

if TYPE_CHECKING:
    from aws_account.moto import MotoServer


def engine_drift(
    stack: engine.Stack,
    emulated: engine.Emulated = False,
    json_file: drift.JsonFile = None,
    options: Annotated[
        list[str] | None, typer.Argument(help="The Pulumi CLI's own options, after --.")
    ] = None,
    folder: engine.Folder = PROJECT,
) -> None:
    """Show changes made by hand. Nothing is changed, neither the resources nor the state."""
    folder = folder.resolve()
    if not emulated:
        if json_file:
            raise OperationError(
                "JSON=FILE works with an emulated account only",
                remedy="OPTIONS=--json is the CLI's own",
            )
        engine.run("refresh", stack, ["--preview-only", *(options or ())], folder=folder)
        return
    surroundings.forget_aws()
    if json_file:
        document.check_writable(json_file)
    emulated_account.require_aws(folder, stack)
    if kept := emulated_account.kept(folder, stack):
        file, endpoint = kept
        number, declared = emulated_document.read(file)
    else:
        file = cli.state_file(stack, folder)
        server = _server(folder, stack, file)
        number, endpoint, declared = server.account, server.address, list(emulated_state.read(file))
    drift.report(number, declared, file=file, endpoint=endpoint, json_file=json_file)


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
