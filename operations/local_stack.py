"""A stack on Docker and the Pulumi CLI: its state, its one secret, and what it knows.

Without a Pulumi account, state and passphrase are kept in `.pulumi-local/`. The secret from which
all passwords are made is generated once, encrypted by Pulumi, in the copy of the stack's file that
is kept there too: nobody else's, so never in the repository.
"""

import json
import os
import secrets
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from operations import cli
from operations.errors import OperationError

SECRET = "plinth:local-secret"
_INSTEAD = "`make preview STACK={stack}` needs no CLI: it shows what would run"


@dataclass(frozen=True, kw_only=True)
class LocalStack:
    """A stack that the CLI can work with."""

    name: str
    folder: Path
    program: Path
    environment: dict[str, str]
    configuration: Path

    def command(self, *words: str) -> list[str]:
        """A command line of the CLI for this stack."""
        return [str(self.program), *words, "--stack", self.name]

    def ask(self, *words: str) -> str:
        """What a command prints."""
        ended = subprocess.run(
            self.command(*words),
            cwd=self.folder,
            env={**os.environ, **self.environment},
            text=True,
            capture_output=True,
            check=False,
        )
        if ended.returncode:
            raise OperationError(f"`pulumi {' '.join(words[:2])}` failed: {ended.stderr.strip()}")
        return ended.stdout


def settings_of(folder: Path, stack: str) -> dict[str, Any]:
    """The settings in a stack's file, as they stand there."""
    from emulator import project
    from emulator.errors import ProgramError

    try:
        settings = json.loads(project.load(folder, stack).config["plinth:settings"])
    except (ProgramError, KeyError) as error:
        raise OperationError(str(error), file=folder / f"Pulumi.{stack}.yaml") from None
    return settings if isinstance(settings, dict) else {}


def on_docker(folder: Path, stack: str) -> bool:
    """Whether a stack runs in containers on this machine."""
    return settings_of(folder, stack).get("target") == "docker"


def prepare(folder: Path, stack: str) -> LocalStack:
    """Installs the CLI where there is none; makes the stack and its secret where they are not."""
    folder = folder.resolve()
    program = cli.require_cli(folder, instead=_INSTEAD.format(stack=stack))
    environment = {
        "PATH": os.pathsep.join([str(program.parent), os.environ.get("PATH", "")]),
        **({} if _logged_in() else cli.local_environment(folder)),
    }
    configuration = cli.select_stack(program, stack, environment, folder)
    made = LocalStack(
        name=stack,
        folder=folder,
        program=program,
        environment=environment,
        configuration=configuration,
    )
    if not any(SECRET in line for line in cli.secret_lines(configuration)):
        file = ["--config-file", str(configuration)]
        subprocess.run(
            made.command("config", "set", "--secret", SECRET, *file),
            # By standard input: arguments are seen by everybody on the machine.
            input=secrets.token_hex(32),
            cwd=folder,
            env={**os.environ, **environment},
            text=True,
            check=True,
        )
    return made


def run(verb: str, stack: LocalStack, *options: str, output: TextIO | None = None) -> None:
    """`up`, `preview`, `refresh` or `destroy`; ends this process as the CLI ended, if badly."""
    words = [verb, "--config-file", str(stack.configuration)]
    if verb == "up":
        # What was stopped, removed or built anew by hand is seen, and what failed runs again.
        words += ["--refresh", *(word for urn in _failed(stack) for word in ("--replace", urn))]
    ended = subprocess.run(
        stack.command(*words, *options),
        cwd=stack.folder,
        env={**os.environ, **stack.environment},
        stdout=output,
        check=False,
    )
    if ended.returncode:
        sys.exit(ended.returncode)


def outputs(stack: LocalStack) -> dict[str, Any]:
    """What the stack exports, secrets in plain sight."""
    found: dict[str, Any] = json.loads(stack.ask("stack", "output", "--json", "--show-secrets"))
    if not found:
        raise OperationError(
            f"the stack {stack.name} is not up", remedy=f"run `make up STACK={stack.name}`"
        )
    return found


def _failed(stack: LocalStack) -> list[str]:
    """Containers that ended with an error; Docker's provider would leave them as they are."""
    exported = json.loads(stack.ask("stack", "export"))
    resources = (exported.get("deployment") or {}).get("resources") or []
    return [
        each["urn"]
        for each in resources
        if each["type"] == "docker:index/container:Container"
        and (each.get("outputs") or {}).get("attach")
        and (each.get("outputs") or {}).get("exitCode")
    ]


def _logged_in() -> bool:
    """Whether the user's own Pulumi account or backend is to be used."""
    if os.environ.get("PULUMI_BACKEND_URL") or os.environ.get("PULUMI_ACCESS_TOKEN"):
        return True
    home = Path(os.environ.get("PULUMI_HOME") or Path.home() / ".pulumi")
    try:
        return bool(json.loads((home / "credentials.json").read_text()).get("current"))
    except (OSError, ValueError):
        return False
