"""`local`: the environment on Docker in daily use: status, logs, shell, connections, tokens."""

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer

from operations.docker.data import backup, keeping
from operations.docker.desk import compose, env, tokens, watch
from operations.docker.engine import containers, health, job
from operations.docker.engine import logs as local_logs
from operations.docker.stack import local_stack, operation, project
from operations.errors import OperationError
from operations.folder import PROJECT, Folder

app = typer.Typer(help="The environment on Docker: status, logs, shells and addresses.")

Stack = Annotated[str, typer.Option(help="A stack whose target is docker.")]
Only = Annotated[
    str, typer.Option(help="Run only these programs and their needs, such as orders,web.")
]
Name = Annotated[
    str, typer.Argument(help="A program of the workload, or a part of the infrastructure.")
]


@app.command()
def up(stack: Stack = "dev", only: Only = "", folder: Folder = PROJECT) -> None:
    """Create and change the environment without asking questions."""
    project.require_docker(folder.resolve(), stack)
    operation.operate("up", folder, stack, "--yes", "--skip-preview", only=only)


@app.command()
def down(stack: Stack = "dev", folder: Folder = PROJECT) -> None:
    """Remove the containers and keep the data."""
    project.require_docker(folder.resolve(), stack)
    operation.operate("destroy", folder, stack, "--yes", "--skip-preview")


@app.command()
def status(stack: Stack = "dev", folder: Folder = PROJECT) -> None:
    """Show container, image, health, ports and uptime."""
    show(standing(stack, folder), sys.stdout)


def standing(stack: str, folder: Path) -> list[containers.Running]:
    """Returns all containers, with their health as the gateway sees it."""
    return health.with_health(_every(stack, folder))


def show(shown: Sequence[containers.Running], stream: TextIO) -> None:
    """Prints a table of containers, and to standard error where to read what went wrong."""
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None)
    for column in ("Container", "Image", "State", "Health", "Ports", "Uptime"):
        # Long values continue on the next line, because a shortened name cannot be copied.
        table.add_column(column, overflow="fold")
    for each in shown:
        ports = ", ".join(f"{port}->{inside}" for port, inside in each.ports.items())
        row = (each.container, each.image, each.state, each.health, ports or "-", each.uptime)
        table.add_row(*row)
    # A pipe gets unbroken lines of any length.
    Console(file=stream, width=None if stream.isatty() else 200).print(table)
    for each in shown:
        if each.paused:
            print(f"{each.name}: stopped; `make restart SERVICE={each.name}`", file=sys.stderr)
        elif each.wrong:
            print(f"{each.name}: see `make logs SERVICE={each.name}`", file=sys.stderr)


@app.command()
def logs(
    name: Annotated[
        str,
        typer.Argument(help="A program or a part of the infrastructure; by default all of them."),
    ] = "",
    follow: Annotated[
        bool, typer.Option("--follow", help="Continue with new lines as they come.")
    ] = False,
    stack: Stack = "dev",
    folder: Folder = PROJECT,
) -> None:
    """Show the output of one container, or of all line by line in order of time, and follow it."""
    if not name:
        local_logs.show(_every(stack, folder), follow=follow)
        return
    found = _one(name, folder, stack)
    words = ["--follow"] if found.runs else []
    become("docker", "logs", *words, "--tail", "200", found.container)


def search(
    names: Sequence[str],
    *,
    wanted: local_logs.Wanted,
    follow: bool,
    stack: str,
    folder: Path,
    written: Callable[[local_logs.Line], str] | None = None,
) -> None:
    """Shows the wanted lines of some containers or of all."""
    chosen = [each for name in names for each in all_of(name, folder, stack)]
    found = chosen or _every(stack, folder)
    local_logs.show(found, follow=follow, wanted=wanted, written=written)


@app.command()
def restart(name: Name, stack: Stack = "dev", folder: Folder = PROJECT) -> None:
    """Start a container again, even one that was stopped."""
    for each in all_of(name, folder, stack):
        containers.engine("restart", each.container)
        print(f"{each.name} started again")


@app.command()
def stop(name: Name, stack: Stack = "dev", folder: Folder = PROJECT) -> None:
    """Stop a container until `make restart` or the next `make up`."""
    for each in all_of(name, folder, stack):
        containers.engine("stop", each.container)
        print(f"{each.name} stopped")


@app.command()
def shell(name: Name, stack: Stack = "dev", folder: Folder = PROJECT) -> None:
    """Open a shell in a container."""
    inside(name, ["sh"], stack=stack, folder=folder)


