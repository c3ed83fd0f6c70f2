"""Compose files, read as Compose reads them: merged, extended, and with their variables filled."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from config import ConfigError
from config.files import YamlFile, yaml_file
from config.values import KeyPath
from operations.errors import OperationError

_REPLACED = ("command", "entrypoint")
"""Lists of which a later file has all."""
_VARIABLE = re.compile(
    r"\$(?:(?P<dollar>\$)|(?P<bare>\w+)"
    r"|\{(?P<name>\w+)(?:(?P<how>:?[-?+])(?P<other>(?:[^{}]|\$\{[^{}]*\})*))?\})"
)


@dataclass
class Merged:
    """Content of several files, with the place of each key."""

    content: Any = None
    places: dict[KeyPath, tuple[str, int | None]] = field(default_factory=dict)

    def place(self, path: KeyPath) -> tuple[str, int | None]:
        """Returns the file and the line of a key, or of its nearest parent."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, ("", None))


def read(files: list[Path], values: Mapping[str, str]) -> Merged:
    """Returns the files as one, later ones over earlier ones."""
    whole: Merged | None = None
    for file in files:
        part = _part(file, file.name, values)
        whole = part if whole is None else _laid_over(whole, part)
    if whole is None or not isinstance(whole.content, dict):
        raise OperationError("holds no mapping", file=files[0], remedy="name a Compose file")
    services = whole.content.get("services")
    if not isinstance(services, dict) or not services:
        raise OperationError(
            "has no `services:`", file=files[0], remedy="name a Compose file of version 2 or newer"
        )
    _extend(whole, files[0].parent, values)
    return whole


def dotenv(file: Path) -> dict[str, str]:
    """Returns the variables of an env file."""
    found: dict[str, str] = {}
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return found
    for line in lines:
        match = re.match(r"\s*(?:export\s+)?([\w.-]+)\s*[=:]\s*(.*?)\s*$", line)
        if match and not line.lstrip().startswith("#"):
            text = match[2]
            quoted = re.match(r"""(['"])(.*?)\1""", text)
            found[match[1]] = quoted[2] if quoted else re.sub(r"\s+#.*", "", text)
    return found


def filled(text: str, values: Mapping[str, str]) -> str:
    """Returns a text with its variables replaced.

    >>> filled("${HOST:-db}:$PORT", {"PORT": "5432"})
    'db:5432'
    """

    def value(match: re.Match[str]) -> str:
        if match["dollar"]:
            return "$"
        found = values.get(match["bare"] or match["name"])
        how, other = match["how"] or "", filled(match["other"] or "", values)
        missing = found is None or (how.startswith(":") and not found)
        if how.endswith("+"):
            return "" if missing else other
        if missing:
            return other if how.endswith("-") else ""
        return found or ""

    return _VARIABLE.sub(value, text)


def _part(file: Path, name: str, values: Mapping[str, str]) -> Merged:
    try:
        read = yaml_file.read(file, tags=True)
    except ConfigError as error:
        raise OperationError(str(error.found[0])) from None
    places: dict[KeyPath, tuple[str, int | None]] = {
        path: (name, line) for path, line in read.lines.items()
    }
    return Merged(_fill(read, read.content, values), places)


def _fill(file: YamlFile, value: Any, values: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _fill(file, each, values) for key, each in value.items()}
    if isinstance(value, list):
        return [_fill(file, each, values) for each in value]
    return filled(value, values) if isinstance(value, str) and "$" in value else value


def _laid_over(under: Merged, over: Merged) -> Merged:
    places = dict(under.places)

    def take(source: KeyPath, target: KeyPath) -> None:
        for path, place in over.places.items():
            if path[: len(source)] == source:
                places[(*target, *path[len(source) :])] = place

    def lay(below: Any, above: Any, path: KeyPath) -> Any:
        if isinstance(below, dict) and isinstance(above, dict):
            result = dict(below)
            for key, value in above.items():
                take_here = key not in below
                if take_here:
                    take((*path, key), (*path, key))
                result[key] = value if take_here else lay(below[key], value, (*path, key))
            return result
        if isinstance(below, list) and isinstance(above, list) and path[-1] not in _REPLACED:
            new = [each for each in above if each not in below]
            for index, each in enumerate(new):
                take((*path, above.index(each)), (*path, len(below) + index))
            return [*below, *new]
        if isinstance(below, dict | list) and isinstance(above, dict | list):
            below, above = _pairs(below), _pairs(above)
            take(path, path)
            if isinstance(below, dict) and isinstance(above, dict):
                return {**below, **above}
            return above
        take(path, path)
        return above

    return Merged(lay(under.content, over.content, ()), places)


def _pairs(value: Any) -> Any:
    """Returns a list of `NAME=value` as a mapping."""
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return {each.partition("=")[0]: each.partition("=")[2] for each in value}
    return value


def _extend(whole: Merged, folder: Path, values: Mapping[str, str]) -> None:
    """Lays each service over the one that it extends, in this file or in another."""
    done: set[str] = set()

    def extend(name: str, way: tuple[str, ...]) -> None:
        service = whole.content["services"].get(name)
        if name in done or not isinstance(service, dict) or "extends" not in service:
            return
        if name in way:
            raise OperationError(f"services.{name}.extends: extends itself")
        said = service["extends"]
        said = {"service": said} if isinstance(said, str) else said
        origin, base = said.get("file"), str(said.get("service"))
        if origin:
            other = _part(folder / origin, origin, values)
        else:
            extend(base, (*way, name))
            other = whole
        under = _only(other, base, name)
        over = _only(whole, name, name)
        laid = _laid_over(under, over)
        whole.content["services"][name] = laid.content["services"][name]
        whole.places.update(laid.places)
        done.add(name)

    for name in list(whole.content["services"]):
        extend(name, ())


def _only(whole: Merged, name: str, called: str) -> Merged:
    """Returns one service, under another name."""
    services = whole.content.get("services") if isinstance(whole.content, dict) else None
    found = (services or {}).get(name)
    if not isinstance(found, dict):
        raise OperationError(f"services.{called}.extends: there is no service {name}")
    kept = {key: each for key, each in found.items() if key != "extends" or name == called}
    root = ("services", name)
    places = {
        ("services", called, *path[2:]): place
        for path, place in whole.places.items()
        if path[:2] == root
    }
    return Merged({"services": {called: kept}}, places)
