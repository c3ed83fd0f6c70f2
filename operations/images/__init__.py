"""Images: the team's own, built and pushed, and the pinned ones of environments on Docker."""

from operations.images import builds, docker_cli, images, registries, release
from operations.images.references import references, registry, versions
from operations.images.registries import Registry

__all__ = [
    "Registry",
    "builds",
    "docker_cli",
    "images",
    "references",
    "registries",
    "registry",
    "release",
    "versions",
]
