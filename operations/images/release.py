"""`images build`, `push`, `release`: from the workload's `build` to a digest in the stack file.

Each step is left out where its result is there already: a version that the registry has is neither
built nor pushed again, so a command that was cut off goes on where it stopped. The stack file is
written last and whole, so it never has half of a release.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol

import typer

from operations.errors import OperationError
from operations.folder import PROJECT, Folder
from operations.images.images import app
from operations.images.references import registry as address_of
from operations.pulumi_cli import cloud_platform, image_versions, settings_file

if TYPE_CHECKING:
    from operations.images.builds import Build
    from operations.images.registries import Login, Registry

Stack = Annotated[str, typer.Argument(help="The stack, whose registry gets the images.")]
Programs = Annotated[
    list[str] | None, typer.Argument(help="Only these programs. All that have a `build` without.")
]
Version = Annotated[
    str, typer.Option(help="The tag. Without it, each image has its context's commit.")
]


class Builder(Protocol):
    """Something that builds and pushes images."""

    def has(self, reference: str) -> bool:
        """Returns true if an image is there to be pushed."""

    def build(self, build: "Build", reference: str) -> None:
        """Builds an image under its name."""

    def push(self, reference: str, login: "Login | None") -> None:
        """Pushes an image."""


@dataclass(frozen=True)
class Released:
    """An image in the registry."""

    build: "Build"
    digest: str
    pushed: bool
    """False if it was there before."""


@app.command()
def build(
    stack: Stack, programs: Programs = None, version: Version = "", folder: Folder = PROJECT
) -> None:
    """Build the images of a stack on this machine, and push nothing."""
    from operations.images.docker_cli import Docker

    builder = Docker()
    for each, address in _builds(stack, programs, version, folder):
        _built(each, address, builder)


@app.command()
def push(
    stack: Stack, programs: Programs = None, version: Version = "", folder: Folder = PROJECT
) -> None:
    """Push the images of a stack that are built and that its registry lacks."""
    from operations.images.docker_cli import Docker

    builds = list(_builds(stack, programs, version, folder))
    list(pushed([each for each, _ in builds], _registry(folder, stack), Docker(), building=False))


@app.command()
def release(
    stack: Stack, programs: Programs = None, version: Version = "", folder: Folder = PROJECT
) -> None:
    """Build and push what the registry lacks, and write the digests into the stack file."""
    from operations.images.docker_cli import Docker

    builds = [each for each, _ in _builds(stack, programs, version, folder)]
    found = list(pushed(builds, _registry(folder, stack), Docker(), building=True))
    written(settings_file(folder, stack), found)


def _builds(
    stack: str, programs: Sequence[str] | None, version: str, folder: Path
) -> Iterator[tuple["Build", str]]:
    from operations.images.builds import builds

    platform = cloud_platform(folder, stack)
    for each in builds(platform, folder, programs or (), version):
        yield each, address_of(platform)


def _registry(folder: Path, stack: str) -> "Registry":
    from operations import accounts
    from operations.images.registries import Ecr

    platform = cloud_platform(folder, stack)
    client = accounts.client("ecr", platform.settings.region)
    return Ecr(client, platform, address_of(platform))


def pushed(
    builds: Sequence["Build"], registry: "Registry", builder: Builder, *, building: bool
) -> Iterator[Released]:
    """Pushes the images that a registry lacks and yields each with its digest there. With
    `building` those that are not on this machine are built before."""
    login: Login | None = None
    for each in builds:
        digest = registry.digest(each.name, each.version)
        if digest:
            print(f"{each.name}:{each.version} is in the registry already", file=sys.stderr)
            yield Released(each, digest, pushed=False)
            continue
        reference = each.reference(registry.address)
        if building:
            _built(each, registry.address, builder)
        elif not builder.has(reference):
            raise OperationError(
                f"{each.name}:{each.version} is not built on this machine",
                remedy="`make images-build` builds it, `make images-release` does all at once",
            )
        login = login or registry.login()
        print(f"pushing {reference}", file=sys.stderr)
        builder.push(reference, login)
        # What the registry says is what will be pulled; Docker's own words may be another image's.
        digest = registry.digest(each.name, each.version)
        if digest is None:
            raise OperationError(
                f"{each.name}:{each.version} was pushed, and the registry does not have it",
                remedy="run the command again",
            )
        yield Released(each, digest, pushed=True)


def _built(each: "Build", address: str, builder: Builder) -> None:
    if each.context is None:
        raise OperationError(
            f"{each.programs[0]} has no `build`, and {each.name}:{each.version} was never pushed",
            remedy="push it by the pipeline that builds it, or write `build: {context: ...}` in "
            "config/workload.yaml",
        )
    reference = each.reference(address)
    print(f"building {reference} from {each.context}", file=sys.stderr)
    builder.build(each, reference)


def written(file: Path, found: Sequence[Released]) -> bool:
    """Writes the digests into a stack's file, each with its tag beside it. Returns false if they
    stood there already."""
    versions = {
        each.build.name: image_versions.Written(each.digest, each.build.version) for each in found
    }
    changed = image_versions.write(file, versions)
    for each in found:
        print(f"{each.build.name}: {each.build.version} {each.digest}")
    number = f"{len(found)} image{'' if len(found) == 1 else 's'}"
    words = f"now has {number} by digest" if changed else f"had {number} by digest already"
    print(f"{file.name} {words}", file=sys.stderr)
    return changed
