"""Images: the pinned ones of environments on Docker, and the registries that hold them."""

from operations.images import images

__all__ = [
    "images",
]
