"""Docker's commands for building and pushing an image."""

import base64
import contextlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from operations.errors import OperationError
from operations.images.builds import Build
from operations.images.registries import Login


class Docker:
    """The `docker` on PATH."""

    def has(self, reference: str) -> bool:
        """Returns true if an image is on this machine under a name."""
        ended = subprocess.run(
            [_program(), "image", "inspect", reference], capture_output=True, check=False
        )
        return ended.returncode == 0

    def build(self, build: Build, reference: str) -> None:
        """Builds an image under its name. Docker's progress goes to stderr."""
        assert build.context is not None
        file = build.context / build.dockerfile
        words = ["build", "--platform", build.platform, "--file", str(file), "--tag", reference]
        _run(*words, str(build.context))

    def push(self, reference: str, login: Login | None) -> None:
        """Pushes an image. The password is in no file that outlives the push."""
        with _config(login) as variables:
            _run("push", reference, variables=variables)


@contextlib.contextmanager
def _config(login: Login | None) -> Iterator[dict[str, str]]:
    """Yields variables by which Docker finds the operator's own configuration, and this login."""
    if login is None:
        yield {}
        return
    own = Path(os.environ.get("DOCKER_CONFIG") or Path.home() / ".docker")
    with tempfile.TemporaryDirectory(prefix="plinth-docker-") as temporary:
        folder = Path(temporary)
        content: dict[str, object] = {}
        for each in own.iterdir() if own.is_dir() else ():
            if each.name != "config.json":
                (folder / each.name).symlink_to(each)
            else:
                with contextlib.suppress(ValueError, OSError):
                    content = json.loads(each.read_text(encoding="utf-8"))
        # A helper would keep the password, and one for this host would be asked instead.
        content = {k: v for k, v in content.items() if k not in ("credsStore", "credHelpers")}
        known = content.get("auths")
        token = base64.b64encode(f"{login.user}:{login.password}".encode()).decode()
        others = known if isinstance(known, dict) else {}
        content["auths"] = {**others, login.host: {"auth": token}}
        file = folder / "config.json"
        file.touch(mode=0o600)
        file.write_text(json.dumps(content), encoding="utf-8")
        yield {"DOCKER_CONFIG": str(folder)}


def _run(*words: str, variables: dict[str, str] | None = None) -> None:
    ended = subprocess.run(
        [_program(), *words],
        stdout=2,
        env={**os.environ, **(variables or {})},
        check=False,
    )
    if ended.returncode:
        raise OperationError(
            f"`docker {words[0]} {words[-1]}` failed with status {ended.returncode}",
            remedy="Docker says why above; run the command again, it goes on where it stopped",
        )


def _program() -> str:
    if found := shutil.which("docker"):
        return found
    raise OperationError(
        "the docker command is not on PATH",
        remedy="install Docker (https://docs.docker.com/get-docker/)",
    )
