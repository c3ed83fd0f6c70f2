"""A stack on Docker and the Pulumi CLI: its state, its one secret, and its resources.

Without a Pulumi account, state and passphrase are kept in `.pulumi-local/`. The secret from which
all passwords are made is generated once and encrypted by Pulumi. It is in the copy of the stack's
file that is kept there too: it belongs to this machine alone, so it never enters the repository.
"""

import json
import os
import secrets
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from operations.docker.engine import ownership
from operations.docker.stack import local_cli
from operations.errors import OperationError
from operations.pulumi_cli import cli, stack_file

SECRET = "plinth:local-secret"
OWNER = "plinth:local-owner"
NAMED = ("container", "network", "volume")
"""Kinds of Docker's things that have names of the stack's own."""


@dataclass(frozen=True, kw_only=True)
class LocalStack:
    """Stack that the CLI can work with."""

    name: str
    folder: Path
    program: Path
    environment: dict[str, str]
    configuration: Path
    owner: str
    """Id of the folder, which everything that is made carries."""

    def command(self, *words: str) -> list[str]:
        """Returns a command line of the CLI for this stack."""
        return [str(self.program), *words, "--stack", self.name]

    def is_there(self) -> bool:
        """Returns true if its backend knows it."""
        return self._call("stack", "export").returncode == 0

    def _call(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*words),
            cwd=self.folder,
            env={**os.environ, **self.environment},
            text=True,
            capture_output=True,
            check=False,
        )

    def ask(self, *words: str) -> str:
        """Returns the output of a command."""
        ended = self._call(*words)
        if ended.returncode:
            raise OperationError(f"`pulumi {' '.join(words[:2])}` failed: {ended.stderr.strip()}")
        return ended.stdout


def prepare(folder: Path, stack: str) -> LocalStack:
    """Installs the CLI and the provider, and creates the stack, its secret and the folder's id, if
    they are missing."""
    folder = folder.resolve()
    program = cli.require_cli(folder, instead=local_cli.INSTEAD.format(stack=stack))
    environment = local_cli.environment(program, folder)
    local_cli.install_provider(program, environment, stack)
    made = LocalStack(
        name=stack,
        folder=folder,
        program=program,
        environment=environment,
        configuration=cli.select_stack(program, stack, environment, folder),
        owner=ownership.claim(folder).id,
    )
    if SECRET not in stack_file.secrets_of(made.configuration):
        keep_secret(made, SECRET, secrets.token_hex(32))
    return made


def existing(folder: Path, stack: str) -> LocalStack | None:
    """Returns a stack as earlier commands left it, for commands that only read. None if there is
    none, and then nothing is written either."""
    folder = folder.resolve()
    owner = ownership.owner_of(folder)
    elsewhere = local_cli.logged_in()
    if not (elsewhere or cli.state_file(stack, folder).is_file()):
        return None
    program = cli.require_cli(folder, instead=local_cli.INSTEAD.format(stack=stack))
    found = LocalStack(
        name=stack,
        folder=folder,
        program=program,
        environment=local_cli.environment(program, folder),
        configuration=cli.local_folder(folder) / f"Pulumi.{stack}.yaml",
        owner=owner.id if owner else "",
    )
    return None if elsewhere and not found.is_there() else found


def opened(folder: Path, stack: str) -> LocalStack:
    """Returns a stack as earlier commands left it. Raises OperationError with the remedy if there
    is none."""
    found = existing(folder, stack)
    if found is None:
        raise OperationError(
            f"the stack {stack} is not up: nothing was made from this folder",
            remedy=f"run `make up STACK={stack}`",
        )
    return found


def outputs(stack: LocalStack) -> dict[str, Any]:
    """Returns the stack's outputs, with secrets in plain text."""
    found: dict[str, Any] = json.loads(stack.ask("stack", "output", "--json", "--show-secrets"))
    if not found:
        raise OperationError(
            f"the stack {stack.name} is not up", remedy=f"run `make up STACK={stack.name}`"
        )
    return found


def keep_secret(stack: LocalStack, key: str, value: str) -> None:
    """Writes a value, encrypted by Pulumi, into the stack's own configuration."""
    file = ["--config-file", str(stack.configuration)]
    ended = subprocess.run(
        stack.command("config", "set", "--secret", key, *file),
        # It is passed by standard input, because all users of the machine see arguments.
        input=value,
        cwd=stack.folder,
        env={**os.environ, **stack.environment},
        text=True,
        capture_output=True,
        check=False,
    )
    if ended.returncode:
        raise OperationError(f"the secret {key} cannot be kept: {ended.stderr.strip()}")


def configured(stack: LocalStack) -> dict[str, str]:
    """Returns the stack's configuration, with secrets in plain text."""
    words = ("config", "--show-secrets", "--json", "--config-file", str(stack.configuration))
    found = json.loads(stack.ask(*words))
    return {key: str(each["value"]) for key, each in found.items() if "value" in each}


def known(stack: LocalStack) -> set[str]:
    """Returns the names of the containers, networks and volumes in the state."""
    return names_of(resources(stack, *NAMED))


def names_of(found: Iterable[Mapping[str, Any]]) -> set[str]:
    """Returns the names by which Docker knows some resources of the state."""
    names = {(each.get("outputs") or {}).get("name") for each in found}
    return {str(name) for name in names if name}


def resources(stack: LocalStack, *kinds: str) -> list[dict[str, Any]]:
    """Returns Docker's resources of these kinds in the state."""
    exported = json.loads(stack.ask("stack", "export"))
    every = (exported.get("deployment") or {}).get("resources") or []
    types = {f"docker:index/{kind}:{kind.capitalize()}" for kind in kinds}
    return [each for each in every if each["type"] in types]
