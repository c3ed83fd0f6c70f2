"""Characters in texts that nobody sees, which a copied text brings along; pure."""

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from config.values import Broken, KeyPath

_SPACES = "\u00a0\u202f\u2007"
"""Spaces that do not break, which look like others and equal none."""
_JOINER = "\u200d"
"""Character within a picture that consists of several, such as a family."""


def invisible(content: Any, path: KeyPath = ()) -> Iterator[Broken]:
    """Yields texts and keys with characters that nobody sees: such a name equals no other, and no
    message shows the difference."""
    if isinstance(content, Mapping):
        for key, value in content.items():
            place = (*path, key)
            yield from _in(place, key) or invisible(value, place)
    elif isinstance(content, list):
        for index, value in enumerate(content):
            yield from invisible(value, (*path, index))
    else:
        yield from _in(path, content)


def _in(path: KeyPath, text: Any) -> list[Broken]:
    found = [each for each in text if _is_hidden(each)] if isinstance(text, str) else []
    if not found:
        return []
    name = unicodedata.name(found[0], "a control character")
    remedy = f"has a character that nobody sees, U+{ord(found[0]):04X} ({name}); type it anew"
    return [Broken(path, text, remedy)]


def _is_hidden(character: str) -> bool:
    hidden = unicodedata.category(character) == "Cf" or character in _SPACES
    return hidden and character != _JOINER
