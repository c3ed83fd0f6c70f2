"""Pages that are not what they would be now, and the section in which each first differs."""

import re
from itertools import zip_longest


def differs(there: str, wanted: str) -> str:
    """Returns the title of the first section that differs. Empty if nothing does."""
    for old, new in zip_longest(_sections(there), _sections(wanted), fillvalue=("", "")):
        if old != new:
            return new[0] or old[0] or "the beginning"
    return ""


def _sections(text: str) -> list[tuple[str, str]]:
    """Returns the sections with their titles; the first is what stands before them."""
    first, *others = re.split(r"^(?=## )", text, flags=re.MULTILINE)
    return [("the beginning", first.strip())] + [
        (each.partition("\n")[0].removeprefix("## "), each.strip()) for each in others
    ]
