"""The files of a stack that runs on Docker, read without the Pulumi CLI."""

from pathlib import Path

from config import ConfigError, LocalPlatform, load
from operations.errors import OperationError
from operations.stack_settings import on_docker, settings_of


def platform_of(folder: Path, stack: str) -> LocalPlatform:
    """The stack's settings and workload, checked."""
    require_docker(folder, stack)
    try:
        platform = load(stack, settings_of(folder, stack), folder)
    except ConfigError as error:
        raise OperationError(str(error)) from None
    assert isinstance(platform, LocalPlatform)
    return platform


def project_of(folder: Path, stack: str) -> str:
    """The first part of the names of a stack's containers."""
    require_docker(folder, stack)
    try:
        return str(settings_of(folder, stack)["tags"]["project"])
    except (KeyError, TypeError):
        # Wrong settings: this tells all that is wrong with them.
        return platform_of(folder, stack).settings.tags.project


def require_docker(folder: Path, stack: str) -> None:
    """Refuses stacks on AWS: what removes an environment without asking must not meet one."""
    if not on_docker(folder, stack):
        raise OperationError(
            f"the stack {stack} does not run on Docker",
            remedy="this command is for stacks with `target: docker`, such as dev",
        )
