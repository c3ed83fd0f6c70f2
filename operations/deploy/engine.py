"""`engine up`, `preview`, `refresh`, `destroy`: the Pulumi CLI's own, for AWS or an emulated
account.

With an emulated account, the engine, its state, differences and order are the real ones. The
provider is `plugin/`, and the account is a moto server on this machine that lives until `destroy`.
"""

import json
import os
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TextIO

import typer

from aws_account import surroundings
from operations import outputs
from operations.docker.stack import operation
from operations.emulated import emulated_account
from operations.errors import Ended, OperationError
from operations.folder import PROJECT, Folder
from operations.plan import document
from operations.plan.guests import guests_of, refuse_below, taken
from operations.pulumi_cli import cli, on_docker, settings_of

app = typer.Typer(help="The Pulumi CLI's commands, also against an emulated AWS.")

_INSTEAD = "`make emulate` needs no CLI: it brings up the same environment in this process"

Stack = Annotated[str, typer.Argument(help="The stack: one of the Pulumi.<stack>.yaml files.")]
Options = Annotated[
    list[str] | None, typer.Argument(help="The Pulumi CLI's own options, after --.")
]
Emulated = Annotated[
    bool, typer.Option("--emulated", help="Use an emulated AWS on this machine (moto).")
]
Yes = Annotated[bool, typer.Option("--yes", help="Ask no questions.")]


@app.command()
def up(
    stack: Stack,
    options: Options = None,
    emulated: Emulated = False,
    yes: Yes = False,
    only: Annotated[
        str, typer.Option(help="On Docker: run only these programs and their needs.")
    ] = "",
    folder: Folder = PROJECT,
) -> None:
    """Create and change the resources that the program declares."""
    if only and (emulated or not on_docker(folder, stack)):
        raise OperationError(
            f"{stack} is on AWS, where all programs run; ONLY is for a stack on Docker"
        )
    run("up", stack, _all(options, yes=yes), emulated=emulated, folder=folder, only=only)


@app.command()
def preview(
    stack: Stack,
    options: Options = None,
    emulated: Emulated = False,
    json_file: Annotated[
        Path | None,
        typer.Option(
            "--json", metavar="FILE", help="Write the document of `pulumi preview --json` to FILE."
        ),
    ] = None,
    folder: Folder = PROJECT,
) -> None:
    """Show the changes that `up` would make."""
    if json_file is None:
        run("preview", stack, _all(options), emulated=emulated, folder=folder)
        return
    outputs.check_writable(json_file)
    given = [*_all(options), "--json", "--show-sames"]
    if json_file == outputs.STDOUT:
        run("preview", stack, given, emulated=emulated, folder=folder, output=sys.stdout)
        return
    with outputs.whole(json_file) as partial, partial.open("w", encoding="utf-8") as output:
        run("preview", stack, given, emulated=emulated, folder=folder, output=output)


@app.command()
def refresh(
    stack: Stack,
    options: Options = None,
    emulated: Emulated = False,
    yes: Yes = False,
    folder: Folder = PROJECT,
) -> None:
    """Update the state with changes that somebody made by hand."""
    run("refresh", stack, _all(options, yes=yes), emulated=emulated, folder=folder)


@app.command()
def destroy(
    stack: Stack,
    options: Options = None,
    emulated: Emulated = False,
    yes: Yes = False,
    folder: Folder = PROJECT,
) -> None:
    """Delete all resources. An emulated account ends with them."""
    refuse_below(stack, folder.resolve())
    if yes and not emulated and not on_docker(folder, stack):
        # EMULATED=1 is easily forgotten, and then the real environment would be deleted.
        raise OperationError(
            f"{stack} on AWS is destroyed only after a question, which YES=1 leaves out",
            remedy="leave YES=1 out, or add EMULATED=1 for the emulated account; unattended:"
            f" pulumi destroy --yes --stack {stack}",
        )
    try:
        run("destroy", stack, _all(options, yes=yes), emulated=emulated, folder=folder)
    except SystemExit:
        if emulated:
            print(f"To end the account as it is: make forget STACK={stack}", file=sys.stderr)
        raise
    if emulated and not cli.has_resources(stack, folder.resolve()):
        _stop(stack, folder)


@app.command()
def forget(stack: Stack, folder: Folder = PROJECT) -> None:
    """End an emulated account as it is and forget its stack, without deleting resources one by
    one."""
    folder = folder.resolve()
    if not cli.state_file(stack, folder).is_file():
        raise OperationError(f"there is no emulated account of {stack}")
    if on_docker(folder, stack):
        raise OperationError(
            f"{stack} is on Docker, not emulated", remedy="make infrastructure-clean removes it"
        )
    program = cli.require_cli(folder)
    cli.forget_stack(program, stack, cli.local_environment(folder), folder)
    _stop(stack, folder)
    print(f"The emulated account of {stack} is gone, and its state with it")


def _stop(stack: str, folder: Path) -> None:
    surroundings.forget_aws()
    from aws_account.moto import moto_server

    moto_server.stop(emulated_account.server_file(folder, stack))


def _all(options: list[str] | None, *, yes: bool = False) -> list[str]:
    return [*(["--yes"] if yes else []), *(options or ())]


