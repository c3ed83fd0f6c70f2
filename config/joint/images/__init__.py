"""Images of the workload, held against the versions and the network of an environment."""

from config.joint.images.image_checks import (
    long_images,
    pulled_inside,
    remedy_without_internet,
    unreachable_images,
    unread_versions,
    unversioned_images,
)

__all__ = [
    "long_images",
    "pulled_inside",
    "remedy_without_internet",
    "unreachable_images",
    "unread_versions",
    "unversioned_images",
]
