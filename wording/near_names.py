"""Guesses at the name that somebody meant. A wrong guess misleads, so there is often none."""

import difflib
from collections.abc import Iterable

_WHOLE = 4
"""Smallest length of a name that is found inside a longer one. Shorter ones are in too many."""


def closest(value: str, allowed: Iterable[str]) -> str:
    """Returns `; did you mean X?` for a likely typing error, otherwise an empty text."""
    names = sorted(allowed)
    alike = [name for name in names if name.lower() == value.lower()]
    meant = next(iter(alike), None) or next(
        iter(difflib.get_close_matches(value, names, n=1, cutoff=0.6)), None
    )
    meant = meant or _beginning(value, names)
    return f"; did you mean {meant}?" if meant else ""


def closest_key(value: str, allowed: Iterable[str]) -> str | None:
    """Returns the key that was probably meant, or None. It must be more similar than a value must
    be, or be a whole part of what was typed: `cidr` in vpc_cidr."""
    names = sorted(allowed)
    matches = difflib.get_close_matches(value, names, n=1, cutoff=0.7)
    return matches[0] if matches else _part(value, names)


def _beginning(value: str, names: list[str]) -> str | None:
    """Returns the only name that is short for a value, or that a value is short for."""
    found = [
        name
        for name in names
        if min(len(name), len(value)) >= 3 and (value.startswith(name) or name.startswith(value))
    ]
    return found[0] if len(found) == 1 else None


def _part(value: str, names: list[str]) -> str | None:
    """Returns the only key that a value begins or ends with."""
    found = [
        name
        for name in names
        if len(name) >= _WHOLE and (value.startswith(name) or value.endswith(name))
    ]
    return found[0] if len(found) == 1 else None
