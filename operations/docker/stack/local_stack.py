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
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from config import LocalPlatform
from operations.docker.engine import belongings, claims, containers, job, ownership
from operations.docker.stack import (
    checks,
    doctor,
    local_cli,
    project,
    summary,
    wait,
)
from operations.docker.stack import (
    options as local_options,
)
from operations.errors import OperationError
from operations.pulumi_cli import cli, stack_file

SECRET = "plinth:local-secret"
OWNER = "plinth:local-owner"
ONLY = "plinth:only"
_ASKS = ("up", "refresh", "destroy")
_ANSWERS = {"--yes", "-y", "--skip-preview", "-f", "--preview-only"}
_NAMED = {"container", "network", "volume"}


@dataclass(frozen=True, kw_only=True)
class LocalStack:
    """A stack that the CLI can work with."""

    name: str
    folder: Path
    program: Path
    environment: dict[str, str]
    configuration: Path
    owner: str
    """The folder's id, which all that is made carries."""

    def command(self, *words: str) -> list[str]:
        """A command line of the CLI for this stack."""
        return [str(self.program), *words, "--stack", self.name]

    def is_there(self) -> bool:
        """Whether its backend knows it."""
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
        """What a command prints."""
        ended = self._call(*words)
        if ended.returncode:
            raise OperationError(f"`pulumi {' '.join(words[:2])}` failed: {ended.stderr.strip()}")
        return ended.stdout


def operate(
    verb: str,
    folder: Path,
    stack: str,
    *options: str,
    output: TextIO | None = None,
    only: str = "",
) -> None:
    """`up`, `preview`, `refresh` or `destroy`, after what would keep it from its end is told.
    `only` names the programs that this run leaves, with commas between them."""
    folder = folder.resolve()
    platform = project.platform_of(folder, stack)
    names = project.programs_of(platform, only)
    local_options.check(options)
    containers.facts()
    if verb in _ASKS and not (sys.stdin.isatty() or _ANSWERS & set(options)):
        raise OperationError("nobody can be asked: this is no terminal", remedy="add YES=1")
    if verb != "preview":
        refuse_strangers(verb, platform, folder)
    if verb == "up":
        doctor.check(folder, stack, names)
    prepared = prepare(folder, stack)
    if verb == "up":
        _pull(project.as_run(platform, names))
        _record_volumes(prepared)
        _remove_strays(prepared)
    config = {ONLY: ",".join(names)} if names else {}
    run(verb, prepared, *options, output=output, config=config)
    if verb == "up":
        wait.for_health(stack, prepared.owner)
        found = containers.found(stack, prepared.owner)
        parts = {each.name for each in found if each.kind == "infrastructure" and each.runs}
        told = summary.lines(platform, names or platform.settings.docker.only, parts)
        print("\n".join(told), file=sys.stderr)
    if verb == "destroy":
        print(
            f"The data of {stack} is kept for the next `make up STACK={stack}`; "
            f"`make infrastructure-clean STACK={stack}` removes it",
            file=sys.stderr,
        )


def prepare(folder: Path, stack: str) -> LocalStack:
    """Installs CLI and provider where there are none; makes the stack, its secret and the folder's
    id where they are not."""
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
    """A stack as earlier commands left it, for those that only read; None where there is none, and
    then nothing is written, either."""
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
    """The same; OperationError, with what to do, where there is none."""
    found = existing(folder, stack)
    if found is None:
        raise OperationError(
            f"the stack {stack} is not up: nothing was made from this folder",
            remedy=f"run `make up STACK={stack}`",
        )
    return found


def run(
    verb: str,
    stack: LocalStack,
    *options: str,
    output: TextIO | None = None,
    config: Mapping[str, str] | None = None,
) -> None:
    """Runs the CLI, and ends with its exit status if that is not 0."""
    words = [verb, "--config-file", str(stack.configuration)]
    if verb in ("up", "preview"):
        given = {OWNER: stack.owner, **(config or {})}
        words += [word for key, value in given.items() for word in ("--config", f"{key}={value}")]
    if verb == "up":
        # What was stopped, removed or built anew by hand is seen, and what failed runs again.
        words += [
            "--suppress-outputs",
            "--refresh",
            *(word for urn in _failed(stack) for word in ("--replace", urn)),
        ]
    command = stack.command(*words, *options)
    if status := cli.run_to_its_end(command, stack.environment, stack.folder, output=output):
        sys.exit(status)


