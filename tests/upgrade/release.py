"""The previous release and the differences from it, as CHANGELOG.md tells them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from tests.factories import ROOT
from tests.written_rules import block

CHANGELOG = ROOT / "CHANGELOG.md"
_RELEASE = re.compile(r"^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d\d-\d\d\n\nCommit: ([0-9a-f]{40})$", re.M)
_DIFFERENCE = re.compile(r"- (created|updated|replaced|deleted) `(\S+)` `(\S+)`: (.+)", re.DOTALL)


@dataclass(frozen=True)
class Release:
    """A version that teams run."""

    version: str
    commit: str


@dataclass(frozen=True)
class Expected:
    """A difference that the changelog announces. Its name may have wildcards."""

    kind: str
    type: str
    name: str
    reason: str

    def covers(self, kind: str, type_: str, name: str) -> bool:
        """Whether a change is of this kind. A record knows only that inputs were changed."""
        kinds = {"updated", "replaced"} if kind == "changed" else {kind}
        return self.kind in kinds and self.type == type_ and fnmatchcase(name, self.name)


def previous() -> Release:
    """The newest release in the changelog that has its commit there."""
    found = _RELEASE.search(CHANGELOG.read_text(encoding="utf-8"))
    assert found, "CHANGELOG.md names no release with `Commit: <40 hex digits>` below its heading"
    return Release(*found.groups())


def expected() -> list[Expected]:
    """The differences of the block `differences`, one an entry of its list."""
    entries = re.split(r"^(?=- )", block("differences", CHANGELOG), flags=re.MULTILINE)[1:]
    found = []
    for entry in entries:
        match = _DIFFERENCE.fullmatch(" ".join(entry.split()))
        assert match, f"not of the form - created `type` `name`: reason\n{entry}"
        found.append(Expected(*match.groups()))
    return found


def unexpected(changes: Iterable[tuple[str, str, str]]) -> list[str]:
    """The changes (kind, type, name) that no entry of the changelog covers, as its entries."""
    announced = expected()
    return [
        f"- {kind} `{type_}` `{name}`: the reason"
        for kind, type_, name in changes
        if not any(entry.covers(kind, type_, name) for entry in announced)
    ]
