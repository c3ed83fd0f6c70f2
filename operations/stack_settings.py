"""A stack's settings as they stand in its file, read without the Pulumi CLI and not checked."""

import json
from pathlib import Path
from typing import Any

from operations.errors import OperationError


def settings_of(folder: Path, stack: str) -> dict[str, Any]:
    """The value of `<project>:settings`; empty where it is none or makes no sense, which the
    program tells best. Raises OperationError for a stack without a file."""
    from emulator import project
    from emulator.errors import ProgramError

    try:
        loaded = project.load(folder, stack)
    except ProgramError as error:
        raise OperationError(str(error)) from None
    try:
        settings = json.loads(loaded.config.get(f"{loaded.name}:settings", "null"))
    except ValueError:
        return {}
    return settings if isinstance(settings, dict) else {}


def on_docker(folder: Path, stack: str) -> bool:
    """Whether a stack runs in containers on this machine."""
    return settings_of(folder, stack).get("target") == "docker"
