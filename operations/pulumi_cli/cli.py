"""The Pulumi CLI, found or installed, and the state of stacks that need no Pulumi account.

The CLI, the state and its passphrase are in `.pulumi-local/`, which git ignores.
"""

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
from collections.abc import Mapping
from pathlib import Path
from typing import TextIO

from engine import ProgramError, cli_yaml
from operations.errors import OperationError
from operations.folder import PROJECT
from operations.pulumi_cli import stack_file
from operations.pulumi_cli.stack_settings import settings_file, unread

_INSTALLED = "cli/bin/pulumi"
LOGIN = "sign in to the backend that keeps the state: `pulumi login` (docs/pipelines.md)"
"""Remedy where the CLI has no backend."""


def local_folder(project: Path = PROJECT) -> Path:
    """Returns the git-ignored folder of a project."""
    return project / ".pulumi-local"


def find_cli(project: Path = PROJECT) -> Path | None:
    """Returns the CLI on PATH, or else the one that was installed for this project."""
    if on_path := shutil.which("pulumi"):
        return Path(on_path)
    installed = local_folder(project) / _INSTALLED
    return installed if installed.is_file() else None


def require_cli(project: Path = PROJECT, *, instead: str = "") -> Path:
    """Returns the CLI. If there is none, it installs the version that belongs to the pinned SDK.
    Raises OperationError with the alternative `instead` if it cannot be downloaded."""
    return find_cli(project) or _install(project, instead)


def _install(project: Path, instead: str) -> Path:
    from pulumi._version import version
    from pulumi.automation import PulumiCommand

    folder = local_folder(project) / "cli"
    print(f"Installing the Pulumi CLI {version} into {folder} (once)", file=sys.stderr)
    try:
        PulumiCommand.install(root=str(folder), version=version)
    except (OSError, urllib.error.URLError, subprocess.CalledProcessError) as error:
        output = getattr(error, "output", None) or b""
        # The last line of the installer says what went wrong.
        reason = output.decode(errors="replace").strip().rpartition("\n")[2] or str(error)
        raise OperationError(
            f"the Pulumi CLI is not on PATH, and cannot be downloaded: {reason}",
            remedy=f"install {version} or newer (https://www.pulumi.com/docs/install/), also by"
            f" unpacking its archive into {folder / 'bin'}" + (f"; {instead}" if instead else ""),
        ) from None
    return folder / "bin" / "pulumi"


def local_environment(project: Path = PROJECT) -> dict[str, str]:
    """Returns the environment variables of a CLI that keeps its state in the project's own
    folder."""
    folder = local_folder(project)
    try:
        (folder / "state").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OperationError(
            f"cannot be made: {error.strerror}",
            file=folder,
            remedy="the state is kept there; work in a copy of the project that you may write to",
        ) from None
    passphrase = folder / "passphrase"
    if not passphrase.is_file():
        passphrase.touch(mode=0o600)
        passphrase.write_text(secrets.token_hex(16), encoding="utf-8")
    return {
        "PULUMI_BACKEND_URL": f"file://{folder / 'state'}",
        "PULUMI_CONFIG_PASSPHRASE_FILE": str(passphrase),
        "PULUMI_SKIP_UPDATE_CHECK": "true",
    }


def select_stack(cli: Path, stack: str, environment: Mapping[str, str], project: Path) -> Path:
    """Ensures that a stack is in the state. Returns the file of its configuration.

    The file is a copy: the CLI writes into it how secrets are encrypted, and values for the
    passphrase of one machine must not enter the repository.
    """
    folder = local_folder(project)
    folder.mkdir(parents=True, exist_ok=True)
    _remove_stale_locks(stack, project)
    # `stack init` also writes to a file of that name, beside this copy of the project file.
    outline = f"name: {json.dumps(_name(project))}\nruntime: python\n"
    (folder / "Pulumi.yaml").write_text(outline, encoding="utf-8")
    copy = folder / f"Pulumi.{stack}.yaml"
    own_state = "PULUMI_BACKEND_URL" in environment
    if not own_state:
        # Only the CLI knows the content of the user's own account or backend.
        ask(cli, ["stack", "select", stack, "--create"], environment, folder)
    else:
        if missing := unread(project, stack):
            print(f"warning: {missing}", file=sys.stderr)
        if not state_file(stack, project).is_file():
            ask(cli, ["stack", "init", stack, "--no-select"], environment, folder)
    stack_file.copy(settings_file(project, stack), copy, own_state=own_state)
    return copy


