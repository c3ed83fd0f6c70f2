"""Checks of images against the versions that the settings give, and the ways to a registry; pure.

Each yields problems as `Broken`, with the path from the root of the file at fault.
"""

from collections.abc import Iterator

from config.settings import CloudSettings, Settings
from config.values import Broken, KeyPath, closest, images, repository, resolve, version
from config.workload import Workload

LONGEST = 255
"""Characters of an image's reference
(docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html, `image`)."""
_MOVING = (
    "is a tag that moves, and the repositories here are immutable: ECR takes it once and refuses "
    "the next push; write the version that is to run"
)


_IMAGES = tuple(
    f"{kind}.*.{key}" for kind in ("services", "workers", "jobs") for key in ("image", "sidecars")
)
"""Places of the names of images in the workload."""


def unread_versions(workload: Workload, settings: Settings) -> Iterator[Broken]:
    """Yields versions of images that no program has, and such as move, with paths of the stack
    file."""
    for name, chosen in settings.images.items():
        if chosen == "latest" and isinstance(settings, CloudSettings):
            yield Broken(("images", name), chosen, _MOVING)
    repositories = {repository(image) for _, image in _images(workload)} - {None}
    other = _renamed(workload, settings)
    for name in settings.images:
        if name not in repositories:
            hint = closest(name, (r for r in repositories if r))
            if other and not hint:
                hint = f"; rename it {other}, which has no version yet"
            place, lacks = ("images", name), _version_of(other) if other else f"programs.{name}"
            remedy = f"no image has this name{hint}"
            yield Broken(place, settings.images[name], remedy, _IMAGES, lacks)


def unversioned_images(workload: Workload, settings: Settings) -> Iterator[Broken]:
    """Yields images of this platform to which neither file gives a version, with paths of the
    workload."""
    for path, image in _images(workload):
        name = repository(image)
        if name and name not in settings.images and version(image) == "latest":
            if isinstance(settings, CloudSettings):
                yield Broken(path, image, _MOVING)
        elif name and name not in settings.images and version(image) is None:
            remedy = f"has no version; write {name}:<version>, or images.{name} in the stack file"
            yield Broken(path, image, remedy, lacks=_version_of(name))


def long_images(workload: Workload, settings: Settings, stack: str) -> Iterator[Broken]:
    """Yields images whose whole references no task definition, and no Docker engine, takes; with
    paths of the workload."""
    registry = ""
    if isinstance(settings, CloudSettings):
        host = images.registry_host(settings.account_id, settings.region)
        registry = f"{host}/{settings.tags.project}/{stack}"
    for path, image in _images(workload):
        length = len(resolve(image, registry, settings.images).removeprefix("/"))
        if length > LONGEST:
            with_ = " with its registry and version" if repository(image) else ""
            remedy = f"has {length} characters{with_}, and {LONGEST} are taken; shorten its name"
            yield Broken(path, image, f"{remedy} by {length - LONGEST}")


def _version_of(image: str) -> str:
    return f"images.{image}"


def _renamed(workload: Workload, settings: Settings) -> str:
    """Returns the only image without a version, if there is only one version without an image: the
    two have one mistake, a name that was changed in one of the files."""
    named = {repository(image) for _, image in _images(workload)}
    bare = {repository(image) for _, image in _images(workload) if version(image) is None}
    bare -= {None, *settings.images}
    unread = settings.images.keys() - named
    return (bare.pop() or "") if len(bare) == 1 == len(unread) else ""


def unreachable_images(workload: Workload, settings: Settings) -> Iterator[Broken]:
    """Yields images that a network without internet cannot pull, with paths of the workload."""
    if not isinstance(settings, CloudSettings):
        return
    for path, image in _images(workload):
        if repository(image) is None and not pulled_inside(image, settings):
            yield Broken(path, image, remedy_without_internet(settings))


def _images(workload: Workload) -> Iterator[tuple[KeyPath, str]]:
    """Yields every image of the workload, with its place."""
    for each in workload.programs():
        for below, image in each.program.images().items():
            yield (*each.path, *below), image


def pulled_inside(image: str, settings: CloudSettings) -> bool:
    """Returns true if the image's registry is reachable without the internet. Endpoints lead to one
    registry only, this account's ECR in this region
    (docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html)."""
    own = images.in_account(image, settings.account_id, settings.region)
    return settings.network.nat != "none" or own is not None


def remedy_without_internet(settings: CloudSettings) -> str:
    """Returns what helps where an image cannot be pulled."""
    host = images.registry_host(settings.account_id, settings.region)
    return (
        "cannot be pulled with network.nat: none, since no endpoint leads to its registry; copy it "
        f"to a repository of this account ({host}/...), or choose another nat"
    )
