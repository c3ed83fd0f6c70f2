"""Mistakes in the team's own files, told with the file and the line instead of a traceback."""

import contextlib
import sys
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import pulumi

from wording import closest

Value = TypeVar("Value")


class OwnMistake(Exception):
    """Mistake of the team's that Plinth itself found while own/ ran. Its message says it all."""


@contextlib.contextmanager
def told() -> Iterator[None]:
    """Raises RunError with the file and the line for an exception that comes out of own/. All other
    exceptions pass as they are."""
    try:
        yield
    except pulumi.RunError:
        raise
    except Exception as error:
        place = _place(error)
        if place is None:
            raise
        if isinstance(error, OwnMistake):
            raise pulumi.RunError(f"{place}: {error}") from None
        raise pulumi.RunError(
            f"{place}: {type(error).__name__}: {_message(error)}; correct your own file"
        ) from None


class Known(dict[str, Value]):
    """A mapping whose missing key is told with the keys that there are."""

    def __init__(self, kind: str, content: Mapping[str, Value]) -> None:
        super().__init__(content)
        self._kind = kind

    def __missing__(self, key: str) -> Any:
        hint = closest(str(key), self) or f"; there are: {', '.join(self) or 'none'}"
        raise LookupError(f"there is no {self._kind} {key!r}{hint}")


def _place(error: Exception) -> str | None:
    """Returns the last line of own/ that the exception went through."""
    folder = _folder()
    if folder is None:
        return None
    places = [(each.filename, each.lineno) for each in traceback.extract_tb(error.__traceback__)]
    if isinstance(error, SyntaxError) and error.filename:
        places.append((error.filename, error.lineno))
    own = [(Path(file), line) for file, line in places if folder in Path(file).parents]
    if not own:
        return None
    file, line = own[-1]
    return f"own/{file.relative_to(folder)}:{line}"


def _folder() -> Path | None:
    package = sys.modules.get("own")
    return Path(package.__path__[0]) if package is not None else None


def _message(error: Exception) -> str:
    return error.msg if isinstance(error, SyntaxError) else str(error)
