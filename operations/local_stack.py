"""A stack on Docker and the Pulumi CLI: its state, its one secret, and what it knows.

Without a Pulumi account, state and passphrase are kept in `.pulumi-local/`. The secret from which
all passwords are made is generated once, encrypted by Pulumi, in the copy of the stack's file that
is kept there too: nobody else's, so never in the repository.
"""

import json
import os
import secrets
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, TextIO

from config import LocalPlatform
from operations import cli, containers, doctor, local_checks, local_project, local_wait
from operations.errors import OperationError

SECRET = "plinth:local-secret"
_INSTEAD = "`make preview STACK={stack}` needs no CLI: it shows what would run"
_ASKS = ("up", "refresh", "destroy")
_ANSWERS = {"--yes", "-y", "--skip-preview", "-f", "--preview-only"}


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


def operate(
    verb: str, folder: Path, stack: str, *options: str, output: TextIO | None = None
) -> None:
    """`up`, `preview`, `refresh` or `destroy`, after what would keep it from its end is told."""
    folder = folder.resolve()
    if verb == "up":
        platform = doctor.check(folder, stack)
        _refuse_strangers(folder, stack)
    else:
        platform = local_project.platform_of(folder, stack)
        containers.facts()
    if verb in _ASKS and not (sys.stdin.isatty() or _ANSWERS & set(options)):
        raise OperationError("nobody can be asked: this is no terminal", remedy="add YES=1")
    prepared = prepare(folder, stack)
    if verb == "up":
        _pull(platform)
        _remove_strays(prepared)
    run(verb, prepared, *options, output=output)
    if verb == "up":
        local_wait.for_health(stack, platform.settings.tags.project)
    if verb == "destroy":
        print(
            f"The data of {stack} is kept for the next `make up STACK={stack}`; "
            f"`make infrastructure-clean STACK={stack}` removes it",
            file=sys.stderr,
        )


def prepare(folder: Path, stack: str) -> LocalStack:
    """Installs CLI and provider where there are none; makes the stack and its secret where they
    are not."""
    folder = folder.resolve()
    program = cli.require_cli(folder, instead=_INSTEAD.format(stack=stack))
    environment = {
        "PATH": os.pathsep.join([str(program.parent), os.environ.get("PATH", "")]),
        # The engine would download the providers of all packages, AWS's 700 MB among them.
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        **_engine_address(),
        **({} if _logged_in() else _own_state(folder)),
    }
    _install_provider(program, environment, stack)
    made = LocalStack(
        name=stack,
        folder=folder,
        program=program,
        environment=environment,
        configuration=cli.select_stack(program, stack, environment, folder),
    )
    if not any(SECRET in line for line in cli.secret_lines(made.configuration)):
        keep_secret(made, SECRET, secrets.token_hex(32))
    return made


def run(verb: str, stack: LocalStack, *options: str, output: TextIO | None = None) -> None:
    """Runs the CLI, and ends with its exit status if that is not 0."""
    words = [verb, "--config-file", str(stack.configuration)]
    if verb == "up":
        # What was stopped, removed or built anew by hand is seen, and what failed runs again.
        words += ["--refresh", *(word for urn in _failed(stack) for word in ("--replace", urn))]
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


def _refuse_strangers(folder: Path, stack: str) -> None:
    """Volumes hold the passwords with which they were made: without the secret none opens them."""
    configuration = cli.local_folder(folder) / f"Pulumi.{stack}.yaml"
    if any(SECRET in line for line in cli.secret_lines(configuration)):
        return
    project = local_project.project_of(folder, stack)
    mine = containers.labels(stack, project)
    if containers.engine("volume", "ls", "--quiet", *mine).split():
        raise OperationError(
            f"there is data of an earlier {project} {stack} on this machine, and its passwords, "
            f"which were in {configuration}, are gone",
            remedy=f"bring that file back, or remove the data: make infrastructure-clean "
            f"STACK={stack}",
        )


def _pull(platform: LocalPlatform) -> None:
    """Pulumi's provider would pull them too, but knows nothing of `docker login`."""
    for reference in local_checks.references(platform):
        if not containers.has_image(reference):
            containers.pull(reference)


def _remove_strays(stack: LocalStack) -> None:
    """Containers that an interrupted `up` made, and could not write down: their names are taken.
    Those that a running one is making are in no state yet, either; it has a lock."""
    locks = cli.local_folder(stack.folder) / "state/.pulumi/locks"
    if "PULUMI_BACKEND_URL" not in stack.environment or any(locks.rglob("*.json")):
        return
    known = {(each.get("outputs") or {}).get("name") for each in _containers(stack)}
    found = containers.found(stack.name, local_project.project_of(stack.folder, stack.name))
    strays = [each.container for each in found if each.container not in known]
    if strays:
        print(f"Removing what an interrupted run left: {', '.join(strays)}", file=sys.stderr)
        containers.engine("rm", "--force", "--volumes", *strays)


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


def _install_provider(program: Path, environment: dict[str, str], stack: str) -> None:
    if shutil.which("pulumi-resource-docker"):
        return
    wanted = version("pulumi_docker")
    ended = subprocess.run(
        [str(program), "plugin", "install", "resource", "docker", wanted],
        env={**os.environ, **environment},
        text=True,
        # Its progress is talk, so to standard error.
        stdout=2,
        stderr=subprocess.PIPE,
        check=False,
    )
    if ended.returncode:
        raise OperationError(
            "Pulumi's Docker provider cannot be downloaded: "
            + ended.stderr.strip().rpartition("\n")[2].removeprefix("error: "),
            remedy=f"put pulumi-resource-docker {wanted} on PATH "
            f"(https://github.com/pulumi/pulumi-docker/releases); {_INSTEAD.format(stack=stack)}",
        )


def _engine_address() -> dict[str, str]:
    """The engine of the docker command, which Pulumi's provider finds only where it listens at the
    usual place: Docker Desktop, colima and rootless Docker do not."""
    return {} if os.environ.get("DOCKER_HOST") else {"DOCKER_HOST": containers.address()}


def _own_state(folder: Path) -> dict[str, str]:
    environment = cli.local_environment(folder)
    # The CLI prefers one that the user has for other stacks to the file.
    passphrase = Path(environment["PULUMI_CONFIG_PASSPHRASE_FILE"]).read_text(encoding="utf-8")
    return {**environment, "PULUMI_CONFIG_PASSPHRASE": passphrase}


def _failed(stack: LocalStack) -> list[str]:
    """Containers that ended with an error; Docker's provider would leave them as they are."""
    return [
        each["urn"]
        for each in _containers(stack)
        if (each.get("outputs") or {}).get("attach") and (each.get("outputs") or {}).get("exitCode")
    ]


def _containers(stack: LocalStack) -> list[dict[str, Any]]:
    """Those in the state."""
    exported = json.loads(stack.ask("stack", "export"))
    resources = (exported.get("deployment") or {}).get("resources") or []
    return [each for each in resources if each["type"] == "docker:index/container:Container"]


def _logged_in() -> bool:
    """Whether the user's own Pulumi account or backend is to be used."""
    if os.environ.get("PULUMI_BACKEND_URL") or os.environ.get("PULUMI_ACCESS_TOKEN"):
        return True
    home = Path(os.environ.get("PULUMI_HOME") or Path.home() / ".pulumi")
    try:
        return bool(json.loads((home / "credentials.json").read_text()).get("current"))
    except (OSError, ValueError):
        return False
