"""Texts that stand twice in a list of a checked file; pure."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import BaseModel

from config.files.problem import Problem
from config.values import Broken, KeyPath, dotted

_WORDS = ("command",)
"""Lists whose texts may repeat: the words of a command."""


def repeated(value: Any, told: Sequence[Problem], path: KeyPath = ()) -> Iterator[Broken]:
    """Yields lists in which a text stands twice. Nobody means that: one of the two is mistyped, and
    AWS refuses some of them. A list of which a problem was told already is not among them."""
    if isinstance(value, BaseModel):
        value = {name: getattr(value, name) for name in type(value).model_fields}
    if isinstance(value, dict):
        for key, each in value.items():
            if key not in _WORDS:
                yield from repeated(each, told, (*path, key))
    elif isinstance(value, list):
        counts = Counter(each for each in value if isinstance(each, str))
        twice = [text for text, count in counts.items() if count > 1]
        if twice and not any(problem.is_within(dotted(path)) for problem in told):
            remedy = f"names {', '.join(twice)} twice; keep one, or write what was meant"
            yield Broken(path, value, remedy)
        for index, each in enumerate(value):
            yield from repeated(each, told, (*path, index))
