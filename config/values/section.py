"""The base of every model: frozen, without unknown keys, and with rules that report all faults at
once."""

import re
from collections.abc import Collection, Iterable, Iterator
from functools import partial
from typing import Any, Literal, NamedTuple, Self, cast

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, model_validator
from pydantic_core import CoreSchema, PydanticCustomError, PydanticKnownError, core_schema

KeyPath = tuple[str | int, ...]
"""Place in a file: keys, and numbers of list entries from 0. It is not a text with dots, because a
key may contain a dot."""


_NO_SCHEMA = ("metadata", "default", "ref", "schema_ref")
"""Parts of a schema that hold no other one."""


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
    lacks: str = ""
    """Thing that is not there, such as `topics.events`. All that name it are told in one message,
    because they are mended at one place. It begins with a dot if it is what a key of the section
    itself says, such as `.deployment`."""

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

    def follows(self, told: Iterable[str]) -> bool:
        """Returns true if one of these places is within a key that the rule read, or has it."""
        reads = [key.split(".") for key in self.reads]
        return bool(reads) and any(
            key[: len(place)] == place
            or (
                len(place) >= len(key)
                and all(one in (other, "*") for one, other in zip(key, place, strict=False))
            )
            for place in (each.split(".") for each in told)
            for key in reads
        )


def lacking(kind: str, name: str, known: Collection[str]) -> str:
    """Returns the thing that is not there: the name, or its whole kind if there is none at all."""
    return f"{kind}.{name}" if known else kind


def scoped(lacks: str, path: KeyPath) -> str:
    """Returns what a rule of the section at this path lacks, told apart from other sections."""
    return f"{lacks[1:]} of {dotted(path)}" if lacks.startswith(".") else lacks


def dotted(path: KeyPath) -> str:
    """Returns a path as messages write it: `services.orders.routes.0`. A key with a dot is in
    quotes."""
    return ".".join(f'"{part}"' if "." in str(part) else str(part) for part in path)


def _numbers_only(part: Any) -> Any:
    """Returns a schema in which no number takes `true`, which Python counts as 1."""
    if isinstance(part, list):
        return [_numbers_only(each) for each in part]
    if not isinstance(part, dict):
        return part
    kind = _kind(part)
    if kind == "function-before" and part["function"]["function"] in _NO_SWITCH.values():
        return part
    if refuse := _NO_SWITCH.get(kind):
        return core_schema.no_info_before_validator_function(refuse, cast(CoreSchema, part))
    return {key: _part(key, value) for key, value in part.items()}


def _kind(part: dict[str, Any]) -> str:
    """Returns the kind of a schema; none for the fields of a section, one of which may be named
    `type`."""
    kind = part.get("type")
    return kind if isinstance(kind, str) else ""


def _part(key: str, value: Any) -> Any:
    if key in _NO_SCHEMA:
        return value
    return [_choice(each) for each in value] if key == "choices" else _numbers_only(value)


def _choice(part: Any) -> Any:
    """Returns one of several schemas. A number keeps its name, which errors of unions give."""
    changed = _numbers_only(part)
    is_number = isinstance(part, dict) and _kind(part) in _NO_SWITCH
    return (changed, part["type"]) if is_number else changed


def _no_switch(kind: Literal["int_type", "float_type"], value: Any) -> Any:
    if isinstance(value, bool):
        raise PydanticKnownError(kind)
    if isinstance(value, str) and _OCTAL.match(value):
        raise ValueError(
            f"is written {value}, which the Pulumi CLI reads as an octal number; write it without "
            "a zero in front"
        )
    return value


_OCTAL = re.compile(r"[-+]?0[0-9]")
"""Beginning of a number that YAML 1.1 counts by eights: 0777 is 511."""


_NO_SWITCH = {"int": partial(_no_switch, "int_type"), "float": partial(_no_switch, "float_type")}
"""Functions that refuse a switch, by the kind of number in a schema."""


class Section(BaseModel):
    """One block of a configuration file."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return cast(CoreSchema, _numbers_only(handler(source)))

    def rules(self) -> Iterator[Broken]:
        """Checks the relations between this section's keys, and yields each broken one."""
        return iter(())

    @model_validator(mode="after")
    def _obeys_its_rules(self) -> Self:
        broken = list(self.rules())
        if broken:
            raise PydanticCustomError("rules", "breaks a rule", {"broken": broken})
        return self
