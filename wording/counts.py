"""Numbers of things, as people say them."""

import re


def counted(number: int, thing: str) -> str:
    """Returns `1 image`, `3 images`, `2 entries`."""
    if number == 1:
        return f"1 {thing}"
    things = f"{thing[:-1]}ies" if re.search(r"[^aeiou]y$", thing) else f"{thing}s"
    return f"{number} {things}"
