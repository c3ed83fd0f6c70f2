"""Reads the table, a file for each AWS service, when somebody asks for one of its types."""

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
    """Where a row was read, and when."""

    release: str
    """Of hashicorp/terraform-provider-aws."""
    place: str
    """Package and functions."""
    read: date

    def __str__(self) -> str:
        return f"terraform-provider-aws v{self.release}, {self.place} (read {self.read})"


def read(file: Path) -> Facts:
    """A file of the table. Raises ConfigError, with the line, for what is wrong in it."""
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
        # libyaml takes a twentieth of the time; what is wrong in a file, the other reader says.
        return Facts.model_validate(yaml.load(file.read_text(encoding="utf-8"), _FAST))
    return read(file)


def find(type_: str) -> Row | None:
    """The row of a Pulumi type, as `aws:sqs/queue:Queue`; None where nothing was read."""
    facts = _facts(type_)
    return facts.types.get(type_) if facts else None


def source(type_: str) -> Source | None:
    """Where the row of a type was read."""
    facts, row = _facts(type_), find(type_)
    return Source(facts.release, row.source, facts.read) if facts and row else None


def types() -> Iterator[str]:
    """All types that have a row, sorted."""
    for file in sorted(FOLDER.glob("*.yaml")):
        facts = _service(file.stem)
        yield from sorted(facts.types) if facts else ()


def _facts(type_: str) -> Facts | None:
    module = type_.removeprefix("aws:").partition("/")[0]
    return _service(module) if type_.startswith("aws:") else None
