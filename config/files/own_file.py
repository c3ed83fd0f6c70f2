"""The file of one developer, `Pulumi.<stack>.local.yaml`: settings of this machine, laid over the
stack's own. Git ignores it. Its checks are those of the stack's file, and errors name this file if
it is at fault."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.files import yaml_file
from config.files.problem import ConfigError, Problem
from config.files.yaml_file import YamlFile
from config.values import KeyPath

KEYS = ("docker", "gateway", "images", "sizes")
"""Keys that may differ from machine to machine. All others define the environment."""


def name_of(stack: str) -> str:
    """Returns the name of a stack's own file."""
    return f"Pulumi.{stack}.local.yaml"


def is_own(file: Path) -> bool:
    """Returns true if a file is a developer's own, and not that of a stack."""
    return file.name.endswith(".local.yaml")


def read(folder: Path, stack: str) -> YamlFile | None:
    """Reads the file. None if there is none. Raises ConfigError if it cannot be read."""
    file = folder / name_of(stack)
    return yaml_file.read(file) if file.is_file() else None


def laid_over(
    stack: str,
    settings: Mapping[str, Any],
    stack_file: YamlFile,
    folder: Path,
    root: KeyPath,
    problems: list[Problem],
) -> tuple[Mapping[str, Any], YamlFile]:
    """Returns the settings of a stack, `root` in its file, with the developer's own over them, and
    a file that knows the place of each. Adds the faults of the developer's file to `problems`."""
    try:
        own = read(folder, stack)
    except ConfigError as error:
        problems += error.found
        return settings, stack_file
    if own is None:
        return settings, stack_file
    problems += misplaced(own, target=settings.get("target"))
    layers = LayeredFile(
        name=stack_file.name,
        content=stack_file.content,
        lines=stack_file.lines,
        own=own,
        root=root,
    )
    return merged(settings, own), layers


def misplaced(own: YamlFile, *, target: object) -> Iterator[Problem]:
    """Yields keys that do not belong into the file at all."""
    if target != "docker":
        remedy = "is for stacks on Docker: what is on AWS, everybody must see; remove it"
        yield Problem(own.name, "", remedy)
        return
    if own.content is not None and not isinstance(own.content, dict):
        yield Problem(own.name, "", "must hold `docker:` and so on", own.content)
        return
    for key, value in (own.content or {}).items():
        if key not in KEYS:
            remedy = f"is no key of this file; they are {', '.join(KEYS)}, as in the stack's file"
            yield Problem(own.name, key, remedy, value).at(own.line((key,)))


def merged(settings: Mapping[str, Any], own: YamlFile) -> dict[str, Any]:
    """Returns the stack's settings with those of the file over them. Lists and values are
    replaced."""
    content = own.content if isinstance(own.content, dict) else {}
    given = {key: value for key, value in content.items() if key in KEYS}
    result: dict[str, Any] = _merged(dict(settings), given)
    return result


def _merged(base: Any, changes: Any) -> Any:
    if not isinstance(base, dict) or not isinstance(changes, dict):
        return deepcopy(changes)
    both = dict(base)
    for key, value in changes.items():
        both[key] = _merged(base.get(key), value)
    return both


@dataclass(frozen=True)
class LayeredFile(YamlFile):
    """Stack's file with a developer's file over it. Each key has the place where it was last
    set."""

    own: YamlFile
    root: KeyPath
    """Place of the settings in the stack's file."""

    def place(self, path: KeyPath) -> tuple[str, int | None]:
        """Returns the file and the line of a key, or of the nearest parent in either file."""
        below = path[len(self.root) :] if path[: len(self.root)] == self.root else ()
        for length in range(len(below), 0, -1):
            if line := self.own.lines.get(below[:length]):
                return self.own.name, line
            if (*self.root, *below[:length]) in self.lines:
                break
        return super().place(path)
