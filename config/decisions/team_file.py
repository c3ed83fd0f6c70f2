"""The reader of the team's files of decisions: none, or one that is right to the last key."""

from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from config.files import ConfigError, YamlFile, problems_of, yaml_file
from config.values import Section

Decided = TypeVar("Decided", bound=Section)


def read_file(file: Path, model: type[Decided], name: str) -> tuple[Decided, YamlFile] | None:
    """Reads a file, and keeps the lines of its keys. None if there is none. Raises ConfigError for
    every mistake in it, under the name by which people know the file."""
    # A link to nowhere is there as well: whoever made it meant a file.
    if not file.exists() and not file.is_symlink():
        return None
    try:
        content = replace(yaml_file.read(file), name=name)
    except ConfigError as error:
        raise ConfigError([replace(problem, file=name) for problem in error.found]) from None
    try:
        given = {} if content.content is None else content.content
        return model.model_validate(given), content
    except ValidationError as error:
        raise ConfigError(problems_of(error, model, content, ())) from None
