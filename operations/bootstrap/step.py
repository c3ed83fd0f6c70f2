"""Steps of a bootstrap: what there should be, what is found, and the call that makes it so."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

THERE, MISSING, DIFFERS = "there", "missing", "differs"


@dataclass(frozen=True, kw_only=True)
class Step:
    """One property of one thing. Steps are in order: a later one may need what an earlier made."""

    thing: str
    aspect: str
    wanted: Any
    """A document to compare with what is found, as plain JSON."""
    find: Callable[[], Any]
    """Returns what is found in the form of `wanted`; None where there is nothing."""
    make: Callable[[], None]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """The state of one step before anything is changed."""

    step: Step
    found: Any

    @property
    def state(self) -> str:
        if self.found is None:
            return MISSING
        return THERE if _plain(self.found) == _plain(self.step.wanted) else DIFFERS

    def document(self) -> dict[str, Any]:
        return {
            "thing": self.step.thing,
            "aspect": self.step.aspect,
            "state": self.state,
            "wanted": self.step.wanted,
            "found": self.found,
        }


def observe(steps: Iterable[Step]) -> list[Finding]:
    """Returns what is found for each step. Reads only."""
    return [Finding(step=step, found=step.find()) for step in steps]


def _plain(document: Any) -> Any:
    """Returns a document whose equal is written alike: AWS gives lists back in another order, and
    a list of one as its only member."""
    if isinstance(document, dict):
        return {key: _plain(value) for key, value in sorted(document.items())}
    if isinstance(document, list):
        members = sorted((_plain(each) for each in document), key=json.dumps)
        return members[0] if len(members) == 1 else members
    return document
