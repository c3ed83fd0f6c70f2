"""The width of text in a drawing.

Browsers differ in their fonts, and Graphviz knows none of them. So each text gets the length that
is reckoned here, by which a browser stretches or narrows it: it never leaves its box. The widths
are those of Helvetica, in thousandths of the size, as Adobe publishes them with the fonts that
every printer has; Arial and Liberation Sans have the same.
"""

from functools import cache

SMALL, LARGE, LABEL = 11.0, 13.0, 10.5
"""Sizes of text."""

_WIDTHS = {
    **dict.fromkeys("ijl", 222),
    "'": 191,
    "|": 260,
    **dict.fromkeys(" !,./:;I[\\]ft", 278),
    **dict.fromkeys("()-`r", 333),
    **dict.fromkeys("{}", 334),
    '"': 355,
    "*": 389,
    "^": 469,
    **dict.fromkeys("Jcksvxyz", 500),
    **dict.fromkeys("#$0123456789?L_abdeghnopqu", 556),
    **dict.fromkeys("+<=>~", 584),
    **dict.fromkeys("FTZ", 611),
    **dict.fromkeys("&ABEKPSVXY", 667),
    **dict.fromkeys("CDHNRUw", 722),
    **dict.fromkeys("GOQ", 778),
    **dict.fromkeys("Mm", 833),
    "%": 889,
    "W": 944,
    "@": 1015,
}
_OTHER = 1000
_BOLD = 1.08
"""Bold letters are so much wider, at most."""


@cache
def width(text: str, size: float, *, bold: bool = False) -> float:
    """Returns the width of a text of one line."""
    units = sum(_WIDTHS.get(letter, _OTHER) for letter in text)
    return round(units * size * (_BOLD if bold else 1) / 1000, 1)


def wrapped(text: str, size: float, room: float) -> list[str]:
    """Returns text as lines for a room. A word that is wider than the room has a line of its own,
    and is never cut."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
