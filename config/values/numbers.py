"""Numbers that stand where a text is meant, of which YAML keeps another text: 1.10 is 1.1."""

from collections.abc import Mapping
from typing import Any


class _Written:
    written: str
    """The text in the file."""


class WrittenInt(_Written, int):
    """A whole number whose text in the file is another one, such as +5."""


class WrittenFloat(_Written, float):
    """A number whose text in the file is another one, such as 1.10."""


def as_read(text: str, *, whole: bool) -> int | float:
    """Returns the number that a text in a file is, which remembers the text if it is another one
    than the number's own."""
    plain = int(text) if whole else float(text)
    if str(plain) == text:
        return plain
    found: WrittenInt | WrittenFloat = WrittenInt(text) if whole else WrittenFloat(text)
    found.written = text
    return found


def as_text(value: Any) -> Any:
    """Returns a number as text, and any other value as it is. Raises ValueError if the file has
    another text, which YAML has lost."""
    if isinstance(value, _Written):
        raise ValueError(
            f"is written {value.written}, which is the number {value} to YAML and to the Pulumi "
            f'CLI; put the text in quotes: "{value.written}"'
        )
    return str(value) if isinstance(value, int | float) else value


def as_written(given: Any, file: Any) -> Any:
    """Returns values that came by another way with the numbers of their file in place of equal
    ones, so that their texts are known."""
    if isinstance(given, Mapping) and isinstance(file, Mapping):
        return {key: as_written(value, file.get(key)) for key, value in given.items()}
    if isinstance(given, list) and isinstance(file, list) and len(given) == len(file):
        return [as_written(*each) for each in zip(given, file, strict=True)]
    return file if isinstance(file, _Written) and file == given else given
