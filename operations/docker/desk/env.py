"""`env`: the environment variables with which a program runs on this machine, beside the rest."""

import json
import shlex
import sys
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

import typer

from operations.docker.data import Stack
from operations.docker.stack import local_stack, project
from operations.errors import OperationError
from operations.folder import PROJECT, Folder


class Format(StrEnum):
    """Format in which variables are written."""

    DOTENV = "dotenv"
    SHELL = "shell"
    JSON = "json"


def env(
    name: Annotated[str, typer.Argument(help="A program of the workload.")],
    format_: Annotated[
        Format,
        typer.Option(
            "--format", help="Use dotenv for IDEs, shell for `eval`, json for other tools."
        ),
    ] = Format.DOTENV,
    stack: Stack = "dev",
    folder: Folder = PROJECT,
) -> None:
    """Print a program's variables, with addresses of this machine."""
    folder = folder.resolve()
    platform = project.platform_of(folder, stack)
    found = local_stack.outputs(local_stack.opened(folder, stack)).get("environments") or {}
    if name not in found:
        names = ", ".join(sorted(found))
        raise OperationError(f"{name!r} is not part of {stack} now; there are: {names}")
    print(written(found[name], format_))
    service = platform.workload.services.get(name)
    if service is not None and name not in platform.settings.docker.on_host:
        print(
            f"So that the gateway and the others reach yours: `docker: {{on_host: {{{name}: "
            f"{service.port}}}}}` in Pulumi.{stack}.local.yaml, then `make up STACK={stack}`",
            file=sys.stderr,
        )


def written(variables: Mapping[str, str], format_: Format) -> str:
    """Returns the variables in one of the formats.

    >>> print(written({"A": "it's"}, Format.SHELL))
    export A='it'"'"'s'
    """
    match format_:
        case Format.JSON:
            return json.dumps(dict(sorted(variables.items())), indent=2)
        case Format.SHELL:
            lines = [f"export {key}={shlex.quote(value)}" for key, value in variables.items()]
        case Format.DOTENV:
            lines = [f"{key}={_quoted(value)}" for key, value in variables.items()]
    return "\n".join(sorted(lines))


def _quoted(value: str) -> str:
    """Returns a value in the form that the readers of Python, Node, VS Code and JetBrains agree on:
    plain if that is enough, else in double quotes with line breaks as \n."""
    plain = value and all(each.isalnum() or each in "_-./:@%+=,~" for each in value)
    if plain:
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped.replace("$", chr(92) + "$")}"'
