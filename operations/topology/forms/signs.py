"""The signs of a change: beside its colour each has a character, for those who see no colours."""

from collections.abc import Mapping

from operations.topology.model import Sign

MARKS: Mapping[Sign, str] = {
    "added": "+",
    "removed": "\N{MINUS SIGN}",
    "changed": "~",
    "opened": "\N{WARNING SIGN}",
}
MEANINGS: Mapping[Sign, str] = {
    "added": "added",
    "removed": "removed",
    "changed": "changed",
    "opened": "opened: a way between places that stood before",
}


def marked(text: str, sign: Sign) -> str:
    """Returns text with the mark of what happens to it."""
    return f"{MARKS[sign]} {text}" if sign else text
