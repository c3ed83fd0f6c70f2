"""`local`: the environment on Docker, day by day: status, logs, shell, connections, tokens."""

import base64
import json
import os
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from operations import cli, containers, local_stack
from operations.errors import OperationError

app = typer.Typer(help="The environment on Docker: what runs, its logs, shells and addresses.")

Stack = Annotated[str, typer.Option(help="A stack whose target is docker.")]
Folder = Annotated[Path, typer.Option(help="The Pulumi project.", show_default="this project")]
Name = Annotated[str, typer.Argument(help="A program of the workload, or `database` and so on.")]
Yes = Annotated[bool, typer.Option("--yes", help="Ask no questions.")]


@app.command()
def status(stack: Stack = "dev", folder: Folder = cli.PROJECT) -> None:
    """Show container, image, health, ports and uptime."""
    from rich.console import Console
    from rich.table import Table

    table = Table("Container", "Image", "State", "Health", "Ports", "Uptime", box=None)
    images = _images()
    for each in containers.found(stack, _project(folder, stack)):
        image = images.get(each.image, each.image.removeprefix("sha256:")[:12])
        table.add_row(each.container, image, each.state, each.health, each.ports, each.uptime)
    Console(width=160).print(table)


@app.command()
def logs(name: Name, stack: Stack = "dev", folder: Folder = cli.PROJECT) -> None:
    """Show a container's output, and follow it."""
    found = containers.one(stack, _project(folder, stack), name)
    follow = ["--follow"] if found.state == "running" else []
    _become("docker", "logs", *follow, "--tail", "200", found.container)


@app.command()
def shell(name: Name, stack: Stack = "dev", folder: Folder = cli.PROJECT) -> None:
    """Open a shell in a container."""
    found = containers.one(stack, _project(folder, stack), name)
    _become("docker", "exec", "--interactive", "--tty", found.container, "sh")


@app.command()
def run(name: Name, stack: Stack = "dev", folder: Folder = cli.PROJECT) -> None:
    """Run a scheduled job now."""
    found = containers.one(stack, _project(folder, stack), name)
    if found.kind != "job":
        raise OperationError(f"{name} is a {found.kind}; only jobs wait to be run")
    _become("docker", "start", "--attach", found.container)


@app.command()
def connect(
    name: Annotated[str, typer.Argument(help="database, cache, broker, objects, aws or gateway.")],
    stack: Stack = "dev",
    folder: Folder = cli.PROJECT,
) -> None:
    """Print the address of a part of the infrastructure, with its password."""
    found = local_stack.outputs(local_stack.prepare(folder, stack))
    addresses: dict[str, str] = {**found["connections"], "gateway": found["urls"][0]}
    if name not in addresses:
        raise OperationError(f"{name!r} is not there; there are: {', '.join(sorted(addresses))}")
    print(addresses[name])
    if name == "gateway":
        print(found["certificate"], end="")


@app.command()
def token(
    service: Annotated[str, typer.Argument(help="Whom the token is for: its `sub` claim.")],
    minutes: Annotated[int, typer.Option(min=1, help="How long it is valid.")] = 60,
    stack: Stack = "dev",
    folder: Folder = cli.PROJECT,
) -> None:
    """Print a JSON Web Token that the gateway accepts."""
    found = local_stack.outputs(local_stack.prepare(folder, stack))
    claims = found.get("token_claims")
    if claims is None:
        raise OperationError("gateway.jwt is null, so the gateway asks for no token")
    now = int(time.time())
    given = {key: value for key, value in claims.items() if value is not None}
    print(signed({**given, "sub": service, "iat": now, "exp": now + 60 * minutes}, found))


@app.command()
def clean(stack: Stack = "dev", yes: Yes = False, folder: Folder = cli.PROJECT) -> None:
    """Remove the containers, and then the volumes with all data."""
    project = _project(folder, stack)
    if not yes:
        typer.confirm(
            f"All data of {project} {stack} on this machine will be lost. Go on?", abort=True
        )
    local_stack.run("destroy", local_stack.prepare(folder, stack), "--yes")
    labels = [f"label=plinth.stack={stack}", f"label=plinth.project={project}"]
    filters = [word for label in labels for word in ("--filter", label)]
    volumes = containers.engine("volume", "ls", "--quiet", *filters).split()
    if volumes:
        containers.engine("volume", "rm", *volumes)
    print(f"Removed {len(volumes)} volumes")


def signed(claims: dict[str, Any], outputs: dict[str, Any]) -> str:
    """A token with these claims, signed by ES256 with the stack's own key."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, utils
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    key = load_pem_private_key(outputs["token_key"].encode(), password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    parts = [{"alg": "ES256", "typ": "JWT", "kid": "local"}, claims]
    text = ".".join(_base64url(json.dumps(part).encode()) for part in parts)
    r, s = utils.decode_dss_signature(key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
    return f"{text}.{_base64url(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _project(folder: Path, stack: str) -> str:
    settings = local_stack.settings_of(folder.resolve(), stack)
    if settings.get("target") != "docker":
        raise OperationError(f"the stack {stack} does not run on Docker")
    return str(settings["tags"]["project"])


def _images() -> dict[str, str]:
    """Names of images by their ID."""
    lines = containers.engine(
        "images", "--no-trunc", "--format", "{{.ID}} {{.Repository}}:{{.Tag}}"
    )
    return dict(line.split(" ", 1) for line in lines.splitlines())


def _become(program: str, *words: str) -> None:
    """Hands the terminal over: what follows is that program's own."""
    os.execvp(program, [program, *words])
