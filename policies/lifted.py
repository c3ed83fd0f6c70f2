"""The rules of production that a stack's settings lift, under `production.without`.

What is lifted there needs no second entry among the waivers. The settings' own checks judge the
entries; a file that cannot be read lifts nothing.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

_PATH = ("config", "plinth:settings", "production", "without")


def read(folder: Path) -> Iterator[tuple[str, str, str, date]]:
    """Yields each lifted rule of a project's stacks: stack, key of the rule, reason, last day."""
    for file in sorted(folder.glob("Pulumi.*.yaml")):
        stack = file.name.removeprefix("Pulumi.").removesuffix(".yaml")
        for key, entry in _entries(file).items():
            if not isinstance(entry, Mapping):
                continue
            until = entry.get("until")
            if isinstance(until, str):
                until = _day(until)
            if isinstance(until, date):
                yield stack, str(key), str(entry.get("reason", "")), until


def _entries(file: Path) -> Mapping[Any, Any]:
    try:
        found: Any = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError):
        return {}
    for key in _PATH:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
