"""What a scanner finds, held against docs/security.md, which names each finding that stays."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from operations.errors import OperationError

_ID = re.compile(r"\bCKV2?_AWS_\d+\b")
_SCOPE = re.compile(r"`(\w+\.\w+ [^`\s]+)`")


@dataclass(frozen=True, slots=True)
class ScanFinding:
    """A check that a resource fails."""

    stack: str
    check: str
    """The check's ID."""
    resource: str
    """As people name it: `s3.Bucket logs`."""
    says: str
    """The scanner's own words for the check."""

    def __str__(self) -> str:
        return f"{self.stack}: {self.resource}: {self.check}: {self.says}"


@dataclass(frozen=True, slots=True)
class Named:
    """A check that the document names, and the line it does so in."""

    check: str
    line: int
    scopes: tuple[str, ...]
    """Patterns of the resources that it may be found on; none where it is any resource."""

    def covers(self, finding: ScanFinding) -> bool:
        """Whether the document speaks of a finding."""
        fits = not self.scopes or any(fnmatchcase(finding.resource, each) for each in self.scopes)
        return self.check == finding.check and fits


def named(text: str) -> list[Named]:
    """The checks that a document's tables name in their first column. A second of three columns
    says on which resources, by patterns such as `s3.Bucket logs*` among its words."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        cells = re.split(r"(?<!\\)\|", line)[1:-1]
        if not cells:
            continue
        scopes = tuple(_SCOPE.findall(cells[1])) if len(cells) == 3 else ()
        found += [Named(check, number, scopes) for check in _ID.findall(cells[0])]
    return found


def read(file: Path) -> list[Named]:
    """The checks that a file names. Raises OperationError where it names none."""
    try:
        found = named(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise OperationError(f"cannot be read: {error.strerror}", file=file) from None
    if not found:
        raise OperationError("names no check in a table", file=file)
    return found


def unlisted(findings: Iterable[ScanFinding], listed: Sequence[Named]) -> list[ScanFinding]:
    """The findings of which the document says nothing."""
    return [each for each in findings if not any(line.covers(each) for line in listed)]


def idle(findings: Sequence[ScanFinding], listed: Iterable[Named]) -> list[Named]:
    """What the document names and nothing was found of."""
    return [line for line in listed if not any(line.covers(each) for each in findings)]
