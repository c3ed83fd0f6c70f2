"""Numbers of things and lists of them, as people say them."""

import re
from collections.abc import Sequence


def counted(number: int, thing: str) -> str:
    """Returns `1 image`, `3 images`, `2 entries`."""
    if number == 1:
        return f"1 {thing}"
    things = f"{thing[:-1]}ies" if re.search(r"[^aeiou]y$", thing) else f"{thing}s"
    return f"{number} {things}"


def listed(things: Sequence[str]) -> str:
    """Returns `a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(things[:-1]), things[-1]] if len(things) > 1 else things)
