"""Mistakes in a configuration file, with messages that say how to correct them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel

from config.values import secret_looks
from wording import listed

_NOT_GIVEN = object()


@dataclass(frozen=True)
class Problem:
    """One mistake: the file, the path of the key, the value found there, and the remedy."""

    file: str
    path: str
    remedy: str
    value: Any = _NOT_GIVEN
    line: int | None = None
    lacks: str = ""
    """Thing that is not there. Problems that lack the same one are told as one."""
    reads: tuple[str, ...] = ()
    """Other keys that the rule read."""
    follows: bool = False
    """True if what `lacks` names may be the reason, though the rule does not say so."""

    def at(self, line: int | None) -> "Problem":
        """Returns the same problem with the line at which the key, or its nearest parent,
        stands."""
        return replace(self, line=line)

    def is_within(self, key: str) -> bool:
        """Returns true if the mistake is at a key or below it."""
        return f"{self.path}.".startswith(f"{key}.")

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        path = f" {secret_looks.masked(self.path)}:" if self.path else ""
        got = "" if self.value is _NOT_GIVEN else f", got {_shown(self.path, self.value)}"
        return f"{where}:{path} {secret_looks.masked(self.remedy)}{got}"


class ConfigError(Exception):
    """Error with everything that is wrong with the configuration, in one message."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        ordered = sorted(_joined(problems), key=lambda problem: (problem.file, problem.line or 0))
        self.found = tuple(ordered)
        self.problems = tuple(dict.fromkeys(str(problem) for problem in ordered))
        count = len(self.problems)
        title = "1 problem" if count == 1 else f"{count} problems"
        lines = "\n".join(f"  {problem}" for problem in self.problems)
        super().__init__(f"{title} in the configuration; nothing was changed\n{lines}")


def _joined(problems: Iterable[Problem]) -> list[Problem]:
    """Returns the problems with one for each thing that is not there, which names all places."""
    together: dict[str, list[Problem]] = {}
    for number, problem in enumerate(problems):
        together.setdefault(problem.lacks or str(number), []).append(problem)
    return [_one(sorted(each, key=lambda problem: problem.follows)) for each in together.values()]


def _one(problems: list[Problem]) -> Problem:
    """Returns the first problem with the places of the others, which lack the same thing."""
    first, *others = problems
    seen = {(first.file, first.path)}
    places: dict[bool, list[str]] = {False: [], True: []}
    for each in others:
        if (each.file, each.path) not in seen:
            seen.add((each.file, each.path))
            at = f" ({each.file}:{each.line})" if each.line else f" ({each.file})"
            places[each.follows and not first.follows].append(f"{each.path}{at}")
    remedy = first.remedy
    if first.follows and others:
        remedy += f"; there is no {first.lacks} at all"
    if places[False]:
        remedy += f"; likewise {listed(places[False])}"
    if places[True]:
        remedy += f"; that may also be what is wrong with {listed(places[True])}"
    return replace(first, remedy=remedy)


def _shown(path: str, value: Any) -> str:
    value = secret_looks.hidden(path, value)
    if value is None:
        return "null"
    text = (
        value if isinstance(value, str) else json.dumps(value, default=_plain, ensure_ascii=False)
    )
    text = repr(text) if isinstance(value, str) else text
    return text if len(text) <= 80 else text[:77] + "..."


def _plain(value: Any) -> Any:
    """Returns a section within a list as its file has it."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_unset=True)
    return str(value)