def inside(name: str, words: Sequence[str], *, stack: str, folder: Path) -> None:
    """Becomes a command in a container that runs, with this terminal."""
    found = _one(name, folder, stack)
    if not found.runs:
        raise OperationError(
            f"{name} does not run: its state is {found.state!r}",
            remedy=f"`make logs SERVICE={name}` shows what it wrote",
        )
    terminal = ["--tty"] if sys.stdin.isatty() else []
    become("docker", "exec", "--interactive", *terminal, found.container, *words)


@app.command()
def run(
    name: Name,
    arguments: Annotated[
        list[str] | None,
        typer.Argument(help="Arguments added to the job's command; write them after --."),
    ] = None,
    stack: Stack = "dev",
    folder: Folder = PROJECT,
) -> None:
    """Run a scheduled job now."""
    found = _one(name, folder, stack)
    if found.kind != "job":
        raise OperationError(f"{name} is a {found.kind}; only jobs can be run")
    if arguments:
        # This needs a second container, because Docker cannot change the command of the first.
        made = job.create(found.container, name, arguments, added=True)
        become("docker", "start", "--attach", "--interactive", made)
        return
    if found.runs:
        raise OperationError(f"{name} runs already", remedy=f"follow it: make logs SERVICE={name}")
    become("docker", "start", "--attach", found.container)


@app.command()
def connect(
    name: Annotated[str, typer.Argument(help="database, cache, broker, objects, aws or gateway.")],
    stack: Stack = "dev",
    folder: Folder = PROJECT,
) -> None:
    """Print the address of a part of the infrastructure, with its password."""
    found = outputs(folder, stack)
    addresses: dict[str, str] = {**found["connections"], "gateway": found["urls"][0]}
    if name not in addresses:
        raise OperationError(
            f"{name!r} is no part of the infrastructure; there are: {', '.join(sorted(addresses))}"
        )
    print(addresses[name])
    if name == "gateway":
        print(found["certificate"], end="")
    elif console := found["consoles"].get(name):
        # Hints go to standard error, so `psql $(make connect SERVICE=database)` gets the address.
        print(f"In a browser: {console}", file=sys.stderr)


@app.command()
def token(
    service: Annotated[str, typer.Argument(help="Subject of the token: its `sub` claim.")],
    minutes: Annotated[int, typer.Option(min=1, help="Minutes for which the token is valid.")] = 60,
    issuer: Annotated[
        str | None, typer.Option(help="One of gateway.issuers. Without it: gateway.jwt.")
    ] = None,
    claim: Annotated[
        list[str] | None, typer.Option(help='A claim, such as role=admin or groups=["admins"].')
    ] = None,
    stack: Stack = "dev",
    folder: Folder = PROJECT,
) -> None:
    """Print a JSON Web Token that the gateway accepts."""
    found = outputs(folder, stack)
    claims = {**tokens.claims_of(found, issuer), **tokens.given_claims(claim or ())}
    print(tokens.token(claims, service, minutes, found))


app.command()(keeping.secret)
app.command()(backup.backup)
app.command()(backup.restore)
app.command()(env.env)
app.command()(compose.compose)
app.command()(watch.watch)
app.command()(keeping.adopt)
app.command()(keeping.clean)


def _every(stack: str, folder: Path) -> list[containers.Running]:
    """Returns all containers. Raises OperationError if there are none."""
    if not (found := containers.found(stack, _owner(folder, stack))):
        raise OperationError(f"nothing of {stack} runs", remedy=f"run `make up STACK={stack}`")
    return found


def all_of(name: str, folder: Path, stack: str) -> list[containers.Running]:
    """Returns the containers of a program, of which there may be several."""
    owner = _owner(folder, stack)
    found = [each for each in containers.found(stack, owner) if containers.is_of(each.name, name)]
    return found or [_one(name, folder, stack)]


def _one(name: str, folder: Path, stack: str) -> containers.Running:
    """Returns the container of a program. Raises OperationError with the names there are, those of
    the files if nothing runs."""
    owner = _owner(folder, stack)
    if not containers.found(stack, owner):
        project.require_known(project.platform_of(folder.resolve(), stack), name)
    return containers.one(stack, owner, name)


def _owner(folder: Path, stack: str) -> str:
    return project.owner_id(folder.resolve(), stack)


def outputs(folder: Path, stack: str) -> dict[str, Any]:
    """Returns the stack's outputs, with secrets in plain text."""
    project.require_docker(folder.resolve(), stack)
    return local_stack.outputs(local_stack.opened(folder, stack))


def become(program: str, *words: str) -> None:
    """Replaces this process by another program, which takes over the terminal."""
    os.execvp(program, [program, *words])
