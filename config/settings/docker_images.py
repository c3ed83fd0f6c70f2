"""The images of an environment's own containers on Docker, which `docker-images.yaml` pins."""

import datetime
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from config.files import ConfigError, problems_of, yaml_file
from config.values import Section

FILE = Path(__file__).with_name("docker-images.yaml")


class PinnedImage(Section):
    """One image by its name, with the version that was tried."""

    image: str
    """Name of the image. A name without a registry's host is one of Docker Hub."""
    tag: str
    digest: Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")] | None
    """Digest of the index of all architectures. null: the image that the tag names today."""
    line: str | None = None
    """Text with which newer tags of the same line begin. Absent: tags with the same first
    number."""

    @property
    def reference(self) -> str:
        """The reference that the Docker engine pulls."""
        return f"{self.image}:{self.tag}" + (f"@{self.digest}" if self.digest else "")


class PinnedImages(Section):
    """Content of the whole file."""

    as_of: datetime.date
    """Day on which the digests were written."""
    images: dict[str, PinnedImage]


@cache
def read(file: Path) -> PinnedImages:
    """Reads a file of pinned images and checks it. Raises ConfigError with all that is wrong."""
    found = yaml_file.read(file)
    try:
        return PinnedImages.model_validate(found.content)
    except ValidationError as error:
        raise ConfigError(problems_of(error, PinnedImages, found, ())) from None


def reference(name: str) -> str:
    """Returns the image of a server by its name in the file."""
    return read(FILE).images[name].reference
