"""What a stack's settings say of the account that is emulated for it."""

import json
from pathlib import Path
from typing import Any

from operations.errors import OperationError


def require_aws(folder: Path, stack: str) -> None:
    """Refuses a stack in containers, which has no AWS to emulate."""
    if _settings(folder, stack).get("target") == "docker":
        raise OperationError(
            "runs on Docker (`target: docker`), so there is no AWS to emulate",
            file=folder / f"Pulumi.{stack}.yaml",
            remedy=f"bring it up with `make up STACK={stack}`",
        )


def number(folder: Path, stack: str) -> str:
    """The account's number. Raises OperationError for a stack that is not on AWS."""
    require_aws(folder, stack)
    found = _settings(folder, stack).get("account_id")
    if not found:
        raise OperationError(
            "has no account_id, so there is no AWS to emulate",
            file=folder / f"Pulumi.{stack}.yaml",
            remedy="write its 12 digits under plinth:settings",
        )
    return str(found)


def zones(folder: Path, stack: str) -> dict[str, str]:
    """The hosted zone that exists before the program runs, with its domain by its ID."""
    settings = _settings(folder, stack)
    zone, domain = settings.get("hosted_zone_id"), settings.get("domain")
    return {str(zone): str(domain)} if zone and domain else {}


def _settings(folder: Path, stack: str) -> dict[str, Any]:
    """The settings as they are; what is wrong with them the program says best."""
    from emulator import project
    from emulator.errors import ProgramError

    try:
        loaded = project.load(folder, stack)
    except ProgramError as error:
        raise OperationError(str(error)) from None
    try:
        settings = json.loads(loaded.config.get(f"{loaded.name}:settings") or "{}")
    except ValueError:
        return {}
    return settings if isinstance(settings, dict) else {}
