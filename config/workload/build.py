"""How an image is built on the developer's machine."""

from config.values import Section


class Build(Section):
    """How the development environment builds the image instead of pulling it."""

    context: str
    """Folder, relative to the project's."""
    dockerfile: str = "Dockerfile"
