"""The base of every model: frozen, without unknown keys, and with rules that report all faults at
once."""

from collections.abc import Iterator
from typing import Any, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic_core import PydanticCustomError

KeyPath = tuple[str | int, ...]
"""Place in a file: keys, and numbers of list entries from 0. It is not a text with dots, because a
key may contain a dot."""


class Broken(NamedTuple):
    """Rule that a section breaks: the place below the section, the value there, and what to do.

    The place is a path. A string is a path of keys that this project names, separated by dots.
    """

    place: str | KeyPath
    value: Any
    remedy: str
    reads: tuple[str, ...] = ()
    """Other keys of the same file that the rule read. While one of them is at fault itself, the
    rule says nothing."""

    @property
    def path(self) -> KeyPath:
        """The place as a path, which is empty for the section itself."""
        if isinstance(self.place, str):
            return tuple(self.place.split(".")) if self.place else ()
        return self.place

    @property
    def key(self) -> str:
        """The place as messages write it."""
        return dotted(self.path)


def dotted(path: KeyPath) -> str:
    """Returns a path as messages write it: `services.orders.routes.0`. A key with a dot is in
    quotes."""
    return ".".join(f'"{part}"' if "." in str(part) else str(part) for part in path)


class Section(BaseModel):
    """One block of a configuration file."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    def rules(self) -> Iterator[Broken]:
        """Checks the relations between this section's keys, and yields each broken one."""
        return iter(())

    @model_validator(mode="after")
    def _obeys_its_rules(self) -> Self:
        broken = list(self.rules())
        if broken:
            raise PydanticCustomError("rules", "breaks a rule", {"broken": broken})
        return self
