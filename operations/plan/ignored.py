"""Paths of inputs that a program leaves to others by `ignoreChanges`."""

import re
from collections.abc import Iterable

_STEP = re.compile(r'\["((?:[^"\\]|\\.)*)"\]|\[([^\]]*)\]|([^.\[\]]+)')


def is_ignored(path: str, ignored: Iterable[str]) -> bool:
    """Returns true if a path is one of those that are ignored, or lies below one. `[*]` stands for
    every entry of a list."""
    steps = _steps(path)
    return any(_begins(steps, _steps(each)) for each in ignored)


def _steps(path: str) -> list[str]:
    return [quoted or index or name for quoted, index, name in _STEP.findall(path)]


def _begins(steps: list[str], start: list[str]) -> bool:
    pairs = zip(steps, start, strict=False)
    return len(start) <= len(steps) and all(step == each or each == "*" for step, each in pairs)
