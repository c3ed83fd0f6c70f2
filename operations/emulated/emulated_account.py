"""What a stack's settings say of the account that is emulated for it."""

from pathlib import Path

from operations.errors import OperationError
from operations.pulumi_cli import on_docker, settings_file, settings_of


def require_aws(folder: Path, stack: str) -> None:
    """Refuses a stack in containers, which has no AWS to emulate."""
    if on_docker(folder, stack):
        raise OperationError(
            "runs on Docker (`target: docker`), so there is no AWS to emulate",
            file=settings_file(folder, stack),
            remedy=f"bring it up with `make up STACK={stack}`",
        )


def number(folder: Path, stack: str) -> str:
    """The account's number. Raises OperationError for a stack that is not on AWS."""
    require_aws(folder, stack)
    found = settings_of(folder, stack).get("account_id")
    if not found:
        raise OperationError(
            "has no account_id, so there is no AWS to emulate",
            file=settings_file(folder, stack),
            remedy="write its 12 digits under plinth:settings",
        )
    return str(found)


def zones(folder: Path, stack: str) -> dict[str, str]:
    """The hosted zone that exists before the program runs, with its domain by its ID."""
    settings = settings_of(folder, stack)
    zone, domain = settings.get("hosted_zone_id"), settings.get("domain")
    return {str(zone): str(domain)} if zone and domain else {}
