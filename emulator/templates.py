"""Fills the templates of the mapping table: `arn:aws:ec2:{region}:{account}:subnet/{id}`."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import jmespath
from jmespath import functions
from jmespath.exceptions import JMESPathTypeError

Lookup = Callable[[str], Any]
"""From a template's word to its value; raises KeyError for a word that it does not know."""

_WORD = re.compile(r"\{([^{}\s]+)\}")


def render(template: Any, lookup: Lookup) -> Any:
    """The template with its words replaced, at any depth of lists and maps. A text that is one
    word alone becomes the value itself, whatever its type."""
    if isinstance(template, str):
        whole = _WORD.fullmatch(template)
        if whole:
            return lookup(whole[1])
        return _WORD.sub(lambda word: str(lookup(word[1])), template)
    if isinstance(template, Mapping):
        return {key: render(item, lookup) for key, item in template.items()}
    if isinstance(template, list):
        return [render(item, lookup) for item in template]
    return template


class _Functions(functions.Functions):
    """What the table's JMESPath needs beside the standard functions."""

    @functions.signature({"types": ["string"]}, {"types": ["string"]})
    def _func_after(self, text: str, mark: str) -> str:
        """What follows the first `mark`: an identifier without the path before it."""
        return text.partition(mark)[2]

    @functions.signature({"types": ["string"]}, {"types": ["string"]})
    def _func_before_last(self, text: str, mark: str) -> str:
        """What precedes the last `mark`: an ARN without its revision."""
        return text.rpartition(mark)[0]

    @functions.signature({"types": ["string"]})
    def _func_sids(self, policy: str) -> list[str]:
        """The names of a policy's statements."""
        return [statement["Sid"] for statement in json.loads(policy)["Statement"]]


_OPTIONS = jmespath.Options(custom_functions=_Functions())


def search(path: str, data: Any) -> Any:
    """What a JMESPath finds in an answer of AWS."""
    try:
        return jmespath.search(path, data, options=_OPTIONS)
    except JMESPathTypeError:
        # A function whose argument is not there.
        return None


def digest(text: str, length: int) -> str:
    """Hexadecimal digits that are always the same for a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:length]
