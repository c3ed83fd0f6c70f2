"""Inputs that a program leaves to others, by Pulumi's option `ignoreChanges`."""

import copy
import re
from collections.abc import Iterable, Mapping
from typing import Any

_STEP = re.compile(r'\["((?:[^"\\]|\\.)*)"\]|\[(\*|\d+)\]|([^.\[\]]+)')


def without(inputs: Mapping[str, Any], paths: Iterable[str]) -> dict[str, Any]:
    """Returns the inputs without the values at the paths, which have Pulumi's spelling:
    `actions[1].forward`."""
    left = copy.deepcopy(dict(inputs))
    for path in paths:
        *way, last = (key or index or name for key, index, name in _STEP.findall(path))
        blocks: list[Any] = [left]
        for step in way:
            blocks = [below for block in blocks for below in _below(block, step)]
        for block in blocks:
            _remove(block, last)
    return left


def is_whole(name: str, paths: Iterable[str]) -> bool:
    """Returns true if one of the paths names the input as a whole."""
    return name in paths


def _below(block: Any, step: str) -> list[Any]:
    if isinstance(block, dict):
        return list(block.values()) if step == "*" else [block[step]] if step in block else []
    if isinstance(block, list):
        return block if step == "*" else block[int(step) :][:1] if step.isdigit() else []
    return []


def _remove(block: Any, step: str) -> None:
    if isinstance(block, dict):
        for name in list(block) if step == "*" else [step]:
            block.pop(name, None)
    elif isinstance(block, list) and (step == "*" or step.isdigit()):
        # None takes the place of the ignored entry, so that the others keep their places.
        for index in range(len(block)) if step == "*" else [int(step)]:
            if index < len(block):
                block[index] = None
