"""Reads the table, one file for each AWS service, when somebody first asks for one of its types."""

import contextlib
import functools
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import yaml
from pydantic import ValidationError

from config.files import ConfigError, problems_of, yaml_file
from provider_facts.rows import Facts, Row

FOLDER = Path(__file__).parent / "data"

_FAST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Source(NamedTuple):
    """The place where a row was read, and the date."""

    provider: str
    """The provider's repository."""
    release: str
    """The release of the provider."""
    place: str
    """The package and the functions that were read."""
    read: date

    def __str__(self) -> str:
        return f"{self.provider} v{self.release}, {self.place} (read {self.read})"


def read(file: Path) -> Facts:
    """Reads one file of the table. Raises ConfigError, with the line, if anything in it is
    wrong."""
    content = yaml_file.read(file)
    try:
        return Facts.model_validate(content.content)
    except ValidationError as error:
        raise ConfigError(problems_of(error, Facts, content, ())) from None


@functools.cache
def _service(name: str) -> Facts | None:
    file = FOLDER / f"{name}.yaml"
    if not file.is_file():
        return None
    with contextlib.suppress(yaml.YAMLError, ValidationError):
        # libyaml takes a twentieth of the time. If the file is wrong, the other reader below
        # reports the line.
        return Facts.model_validate(yaml.load(file.read_text(encoding="utf-8"), _FAST))
    return read(file)


def find(type_: str) -> Row | None:
    """Returns the row of a Pulumi type such as `aws:sqs/queue:Queue`; None if its source was not
    read."""
    facts = _facts(type_)
    return facts.types.get(type_) if facts else None


def source(type_: str) -> Source | None:
    """Returns the source of a type's row; None if there is no row."""
    facts, row = _facts(type_), find(type_)
    return Source(facts.provider, facts.release, row.source, facts.read) if facts and row else None


def types(package: str = "aws") -> Iterator[str]:
    """Yields all types of a Pulumi package that have a row: file by file, sorted within each."""
    for file in sorted(FOLDER.glob("*.yaml")):
        facts = _service(file.stem)
        for type_ in sorted(facts.types) if facts else ():
            if type_.startswith(f"{package}:"):
                yield type_


def _facts(type_: str) -> Facts | None:
    package, _, rest = type_.partition(":")
    if package == "docker":
        return _service(package)
    return _service(rest.partition("/")[0]) if package == "aws" else None
