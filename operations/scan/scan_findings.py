"""A scanner's findings, compared with docs/security.md, which lists each finding that stays."""

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
    """Check that a resource fails."""

    stack: str
    check: str
    """ID of the check."""
    resource: str
    """Name of the resource for people: `s3.Bucket logs`."""
    says: str
    """Words of the scanner for the check."""

    def __str__(self) -> str:
        return f"{self.stack}: {self.resource}: {self.check}: {self.says}"


@dataclass(frozen=True, slots=True)
class Named:
    """Check that the document lists, and the line in which it does."""

    check: str
    line: int
    scopes: tuple[str, ...]
    """Patterns of the resources for which the check is accepted. Empty if it is accepted for any
    resource."""

    def covers(self, finding: ScanFinding) -> bool:
        """Returns true if the document covers a finding."""
        fits = not self.scopes or any(fnmatchcase(finding.resource, each) for each in self.scopes)
        return self.check == finding.check and fits


def named(text: str) -> list[Named]:
    """Returns the checks that a document's tables list in their first column. The second of three
    columns names the resources, by patterns such as `s3.Bucket logs*` among its words."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        cells = re.split(r"(?<!\\)\|", line)[1:-1]
        if not cells:
            continue
        scopes = tuple(_SCOPE.findall(cells[1])) if len(cells) == 3 else ()
        found += [Named(check, number, scopes) for check in _ID.findall(cells[0])]
    return found


def read(file: Path) -> list[Named]:
    """Returns the checks that a file lists. Raises OperationError if it lists none."""
    try:
        found = named(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise OperationError(f"cannot be read: {error.strerror}", file=file) from None
    if not found:
        raise OperationError("names no check in a table", file=file)
    return found


def unlisted(findings: Iterable[ScanFinding], listed: Sequence[Named]) -> list[ScanFinding]:
    """Returns the findings that the document does not list."""
    return [each for each in findings if not any(line.covers(each) for line in listed)]


def idle(findings: Sequence[ScanFinding], listed: Iterable[Named]) -> list[Named]:
    """Returns the checks that the document lists although nothing was found for them."""
    return [line for line in listed if not any(line.covers(each) for each in findings)]
