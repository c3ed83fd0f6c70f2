"""The list of everything that a team's files say, with what became of it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Any

from config.files import Problem
from config.values import KeyPath, secret_looks

Place = Callable[[KeyPath], tuple[str, int | None]]


class Fate(StrEnum):
    """The three things that can become of a line."""

    TRANSLATED = "translated"
    GUESSED = "guessed"
    LEFT_OUT = "left out"


@dataclass(frozen=True)
class Line:
    """One key of a team's file: where it stands, and what became of it."""

    file: str
    line: int | None
    key: str
    fate: Fate
    to: str = ""
    """Key of the written files that has it."""
    says: str = ""
    """Reason of a guess and what to check, or what to do instead."""

    @property
    def place(self) -> str:
        """Returns the file and the line."""
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass
class Ledger:
    """Lines about everything that was read, in the order of their becoming."""

    lines: list[Line] = field(default_factory=list)
    to_do: list[str] = field(default_factory=list)
    """What a person must still decide or correct, by place in the written files."""

    def problems(self, found: tuple[Problem, ...]) -> None:
        """Adds what the project's own loader says about the written files."""
        self.to_do += [str(problem) for problem in found]


@dataclass(frozen=True)
class Source:
    """A team's file, or several merged, with the lines at which their keys stand."""

    content: Any
    place: Place
    ledger: Ledger
    told: set[KeyPath] = field(default_factory=set)

    def root(self) -> "Node":
        """Returns the whole file."""
        return Node(self, (), self.content)

    def tell_the_rest(self, remedies: Mapping[str, str], fallback: str) -> None:
        """Adds a line for each key that nobody told about. `remedies` are what to do instead, by
        the end of a key; `*` stands for any name."""
        for path in _untold((), self.content, set(self.told)):
            known = _remedy(path, remedies)
            node = Node(self, path, None)
            node.left_out(known or fallback)


@dataclass(frozen=True)
class Node:
    """A value in a team's file."""

    source: Source
    path: KeyPath
    value: Any

    @property
    def key(self) -> str:
        """Returns the last name of its path."""
        return str(self.path[-1]) if self.path else ""

    def get(self, *keys: str) -> "Node | None":
        """Returns the value below some keys, or None if it is absent or null."""
        value: Any = self.value
        for key in keys:
            value = value.get(key) if isinstance(value, Mapping) else None
        return None if value is None else Node(self.source, (*self.path, *keys), value)

    def below(self) -> "Iterator[Node]":
        """Yields the values of a section or a list."""
        if isinstance(self.value, Mapping):
            for key, value in self.value.items():
                yield Node(self.source, (*self.path, key), value)
        elif isinstance(self.value, list):
            for index, value in enumerate(self.value):
                yield Node(self.source, (*self.path, index), value)

    def translated(self, to: str, says: str = "") -> None:
        """Says which key has the value now."""
        self._tell(Fate.TRANSLATED, to, says)

    def guessed(self, to: str, says: str) -> None:
        """Says which key has the value, and what a person must check."""
        self._tell(Fate.GUESSED, to, says)

    def lacks(self, to: str, says: str) -> None:
        """Says which key was guessed because nothing here says it, and what a person must check."""
        self._tell(Fate.GUESSED, to, says, whole=False)

    def left_out(self, says: str) -> None:
        """Says why nothing has the value, and what to do instead."""
        self._tell(Fate.LEFT_OUT, "", says)

    def _tell(self, fate: Fate, to: str, says: str, *, whole: bool = True) -> None:
        file, line = self.source.place(self.path)
        shown = secret_looks.masked(_dotted(self.path))
        told = Line(file, line, shown, fate, to, secret_looks.masked(says))
        if whole:
            self.source.told.add(self.path)
        if told not in self.source.ledger.lines:
            self.source.ledger.lines.append(told)


def _dotted(path: KeyPath) -> str:
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.lstrip(".")


def _untold(path: KeyPath, value: Any, told: set[KeyPath]) -> Iterator[KeyPath]:
    """Yields the highest keys below which nothing was told."""
    if path in told:
        return
    if path and not any(each[: len(path)] == path for each in told):
        yield path
        return
    items: list[tuple[Any, Any]] = []
    if isinstance(value, Mapping):
        items = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value))
    for key, each in items:
        yield from _untold((*path, key), each, told)


def _remedy(path: KeyPath, remedies: Mapping[str, str]) -> str | None:
    """Returns the remedy of the longest end of a path that the table has."""
    names = [str(part) for part in path if not isinstance(part, int)]
    for start in range(len(names)):
        for pattern, remedy in remedies.items():
            parts = pattern.split(".")
            tail = names[start:]
            if len(parts) == len(tail) and all(map(fnmatchcase, tail, parts)):
                return remedy
    return _remedy(path[:-1], remedies) if len(path) > 1 else None