def _remove_stale_locks(stack: str, project: Path) -> None:
    """Removes the lock that a killed command leaves behind, for which the CLI would wait in
    vain."""
    locks = local_folder(project) / "state/.pulumi/locks/organization" / _name(project) / stack
    for file in locks.glob("*.json"):
        try:
            owner = json.loads(file.read_text(encoding="utf-8"))
            if owner["hostname"] != socket.gethostname() or _is_running(int(owner["pid"])):
                continue
        except (OSError, ValueError, KeyError, TypeError):
            continue
        for part in (file, file.with_name(f"{file.name}.attrs")):
            part.unlink(missing_ok=True)
        print(
            f"Removed the lock of a command that was cut off (process {owner['pid']})",
            file=sys.stderr,
        )


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def has_resources(stack: str, project: Path) -> bool:
    """Returns true if a stack has resources in the local state."""
    file = state_file(stack, project)
    if not file.is_file():
        return False
    latest = json.loads(file.read_text(encoding="utf-8"))["checkpoint"].get("latest") or {}
    return bool(latest.get("resources"))


def forget_stack(cli: Path, stack: str, environment: Mapping[str, str], project: Path) -> None:
    """Removes a stack from the local state and deletes nothing else: its resources no longer
    exist."""
    remove = ["stack", "rm", stack, "--force", "--yes", "--preserve-config"]
    ask(cli, remove, environment, local_folder(project))


def run_to_its_end(
    command: list[str],
    environment: Mapping[str, str],
    folder: Path,
    *,
    output: TextIO | None = None,
) -> int:
    """Runs a command of the CLI in the terminal and returns its exit status. Ctrl-C reaches the CLI
    too, which then stops in order: if it were killed, it would forget the resources that it was
    creating. SIGTERM, which reaches this process alone, is handed on as a Ctrl-C."""
    # Set before the CLI starts, so that no Ctrl-C falls between; the CLI does not inherit it.
    before = signal.signal(signal.SIGINT, lambda *_: None)
    ends = signal.getsignal(signal.SIGTERM)
    try:
        with subprocess.Popen(
            command, cwd=folder, env={**os.environ, **environment}, stdout=output
        ) as process:
            signal.signal(signal.SIGTERM, lambda *_: process.send_signal(signal.SIGINT))
            return process.wait()
    finally:
        signal.signal(signal.SIGINT, before)
        signal.signal(signal.SIGTERM, ends)


def ask(cli: Path, arguments: list[str], environment: Mapping[str, str], folder: Path) -> str:
    """Returns what a command of the CLI prints. Raises OperationError with its own words if it
    fails."""
    ended = subprocess.run(
        [str(cli), *arguments, "--non-interactive"],
        cwd=folder,
        env={**os.environ, **environment},
        text=True,
        capture_output=True,
        check=False,
    )
    if ended.returncode:
        said = ended.stderr.strip().removeprefix("error: ")
        raise OperationError(
            f"`pulumi {' '.join(arguments)}` failed: {said}", remedy=_remedy_of(said)
        )
    return ended.stdout


def _remedy_of(said: str) -> str:
    """Returns what helps against the refusals that a person meets first. Empty for others."""
    remedies = {
        "PULUMI_ACCESS_TOKEN must be set": LOGIN,
        "no stack named": "make it: `pulumi stack init`, in the backend that `pulumi whoami -v` "
        "names; if that is another one than you mean, `pulumi login` to yours first",
        "passphrase must be set": "set PULUMI_CONFIG_PASSPHRASE_FILE to the file that has it",
    }
    return next((remedy for words, remedy in remedies.items() if words in said), "")


def state_file(stack: str, project: Path) -> Path:
    """Returns the CLI's own file that holds a stack's state."""
    return local_folder(project) / "state/.pulumi/stacks" / _name(project) / f"{stack}.json"


def _name(project: Path) -> str:
    try:
        return str(cli_yaml.read(project / "Pulumi.yaml").get("name") or "")
    except ProgramError as error:
        raise OperationError(str(error)) from None
