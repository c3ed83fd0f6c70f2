"""The Pulumi CLI's environment for a stack on Docker: the provider, the engine's address, and the
place of its state."""

import json
import os
import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path

from operations.docker.engine import containers
from operations.errors import OperationError
from operations.pulumi_cli import cli

INSTEAD = "`make preview STACK={stack}` needs no CLI: it shows what would run"


def environment(program: Path, folder: Path) -> dict[str, str]:
    """Returns the variables with which the CLI runs, and creates the folder of the state if there
    is none."""
    return {
        "PATH": os.pathsep.join([str(program.parent), os.environ.get("PATH", "")]),
        # Otherwise the engine would download the providers of all packages, with AWS's 700 MB.
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        **_engine_address(),
        **({} if logged_in() else _own_state(folder)),
    }


def install_provider(program: Path, environment: dict[str, str], stack: str) -> None:
    """Installs Pulumi's Docker provider, in the version that belongs to the SDK."""
    if shutil.which("pulumi-resource-docker"):
        return
    wanted = version("pulumi_docker")
    ended = subprocess.run(
        [str(program), "plugin", "install", "resource", "docker", wanted],
        env={**os.environ, **environment},
        text=True,
        # Progress goes to standard error, because standard output is for data.
        stdout=2,
        stderr=subprocess.PIPE,
        check=False,
    )
    if ended.returncode:
        raise OperationError(
            "Pulumi's Docker provider cannot be downloaded: "
            + ended.stderr.strip().rpartition("\n")[2].removeprefix("error: "),
            remedy=f"put pulumi-resource-docker {wanted} on PATH "
            f"(https://github.com/pulumi/pulumi-docker/releases); {INSTEAD.format(stack=stack)}",
        )


def _engine_address() -> dict[str, str]:
    """Returns the address of the docker command's engine. Pulumi's provider finds the engine only
    at its usual address, which Docker Desktop, colima and rootless Docker do not use."""
    return {} if os.environ.get("DOCKER_HOST") else {"DOCKER_HOST": containers.address()}


def _own_state(folder: Path) -> dict[str, str]:
    environment = cli.local_environment(folder)
    # The CLI prefers a passphrase in the environment, meant for other stacks, to the file.
    passphrase = Path(environment["PULUMI_CONFIG_PASSPHRASE_FILE"]).read_text(encoding="utf-8")
    return {**environment, "PULUMI_CONFIG_PASSPHRASE": passphrase}


def logged_in() -> bool:
    """Returns true if the user's own Pulumi account or backend is to be used."""
    if os.environ.get("PULUMI_BACKEND_URL") or os.environ.get("PULUMI_ACCESS_TOKEN"):
        return True
    home = Path(os.environ.get("PULUMI_HOME") or Path.home() / ".pulumi")
    try:
        return bool(json.loads((home / "credentials.json").read_text()).get("current"))
    except (OSError, ValueError):
        return False
