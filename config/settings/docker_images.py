"""The images of an environment's own containers on Docker, pinned in `docker-images.yaml`."""

import datetime
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from config.files import yaml_file
from config.values import Section

FILE = Path(__file__).with_name("docker-images.yaml")


class PinnedImage(Section):
    """One image: what it is called, and which of its contents was tried."""

    image: str
    """Its name; one without a registry's host is of Docker Hub."""
    tag: str
    digest: Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")] | None
    """Of the index of all architectures. null: whatever the tag names today."""
    line: str | None = None
    """How newer tags of the same line begin; absent: with the same first number."""

    @property
    def reference(self) -> str:
        """What the engine pulls."""
        return f"{self.image}:{self.tag}" + (f"@{self.digest}" if self.digest else "")


class PinnedImages(Section):
    """The whole file."""

    as_of: datetime.date
    """When the digests were written."""
    images: dict[str, PinnedImage]


@cache
def read(file: Path) -> PinnedImages:
    """A file of pinned images, checked."""
    return PinnedImages.model_validate(yaml_file.read(file).content)


def reference(name: str) -> str:
    """The image of a server by its name in the file."""
    return read(FILE).images[name].reference
