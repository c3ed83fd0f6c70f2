"""The part of a faulty file that can still be checked, so that one mistake hides no other; pure.

A faulty value is taken out. If its section needs one, a value of a stand-in takes its place; if the
stand-in has none, the section is taken out too. What a later check reports about such a place is
not the user's mistake, and `Rest.concerns` tells the two apart.
"""

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from config.files import foreign_keys
from config.files.validation import example_at
from config.values import Broken, KeyPath

Model = TypeVar("Model", bound=BaseModel)

_NOTHING = object()

_ROUNDS = 30
"""Largest number of rounds. Each takes at least one value out; a file with more mistakes in a row
is reported in parts."""


@dataclass(frozen=True)
class Rest(Generic[Model]):
    """Model of the valid part of a file, and the places that differ from the file."""

    model: Model
    changed: frozenset[KeyPath]
    gone: frozenset[str] = frozenset()
    """Names of what is missing here, such as that of a program, so nothing that uses it is told."""

    lost: bool = False
    """True if a whole section could not be read, so what names its entries cannot be judged."""

    def concerns(self, broken: Broken) -> bool:
        """Returns true if a later check reports, or has read, a place that no longer has the file's
        own value."""
        own = tuple(map(str, broken.path))
        paths = [own, *(tuple(key.split(".")) for key in broken.reads)]
        return bool(self.gone & {str(broken.value), *own[1:]}) or any(
            all(one in (other, "*") for one, other in zip(path, place, strict=False))
            for place in (tuple(map(str, place)) for place in self.changed)
            for path in paths
        )


def salvage(
    model: type[Model], content: Mapping[str, Any], stand_in: Mapping[str, Any]
) -> Rest[Model] | None:
    """Returns the valid part of a file's content, or None if no part is valid."""
    rest = deepcopy(dict(content))
    changed: set[KeyPath] = set()
    substitutes = _Substitutes(model, stand_in)
    for _ in range(_ROUNDS):
        try:
            whole = model.model_validate(rest)
            known = [path for path in changed if str(path[0]) in model.model_fields]
            gone = frozenset(_gone(content, known))
            return Rest(whole, frozenset(changed), gone, _lost(content, known))
        except ValidationError as error:
            places = {place for detail in error.errors() for place in _places(detail)}
            # The last entries of a list go first, so that the places of the others stay valid.
            for path in sorted(places, key=str, reverse=True):
                changed.add(_mend(rest, path, substitutes, frozenset(changed), error))
    return None


def _gone(content: Mapping[str, Any], changed: Iterable[KeyPath]) -> Iterator[str]:
    """Yields the names of entries that were taken out, alone or with their section."""
    for section, *names in changed:
        found = content.get(str(section))
        if not names and isinstance(found, Mapping):
            yield from map(str, found)
        elif len(names) == 1:
            yield str(names[0])


def _lost(content: Mapping[str, Any], changed: Iterable[KeyPath]) -> bool:
    sections = (content.get(str(path[0]), {}) for path in changed if len(path) == 1)
    return any(not isinstance(each, Mapping) for each in sections)


@dataclass(frozen=True)
class _Substitutes:
    """Values in place of those that a section cannot do without."""

    model: type[BaseModel]
    stand_in: Mapping[str, Any]

    def at(self, path: KeyPath) -> Any:
        """Returns the stand-in's value at a path, or the example that its description has."""
        found = _at(self.stand_in, path)
        return example_at(self.model, path, _NOTHING) if found is _NOTHING else found


def _places(detail: ErrorDetails) -> Iterator[KeyPath]:
    """Yields the places at which a failed check found its fault."""
    path = tuple(part for part in detail["loc"] if part != "[key]")
    if detail["type"] != "rules":
        yield path
        return
    for broken in detail["ctx"]["broken"]:
        yield (*path, *broken.path)


def _mend(
    rest: dict[str, Any],
    path: KeyPath,
    substitutes: _Substitutes,
    changed: frozenset[KeyPath],
    error: ValidationError,
) -> KeyPath:
    """Takes a value out, or replaces it. Returns the place that was changed."""
    section = _at(rest, path[:-1])
    key = path[-1]
    if section is _NOTHING:
        # It was removed with its parent.
        return path
    if isinstance(section, dict) and key in section and path not in changed:
        value = section.pop(key)
        meant = foreign_keys.meant(str(key), _expected(error, path))
        if meant and meant not in section:
            # The key was typed wrongly, so the content below it is moved to the right key.
            section[meant] = value
        return path
    if isinstance(section, list) and isinstance(key, int) and key < len(section):
        section.pop(key)
        return path
    replacement = substitutes.at(path)
    if isinstance(section, dict) and replacement is not _NOTHING:
        section[key] = deepcopy(replacement)
        return path
    if len(path) > 1:
        return _mend(rest, path[:-1], substitutes, changed - {path[:-1]}, error)
    rest.pop(str(key), None)
    return path


def _expected(error: ValidationError, path: KeyPath) -> list[str]:
    """Returns the keys that are missing or possible at a path whose own key is unknown."""
    unknown = any(
        detail["type"] == "extra_forbidden" and tuple(detail["loc"]) == path
        for detail in error.errors()
    )
    if not unknown:
        return []
    missing = [
        str(detail["loc"][-1])
        for detail in error.errors()
        if detail["type"] == "missing" and tuple(detail["loc"][:-1]) == path[:-1]
    ]
    return missing or (list(_TOP) if len(path) == 1 else [])


_TOP = ("services", "workers", "jobs", "databases", "topics", "queues", "subscriptions", "buckets")
"""Sections of the workload, all of which may be absent."""


def _at(content: Any, path: KeyPath) -> Any:
    """Returns the value at a path, or a mark that there is none."""
    for part in path:
        if isinstance(content, Mapping):
            content = content.get(part, _NOTHING)
        elif isinstance(content, list) and isinstance(part, int) and part < len(content):
            content = content[part]
        else:
            return _NOTHING
    return content
