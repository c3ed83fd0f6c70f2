"""The workload of a project, with the place of each of its lines."""

from pathlib import Path

from config import ConfigError, Problem, Workload
from config.files import YamlFile
from config.workload import team_files
from operations.errors import OperationError


def read(folder: Path) -> Workload:
    """Returns the workload of a project. Raises OperationError if it cannot be read."""
    return with_places(folder)[0]


def with_places(folder: Path) -> tuple[Workload, YamlFile]:
    """Returns the workload of a project, and its files as one. Raises OperationError if they cannot
    be read."""
    problems: list[Problem] = []
    file = team_files.read(folder, problems)
    try:
        if problems:
            raise ConfigError(problems)
        return Workload.model_validate(file.content), file
    except (ConfigError, ValueError) as error:
        raise OperationError(
            f"cannot be read: {error}", file=folder / file.name, remedy="`make preview` says more"
        ) from None