def outputs(stack: LocalStack) -> dict[str, Any]:
    """What the stack exports, secrets in plain sight."""
    found: dict[str, Any] = json.loads(stack.ask("stack", "output", "--json", "--show-secrets"))
    if not found:
        raise OperationError(
            f"the stack {stack.name} is not up", remedy=f"run `make up STACK={stack.name}`"
        )
    return found


def refuse_strangers(verb: str, platform: LocalPlatform, folder: Path) -> None:
    """OperationError where somebody else holds what a command would change."""
    stack = existing(folder, platform.stack)
    names = set() if stack is None else known(stack)
    found = claims.strangers(platform, ownership.owner_of(folder), names)
    if verb == "destroy":
        # Leftovers do not keep anybody from removing what is their own.
        found = [thing for thing in found if ownership.OWNER in thing.labels]
        if stack is None and not found:
            raise OperationError(f"nothing of {platform.stack} was made from this folder")
    if found:
        raise claims.refusal(platform, folder, found)


def _record_volumes(stack: LocalStack) -> None:
    """Volumes of an earlier release have no label, and Docker gives them none: that they are in the
    state is written down, since `make infrastructure-down` takes them out of it."""
    owner = ownership.claim(stack.folder)
    recorded = claims.with_volumes(owner, belongings.named((), known(stack)))
    if recorded != owner:
        ownership.write(stack.folder, recorded)


def _pull(platform: LocalPlatform) -> None:
    """Pulumi's provider would pull them too, but knows nothing of `docker login`."""
    for reference in checks.references(platform):
        if not containers.has_image(reference):
            containers.pull(reference)


def _remove_strays(stack: LocalStack) -> None:
    """Containers that an interrupted `up` made, and could not write down: their names are taken.
    Those that a running one is making are in no state yet, either; it has a lock."""
    locks = cli.local_folder(stack.folder) / "state/.pulumi/locks"
    if "PULUMI_BACKEND_URL" not in stack.environment or any(locks.rglob("*.json")):
        return
    in_state = known(stack)
    left = [
        thing
        for thing in claims.mine(stack.name, ownership.owner_of(stack.folder))
        if thing.kind != "volume" and thing.name not in in_state and not _works(thing)
    ]
    if left:
        names = ", ".join(thing.name for thing in left)
        print(f"Removing what an interrupted run left: {names}", file=sys.stderr)
        belongings.remove(left)


def _works(thing: belongings.Thing) -> bool:
    """Whether it is a job with arguments, which removes itself at its end."""
    return thing.runs and job.BESIDE in thing.labels


def keep_secret(stack: LocalStack, key: str, value: str) -> None:
    """Writes a value, encrypted by Pulumi, into the stack's own configuration."""
    file = ["--config-file", str(stack.configuration)]
    ended = subprocess.run(
        stack.command("config", "set", "--secret", key, *file),
        # By standard input: arguments are seen by everybody on the machine.
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
    """The stack's configuration, secrets in plain sight."""
    words = ("config", "--show-secrets", "--json", "--config-file", str(stack.configuration))
    found = json.loads(stack.ask(*words))
    return {key: str(each["value"]) for key, each in found.items() if "value" in each}


def _failed(stack: LocalStack) -> list[str]:
    """Containers that ended with an error; Docker's provider would leave them as they are."""
    return [
        each["urn"]
        for each in resources(stack, "container")
        if (each.get("outputs") or {}).get("attach") and (each.get("outputs") or {}).get("exitCode")
    ]


def known(stack: LocalStack) -> set[str]:
    """The names of what is in the state."""
    found = {(each.get("outputs") or {}).get("name") for each in resources(stack, *_NAMED)}
    return {str(name) for name in found if name}


def resources(stack: LocalStack, *kinds: str) -> list[dict[str, Any]]:
    """Docker's resources of these kinds in the state."""
    exported = json.loads(stack.ask("stack", "export"))
    every = (exported.get("deployment") or {}).get("resources") or []
    types = {f"docker:index/{kind}:{kind.capitalize()}" for kind in kinds}
    return [each for each in every if each["type"] in types]
