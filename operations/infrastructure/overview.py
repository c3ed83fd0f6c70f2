"""The team's own words: `own/overview.md`, whose headings name the places where its texts go."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from config.files import Problem
from operations.errors import OperationError
from operations.infrastructure.markdown import from_root
from wording import closest

FILE = "own/overview.md"
_HEADING = re.compile(r"(#{1,3})[ \t]+(.*?)[ \t]*#*[ \t]*$")
_FENCE = re.compile(r"[ \t]{0,3}(```+|~~~+)")

Allowed = Mapping[str, Collection[str] | None]
"""The names that headings below a section's may have, by section. None takes any name."""


@dataclass(frozen=True)
class Overview:
    """The texts of the file by section, and inside of a section by the name that they are about."""

    texts: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def of(self, section: str, name: str = "") -> str:
        """Returns the text below a section's heading, or below a name in it. Empty if there is
        none."""
        return self.texts.get((section, name), "")

    def line(self, section: str, name: str = "") -> str:
        """Returns the same as one line, for a cell of a table."""
        return " ".join(self.of(section, name).split())

    def names(self, section: str) -> list[str]:
        """Returns the names that a section is about, in the order of the file."""
        return [name for place, name in self.texts if place == section and name]


@dataclass
class _Reading:
    """The lines of the file that belong to the heading before them."""

    allowed: Allowed
    section: str = ""
    name: str = ""
    texts: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def heading(self, level: int, title: str, line: int) -> None:
        """Goes to the place that a heading names."""
        if level == 1:
            return
        if level == 2:
            self.section, self.name = title, ""
            if title not in self.allowed:
                self._refuse(line, f"## {title}", title, self.allowed, "no section takes it")
            elif (title, "") in self.texts:
                self._tell(line, f"## {title}", "stands here for the second time; join the two")
        else:
            self.name = title
            names = self.allowed.get(self.section, ())
            if self.section not in self.allowed:
                return
            if names is not None and title not in names:
                self._refuse(line, f"### {title}", title, names, f"is unknown in {self.section}")
            elif (self.section, title) in self.texts:
                self._tell(line, f"### {title}", "stands here for the second time; join the two")
        self.texts.setdefault((self.section, self.name), [])

    def text(self, content: str, line: int) -> None:
        """Takes a line of text."""
        if self.section:
            self.texts.setdefault((self.section, self.name), []).append(content.rstrip())
        elif content.strip():
            self._tell(
                line,
                "",
                "stands before the first heading; put it below one, such as ## "
                f"{next(iter(self.allowed))}",
            )

    def _refuse(self, line: int, key: str, title: str, known: Collection[str], what: str) -> None:
        hint = closest(title, known)
        remedy = hint or f"; choose one of {', '.join(known)}"
        self._tell(line, key, f"{what}{remedy}")

    def _tell(self, line: int, key: str, remedy: str) -> None:
        self.problems.append(Problem(FILE, key, remedy, line=line))


def read(folder: Path, allowed: Allowed) -> Overview:
    """Returns the texts of a project, and none if the file is missing. Raises OperationError with
    every heading that has no place."""
    file = folder / FILE
    if not file.is_file():
        return Overview()
    reading = _Reading(allowed)
    for number, line, is_text in _lines(_content(file)):
        match = None if is_text else _HEADING.fullmatch(line)
        if match:
            reading.heading(len(match[1]), match[2], number)
        else:
            reading.text(line, number)
    if reading.problems:
        lines = "\n".join(f"  {problem}" for problem in reading.problems)
        count = len(reading.problems)
        title = "a heading has" if count == 1 else f"{count} headings have"
        raise OperationError(f"{title} no place in the document; nothing was changed\n{lines}")
    texts = {place: "\n".join(lines).strip() for place, lines in reading.texts.items()}
    return Overview({place: from_root(text, FILE) for place, text in texts.items() if text})


def _content(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise OperationError(
            f"is not UTF-8 text (byte {error.start})", file=FILE, remedy="save it as UTF-8"
        ) from None


def _lines(text: str) -> Iterator[tuple[int, str, bool]]:
    """Yields the lines with their numbers, without comments; true for those of a code block."""
    fence = ""
    text = re.sub(r"<!--.*?-->", lambda found: "\n" * found[0].count("\n"), text, flags=re.DOTALL)
    for number, line in enumerate(text.splitlines(), 1):
        match = _FENCE.match(line)
        inside = bool(fence)
        if match and not fence:
            fence = match[1]
        elif match and match[1].startswith(fence) and line.strip() == match[1]:
            fence = ""
        yield number, line, inside or bool(match)
