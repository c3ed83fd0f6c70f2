"""Fills the templates of the mapping table: `arn:aws:ec2:{region}:{account}:subnet/{id}`.

A word may be cut: `{aws.Id|after:/hostedzone/}` is the text after the mark, and `|before:` the text
before its last occurrence. `{arn|or:family}` is the first of two that has a value.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import jmespath

Lookup = Callable[[str], Any]
"""Function that returns the value of a template's word. None if there is none."""

_WORD = re.compile(r"\{([^{}\s|]+)(?:\|(after|before|or):([^{}]+))?\}")


def render(template: Any, lookup: Lookup) -> Any:
    """Returns the template with its words replaced, at any depth of lists and maps. A text that is
    one word alone becomes the value itself, of any type."""
    if isinstance(template, str):
        whole = _WORD.fullmatch(template)
        if whole:
            return _value(whole, lookup)
        return _WORD.sub(lambda word: str(_value(word, lookup)), template)
    if isinstance(template, Mapping):
        return {key: render(item, lookup) for key, item in template.items()}
    if isinstance(template, list):
        return [render(item, lookup) for item in template]
    return template


def words(template: Any) -> Iterator[str]:
    """Yields the words with which a template is filled."""
    if isinstance(template, str):
        yield from (word[1] for word in _WORD.finditer(template))
    elif isinstance(template, Mapping):
        for item in template.values():
            yield from words(item)
    elif isinstance(template, list | tuple):
        for item in template:
            yield from words(item)


def _value(word: re.Match[str], lookup: Lookup) -> Any:
    value, cut, mark = lookup(word[1]), word[2], word[3]
    if cut == "or":
        return lookup(mark) if value is None else value
    if value is None or not cut:
        return value
    return str(value).partition(mark)[2] if cut == "after" else str(value).rpartition(mark)[0]


def search(path: str, data: Any) -> Any:
    """Returns the value that a JMESPath finds in an answer of AWS."""
    return jmespath.search(path, data)


def digest(text: str, length: int) -> str:
    """Returns hexadecimal digits that are always the same for a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:length]
