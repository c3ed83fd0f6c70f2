"""Checks that the things to which a resource refers exist: moto looks up some references, AWS
nearly all.

Only whole values are checked. A policy document may name things that are created later, or never.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

_ID = re.compile(r"(vpc|subnet|sg|rtb|igw|nat|eipalloc|vpce|acl)-[0-9a-f]{8,17}")
_ARN = re.compile(r"arn:[\w-]+:[\w-]+:[\w-]*:(\d{12}):[^*]+")

_LATER = ("sourceArn",)
"""Inputs that may name something that is created later: a function may be callable by a rule that
does not exist yet."""

_GIVEN = (":event-bus/default",)
"""Ends of ARNs of what every account has from the start."""


class References:
    """IDs and ARNs that exist in an account, collected from its resources."""

    def __init__(self, account: str) -> None:
        self._account = account
        self._known: set[str] = set()

    def learn(self, *values: Any) -> None:
        """Keeps every text in the values. IDs and ARNs are among them."""
        self._known.update(text for _, text in _texts(values, ""))

    def missing(self, inputs: Mapping[str, Any]) -> tuple[str, str] | None:
        """Returns the first input that refers to something that nobody created, with its value."""
        for path, text in _texts(inputs, ""):
            if text not in self._known and path not in _LATER and self._is_ours(text):
                return path, text
        return None

    def _is_ours(self, text: str) -> bool:
        arn = _ARN.fullmatch(text)
        if text.endswith(_GIVEN):
            return False
        return bool(_ID.fullmatch(text) or (arn and arn[1] == self._account))


def _texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, item in sorted(value.items()):
            yield from _texts(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item, path)
