"""The files of a stack that runs on Docker, read without the Pulumi CLI."""

from dataclasses import replace
from pathlib import Path

from config import ConfigError, LocalPlatform, load
from config.settings import InfrastructureImages
from operations.docker.engine import ownership
from operations.errors import OperationError
from operations.pulumi_cli import on_docker, settings_of
from planning import selection
from wording import closest


def platform_of(folder: Path, stack: str) -> LocalPlatform:
    """Returns the checked settings and workload of a stack."""
    require_docker(folder, stack)
    try:
        platform = load(stack, settings_of(folder, stack), folder)
    except ConfigError as error:
        raise OperationError(str(error)) from None
    assert isinstance(platform, LocalPlatform)
    return platform


def project_of(folder: Path, stack: str) -> str:
    """Returns the first part of the names of a stack's containers."""
    require_docker(folder, stack)
    try:
        return str(settings_of(folder, stack)["tags"]["project"])
    except (KeyError, TypeError):
        # The settings are wrong; this check reports all their faults.
        return platform_of(folder, stack).settings.tags.project


def programs_of(platform: LocalPlatform, only: str) -> list[str]:
    """Returns the names in `only`, `orders,web`. Raises OperationError for an unknown one."""
    names = [name.strip() for name in only.split(",") if name.strip()]
    known = sorted(platform.workload.by_name())
    for name in names:
        if name not in known:
            raise OperationError(f"there is no program {name!r}; there are: {', '.join(known)}")
    return names


def require_known(platform: LocalPlatform, name: str) -> None:
    """Refuses a name that no container of the environment would have."""
    programs = sorted(platform.workload.by_name())
    known = (*programs, *InfrastructureImages.model_fields)
    if not any(name == each or name.startswith(f"{each}-") for each in known):
        raise OperationError(
            f"no program is called {name!r}{closest(name, programs)}",
            remedy=f"there are: {', '.join(programs)}; and nothing of {platform.stack} runs yet",
        )


def as_run(platform: LocalPlatform, only: list[str]) -> LocalPlatform:
    """Returns the platform with only those programs of which containers are made now, with their
    images as built on this machine."""
    docker = platform.settings.docker
    workload = selection.narrowed(platform.workload, only or docker.only)
    workload = selection.without(workload, docker.on_host)
    return replace(platform, workload=selection.built(workload, docker.programs))


def owner_id(folder: Path, stack: str) -> str:
    """Returns the id that the folder's containers carry. Empty if it has made none yet."""
    require_docker(folder, stack)
    owner = ownership.owner_of(folder)
    return owner.id if owner else ""


def require_docker(folder: Path, stack: str) -> None:
    """Refuses stacks on AWS: a command that removes an environment without asking must not reach
    one."""
    if not on_docker(folder, stack):
        raise OperationError(
            f"the stack {stack} does not run on Docker",
            remedy="this command is for stacks with `target: docker`, such as dev",
        )
