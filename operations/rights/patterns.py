"""Patterns of IAM, with * for any text and ? for one character; pure functions."""

import re
from collections.abc import Iterable
from functools import cache


@cache
def _compiled(pattern: str, *, any_case: bool, of_patterns: bool) -> re.Pattern[str]:
    # Between patterns, a ? of the outer one may not stand for a * of the inner one.
    one = "[^*]" if of_patterns else "."
    parts = (".*" if each == "*" else one if each == "?" else re.escape(each) for each in pattern)
    return re.compile("".join(parts), re.DOTALL | (re.IGNORECASE if any_case else 0))


def matches(pattern: str, text: str, *, any_case: bool = False) -> bool:
    """Returns true if a pattern is about a text. Actions are compared in any case, ARNs exactly."""
    return bool(_compiled(pattern, any_case=any_case, of_patterns=False).fullmatch(text))


def covers(outer: str, inner: str, *, any_case: bool = False) -> bool:
    """Returns true if all that the inner pattern is about is known to be in the outer one. A
    pattern that only several others cover together counts as not covered."""
    return bool(_compiled(outer, any_case=any_case, of_patterns=True).fullmatch(inner))


def meet(one: str, other: str, *, any_case: bool = False) -> bool:
    """Returns true if some text could match both patterns."""
    first, second = (one.lower(), other.lower()) if any_case else (one, other)
    return _meet(first, second)


@cache
def _meet(one: str, other: str) -> bool:
    if not one or not other:
        return not (one + other).strip("*")
    if one[0] == "*":
        return _meet(one[1:], other) or _meet(one, other[1:])
    if other[0] == "*":
        return _meet(one, other[1:]) or _meet(one[1:], other)
    return (one[0] == other[0] or "?" in (one[0], other[0])) and _meet(one[1:], other[1:])


def has_wildcard(patterns: Iterable[str]) -> bool:
    """Returns true if one of the patterns is about more than one text."""
    return any("*" in each or "?" in each for each in patterns)
