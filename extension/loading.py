"""Loads the team's own/ of a project: its exports, its resources, its overrides."""

import difflib
import importlib
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import pulumi

from extension.exports import FILE, Export
from extension.mistakes import told
from extension.overrides import Override
from extension.platform import RunningPlatform

_NAME = re.compile(r"[a-z](-?[a-z0-9])*")
Add = Callable[[RunningPlatform], Mapping[str, Any] | None]


@dataclass(frozen=True, kw_only=True)
class Team:
    """Additions of a team to the platform, and its changes."""

    exports: Mapping[str, Export] = field(default_factory=dict)
    add: Add | None = None
    """Function that makes the team's resources after the programs, and returns further exports of
    the stack."""
    overrides: Sequence[Override] = ()
    stacks: Sequence[str] = ()
    """Stacks of the project."""

    @property
    def variables(self) -> dict[str, tuple[str, ...]]:
        """Returns the variables that programs get, by exported name."""
        return {name: tuple(export.variables) for name, export in self.exports.items()}


NOTHING = Team()
"""Team that adds and changes nothing."""


def load(folder: Path) -> Team:
    """Loads own/ below a project's folder. A missing file adds nothing. Raises RunError for a file
    with unexpected content."""
    # A program may run several times in one process, and also for another project.
    for name in [name for name in sys.modules if name == "own" or name.startswith("own.")]:
        del sys.modules[name]
    # It is loaded as a package of this folder, even if the path has another package named own.
    sys.modules["own"] = package = ModuleType("own")
    package.__path__ = [str(folder / "own")]
    importlib.invalidate_caches()
    resources, overrides = _module(folder, "resources"), _module(folder, "overrides")
    _check_names(resources, "resources", ("EXPORTS", "add"))
    _check_names(overrides, "overrides", ("OVERRIDES",))
    return Team(
        exports=_exports(getattr(resources, "EXPORTS", {})),
        add=getattr(resources, "add", None),
        overrides=_overrides(getattr(overrides, "OVERRIDES", [])),
        stacks=sorted(file.name.split(".")[1] for file in folder.glob("Pulumi.*.yaml")),
    )


def _module(folder: Path, name: str) -> ModuleType | None:
    file = folder / "own" / f"{name}.py"
    with told():
        return importlib.import_module(f"own.{name}") if file.is_file() else None


def _check_names(module: ModuleType | None, file: str, meant: Sequence[str]) -> None:
    """Raises RunError for a name that resembles one which is read from the file and is missing."""
    own = {
        name
        for name, value in vars(module or ModuleType("")).items()
        if not isinstance(value, ModuleType | type)
        and getattr(value, "__module__", f"own.{file}") == f"own.{file}"
        and not name.startswith("_")
    }
    for name in meant:
        likely = {each.lower(): each for each in sorted(own - set(meant))}
        found = difflib.get_close_matches(name.lower(), likely, n=1, cutoff=0.8)
        if found and name not in own:
            raise pulumi.RunError(
                f"own/{file}.py: {likely[found[0]]}: nothing reads it; is {name} meant? If not, "
                "begin the name with `_`"
            )


def _exports(found: Any) -> Mapping[str, Export]:
    if isinstance(found, Mapping) and all(isinstance(each, Export) for each in found.values()):
        for name in found:
            if not _NAME.fullmatch(str(name)):
                raise pulumi.RunError(
                    f"{FILE}: EXPORTS: {name}: must be lower-case letters, digits and single "
                    "hyphens, starting with a letter: config/workload.yaml could not name it"
                )
        return found
    raise pulumi.RunError(f"{FILE}: EXPORTS: must be names with an Export each, got {found!r}")


def _overrides(found: Any) -> Sequence[Override]:
    if isinstance(found, Sequence) and all(isinstance(each, Override) for each in found):
        return found
    raise pulumi.RunError(f"own/overrides.py: OVERRIDES: must be a list of Override, got {found!r}")
