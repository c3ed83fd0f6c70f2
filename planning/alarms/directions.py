"""The directions in an alarm's text: the page of the runbook and the first command, written by the
plan and read again from what stands."""

import re
from typing import NamedTuple

_FORM = re.compile(r"Runbook: (\S+) First: ([^\n]+)")


class Directions(NamedTuple):
    """The way on for whoever is told."""

    page: str
    """Address or file of the page."""
    first: str
    """The first command to run."""

    def __str__(self) -> str:
        """Returns the directions as an alarm says them."""
        return f"Runbook: {self.page} First: {self.first}"


def read(text: str) -> Directions | None:
    """Returns the directions in the text of an alarm, or None if it gives none. A text that speaks
    for several alarms has those of the first."""
    found = _FORM.search(text)
    return Directions(*found.groups()) if found else None
