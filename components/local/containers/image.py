"""Images of containers on Docker: pulled, built, or already in the engine."""

from dataclasses import dataclass
from pathlib import Path

import pulumi
import pulumi_docker as docker

from components.local.containers import stand_in_files
from components.local.containers.machine import Machine
from config.values import images
from config.workload import Build, Program

PROJECT = Path(__file__).resolve().parents[3]
STAND_IN = PROJECT / ".pulumi-local" / "stand-in"


@dataclass(frozen=True, kw_only=True)
class Image:
    """An image that the engine has, or will have."""

    reference: str
    """The image's name for people; one ID may have several."""
    id: pulumi.Output[str]
    """The ID from which containers are made. A new build under the same name replaces them."""


def pulled(name: str, reference: str, parent: pulumi.Resource) -> Image:
    """Returns an image that is pulled if the engine does not have it. It stays there when the stack
    is destroyed, because pulling it again takes longer than anything else here."""
    image = docker.RemoteImage(
        name, name=reference, keep_locally=True, opts=pulumi.ResourceOptions(parent=parent)
    )
    return Image(reference=reference, id=image.image_id)


def stand_in_image(machine: Machine) -> Image:
    """Builds the stand-in's image from this project's own files; one for all programs that it
    replaces."""
    try:
        stand_in_files.write(STAND_IN)
    except OSError as error:
        # A preview shows no image, so the folder is not needed.
        if not pulumi.runtime.is_dry_run():
            raise pulumi.RunError(f"{STAND_IN} cannot be written: {error.strerror}") from None
    base = {"BASE": machine.settings.image("setup")}
    return _built("stand-in", machine.full_name("stand-in"), STAND_IN, "Dockerfile", None, base)


def image_of(
    name: str,
    program: Program,
    *,
    build: Build | None,
    versions: dict[str, str],
    machine: Machine,
    parent: pulumi.Resource,
) -> Image:
    """Returns a program's image: built if it has a folder to build from, else pulled."""
    reference = reference_of(program.image, versions, machine.settings.registry)
    if build is None:
        return pulled(name, reference, parent)
    # The name is this clone's own, because another clone of the project builds one, too.
    reference = f"{machine.full_name(name)}:{_tag(reference)}"
    return _built(name, reference, PROJECT / build.context, build.dockerfile, parent)


def _built(
    name: str,
    reference: str,
    context: Path,
    dockerfile: str,
    parent: pulumi.Resource | None,
    arguments: dict[str, str] | None = None,
) -> Image:
    image = docker.Image(
        name,
        image_name=reference,
        build={
            "context": str(context),
            "dockerfile": str(context / dockerfile),
            **({"args": arguments} if arguments else {}),
        },
        skip_push=True,
        opts=pulumi.ResourceOptions(parent=parent),
    )
    # For an image that is not pushed, this output is its ID.
    return Image(reference=reference, id=image.repo_digest)


def _tag(reference: str) -> str:
    version = images.version(reference) or "latest"
    return "latest" if ":" in version else version


def reference_of(image: str, versions: dict[str, str], registry: str | None) -> str:
    """Returns the name by which the engine is asked for an image: `orders:1.0.0`, with the registry
    before it if there is one."""
    return images.resolve(image, registry or "", versions).removeprefix("/")
