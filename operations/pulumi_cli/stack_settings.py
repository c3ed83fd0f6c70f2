"""A stack's settings as they stand in its file, read without the Pulumi CLI and not checked."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config import CloudPlatform, ConfigError, load
from config.files import own_file
from operations.errors import OperationError

if TYPE_CHECKING:
    from engine import Project

WITHOUT_OWN_FILE = {"plinth:own-file": "false"}
"""Configuration with which a program ignores `Pulumi.<stack>.local.yaml`, so that generated files
are the same on every machine."""


def settings_of(folder: Path, stack: str) -> dict[str, Any]:
    """Returns the value of `<project>:settings`. Empty if it is missing or no mapping, which the
    program reports best. Raises OperationError for a stack without a file."""
    loaded = _project(folder, stack)
    try:
        settings = json.loads(loaded.config.get(f"{loaded.name}:settings", "null"))
    except ValueError:
        return {}
    return settings if isinstance(settings, dict) else {}


def stacks_of(folder: Path) -> list[str]:
    """Returns the stacks of a project, which are those with a file of settings."""
    files = (path for path in folder.glob("Pulumi.*.yaml") if not own_file.is_own(path))
    return sorted(path.name.split(".")[1] for path in files)


def cloud_platform(folder: Path, stack: str) -> CloudPlatform:
    """Returns the checked configuration of a stack on AWS. Raises OperationError with all its
    mistakes, or for a stack on Docker."""
    try:
        found = load(stack, settings_of(folder, stack), folder)
    except ConfigError as error:
        raise OperationError(str(error)) from None
    if not isinstance(found, CloudPlatform):
        raise OperationError(
            "is on Docker (`target: docker`), and this is for AWS",
            file=settings_file(folder, stack),
            remedy=f"`make up STACK={stack}` brings it up as the files are",
        )
    return found


def on_docker(folder: Path, stack: str) -> bool:
    """Returns true if a stack runs in containers on this machine."""
    return settings_of(folder, stack).get("target") == "docker"


def settings_file(folder: Path, stack: str) -> Path:
    """Returns the file of a stack's settings."""
    return _project(folder, stack).file


def unread(folder: Path, stack: str) -> str:
    """Returns the part of the configuration that is not on this machine. Empty if all of it is."""
    return _project(folder, stack).unread


def _project(folder: Path, stack: str) -> "Project":
    from engine import ProgramError, project

    try:
        return project.load(folder, stack)
    except ProgramError as error:
        raise OperationError(str(error)) from None