def run(
    verb: str,
    stack: str,
    options: list[str],
    *,
    emulated: bool = False,
    folder: Path,
    output: TextIO | None = None,
    only: str = "",
) -> None:
    """Runs the CLI. Raises Ended with its exit status if that is not 0."""
    folder = folder.resolve()
    if not emulated and on_docker(folder, stack):
        operation.operate(verb, folder, stack, *options, output=output, only=only)
        return
    _keep_protection(options, stack, folder, emulated=emulated)
    if verb == "up":
        _keep_network(options, stack, folder, emulated=emulated)
    used = session(stack, folder, emulated=emulated)
    command = [str(used.program), verb, "--stack", stack, *options]
    if used.configuration:
        command += ["--config-file", str(used.configuration)]
    if status := cli.run_to_its_end(command, used.environment, folder, output=output):
        raise Ended(status)


def _keep_protection(options: list[str], stack: str, folder: Path, *, emulated: bool) -> None:
    lifted = [each for each in options if each.split("=")[0] == "--ignore-protect"]
    if lifted and not emulated and settings_of(folder, stack).get("environment") == "production":
        raise OperationError(
            f"--ignore-protect is refused for {stack}, which is production: it lifts the protection"
            " of everything at once",
            remedy="docs/operations.md says how to unprotect the one resource that is to go",
        )


_OF_UP = ("--yes", "-y", "--skip-preview", "-f", "--continue-on-error")
"""Options of `pulumi up` that `pulumi preview` does not have."""


def _keep_network(options: list[str], stack: str, folder: Path, *, emulated: bool) -> None:
    """Raises OperationError if an update takes something from under the copies in a stack's
    network. A bound plan was looked at when it was made, and no copy can be new since."""
    bound = any(each.split("=")[0] == "--plan" for each in options)
    if bound or not (found := guests_of(stack, folder)):
        return
    print(
        f"{', '.join(found)} in the network of {stack}: looking first at what changes in it",
        file=sys.stderr,
        flush=True,
    )
    given = [each for each in options if each.split("=")[0] not in _OF_UP]
    refuse_taking(stack, folder, previewed(stack, given, folder, emulated=emulated))


def refuse_taking(stack: str, folder: Path, shown: document.Document) -> None:
    """Raises OperationError if a preview takes something from under the copies in a stack's
    network."""
    from operations.review import engine_plan

    if found := taken(stack, folder, engine_plan.compared(shown)):
        raise OperationError(found.problem, remedy=found.remedy)


def previewed(stack: str, options: list[str], folder: Path, *, emulated: bool) -> document.Document:
    """Returns the document of the engine's own preview. Raises Ended if that failed, after its
    errors, which stand in the document only."""
    with tempfile.TemporaryDirectory(prefix="plinth-preview-") as temporary:
        file = Path(temporary) / "preview.json"
        given = [*options, "--json", "--show-sames"]
        with file.open("w", encoding="utf-8") as output:
            try:
                run("preview", stack, given, emulated=emulated, folder=folder, output=output)
            except Ended:
                _tell_errors(file)
                raise
        return document.read(file)


def _tell_errors(file: Path) -> None:
    """Prints the errors of a preview that failed."""
    try:
        diagnostics = json.loads(file.read_text(encoding="utf-8")).get("diagnostics") or ()
    except ValueError:
        return
    for each in diagnostics:
        if each.get("severity") == "error":
            print(each["message"].strip(), file=sys.stderr)


@dataclass(frozen=True)
class Session:
    """The CLI, and with what it is called for one stack."""

    program: Path
    environment: Mapping[str, str]
    configuration: Path | None
    """The file of configuration, where it is not the project's own."""


def session(stack: str, folder: Path, *, emulated: bool) -> Session:
    """Returns the CLI for a stack, for which an emulated account is started if none runs."""
    if emulated:
        surroundings.forget_aws()
        # Faults in the files are reported before anything is installed.
        emulated_account.number(folder, stack)
    program = cli.require_cli(folder, instead=_INSTEAD if emulated else "")
    if not emulated:
        return Session(program, {}, None)
    environment = _emulated_environment(program, stack, folder)
    return Session(program, environment, cli.select_stack(program, stack, environment, folder))


def _emulated_environment(program: Path, stack: str, folder: Path) -> dict[str, str]:
    local = cli.local_environment(folder)
    plugin = folder / "plugin"
    return {
        **local,
        "AWS_ENDPOINT_URL": _address(program, stack, folder, local),
        "PLINTH_PYTHON": sys.executable,
        "PLINTH_STATE": str(cli.state_file(stack, folder)),
        "PATH": os.pathsep.join([str(plugin), str(program.parent), os.environ.get("PATH", "")]),
        # The provider is Plinth's own, so a download would be useless.
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
    }


def _address(program: Path, stack: str, folder: Path, environment: dict[str, str]) -> str:
    """Returns the address of the stack's account. Starts an empty one if it does not run."""
    from aws_account.moto import moto_server

    file = emulated_account.server_file(folder, stack)
    if running := moto_server.find(file):
        return running.address
    if cli.has_resources(stack, folder):
        cli.forget_stack(program, stack, environment, folder)
        print(
            f"The emulated account of {stack} is gone with its process; starting anew",
            file=sys.stderr,
        )
    try:
        account = emulated_account.number(folder, stack)
        zones = emulated_account.zones(folder, stack)
        given = emulated_account.given(folder, stack)
        started = moto_server.start(file, account=account, zones=zones, given=given)
    except moto_server.ServerError as error:
        raise OperationError(str(error)) from None
    print(f"Account {account} is emulated at {started.address} until destroy", file=sys.stderr)
    return started.address
