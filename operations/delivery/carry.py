"""`images save`, `images load`: images on their way from one stack's registry to another's.

They go by their digests: built once, they are the very bytes that were tried. No account sees the
registry of another.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from config import CloudPlatform
from operations.errors import OperationError
from operations.folder import PROJECT, Folder
from operations.images import registry
from operations.pulumi_cli import cloud_platform, settings_file

Stack = Annotated[str, typer.Argument(help="The stack, whose registry and versions are meant.")]
Images = Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder of images.")]


def save(stack: Stack, images: Images, folder: Folder = PROJECT) -> None:
    """Copy the images that a stack's file names by digest from its registry into a folder."""
    platform = cloud_platform(folder, stack)
    with _login(platform) as login:
        _make(images)
        for name, digest in _digests(platform, folder):
            source = f"docker://{registry(platform)}/{name}@{digest}"
            _copy(source, _saved(images, name), "--src-authfile", str(login))


def load(stack: Stack, images: Images, folder: Folder = PROJECT) -> None:
    """Copy images from a folder into the registry of a stack, under the digests in its file. One
    that is there already stays."""
    platform = cloud_platform(folder, stack)
    with _login(platform) as login:
        for name, digest in _digests(platform, folder):
            repository = f"docker://{registry(platform)}/{name}"
            if _digest(f"{repository}@{digest}", "--authfile", str(login)) == digest:
                print(f"{name}: {digest} is there already", file=sys.stderr)
                continue
            found = _digest(_saved(images, name))
            if found != digest:
                raise OperationError(
                    f"images.{name}: is {digest}, but {images} has {found or 'no such image'}",
                    file=settings_file(folder, stack),
                    remedy="load what was saved of the same deployment",
                )
            # A tag is never moved, and names nothing but this image.
            tag = digest.removeprefix("sha256:")[:16]
            _copy(_saved(images, name), f"{repository}:{tag}", "--dest-authfile", str(login))


def _make(images: Path) -> None:
    try:
        images.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OperationError(f"cannot be made: {error.strerror}", file=images) from None


def _digests(platform: CloudPlatform, folder: Path) -> Iterator[tuple[str, str]]:
    for name, version in sorted(platform.settings.images.items()):
        if version.startswith("sha256:"):
            yield name, version
        else:
            print(
                f"{settings_file(folder, platform.stack)}: images.{name}: {version} is a tag, so it"
                " is not copied; another pipeline has to push it to each registry",
                file=sys.stderr,
            )


def _saved(images: Path, name: str) -> str:
    return f"oci:{images / name}:carried"


@contextmanager
def _login(platform: CloudPlatform) -> Iterator[Path]:
    """Gives a file with the registry's password, which is gone afterwards."""
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        client = boto3.client("ecr", region_name=platform.settings.region)
        [given] = client.get_authorization_token()["authorizationData"]
    except (BotoCoreError, ClientError) as error:
        raise OperationError(
            f"the registry gives no password: {error}", remedy="check the credentials"
        ) from None
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "auth.json"
        file.touch(mode=0o600)
        host = registry(platform).partition("/")[0]
        auths = {"auths": {host: {"auth": given["authorizationToken"]}}}
        file.write_text(json.dumps(auths), encoding="utf-8")
        yield file


def _copy(source: str, target: str, *options: str) -> None:
    print(f"{source} -> {target}", file=sys.stderr)
    ended = _skopeo("copy", "--preserve-digests", "--all", *options, source, target)
    if ended.returncode:
        raise OperationError(
            f"skopeo could not copy {source}: {ended.stderr.strip()}",
            remedy="run the same command again: what is copied stays",
        )


def _digest(image: str, *options: str) -> str:
    ended = _skopeo("inspect", "--format", "{{.Digest}}", *options, image)
    return ended.stdout.strip() if ended.returncode == 0 else ""


def _skopeo(*words: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which("skopeo")
    if not program:
        raise OperationError(
            "skopeo is not on PATH; it copies images without changing their digests",
            remedy="install it (github.com/containers/skopeo); GitHub's runners have it",
        )
    return subprocess.run([program, *words], capture_output=True, text=True, check=False)
