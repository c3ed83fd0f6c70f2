"""Instructions for building an image on the developer's machine."""

from typing import Annotated

from pydantic import Field

from config.values import Section


class Build(Section):
    """Instructions by which the development environment builds the image instead of pulling it."""

    context: Annotated[str, Field(examples=["../orders"])]
    """Folder that is sent to the build, relative to the project."""
    dockerfile: Annotated[str, Field(examples=["Dockerfile"])] = "Dockerfile"
    """Name of the Dockerfile, relative to `context`."""
