"""Whether what a resource refers to exists: moto looks up some references, AWS nearly all.

Only whole values are looked at. A policy document may name what comes later, or nothing at all.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

_ID = re.compile(r"(vpc|subnet|sg|rtb|igw|nat|eipalloc|vpce|acl)-[0-9a-f]{8,17}")
_ARN = re.compile(r"arn:[\w-]+:([\w-]+):([\w-]*):(\d{12}):([^*]+)")

_UNCHECKED = (
    # Made by the service that is named in them, when it is first used.
    "xlogs",
    # An event's source may be created after its permission.
    "xevents",
    "xsched",
)


class Known:
    """What exists in an account, as far as its resources told."""

    def __init__(self, account: str) -> None:
        self._account = account
        self._known: set[str] = set()

    def learn(self, *values: Any) -> None:
        """Keeps every ID and ARN in the values."""
        for _, text in _texts(values, ""):
            self._known.add(text)

    def missing(self, inputs: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """The inputs that refer to what nobody created, each with its value."""
        for path, text in _texts(inputs, ""):
            if text not in self._known and self._is_ours(text):
                yield path, text

    def _is_ours(self, text: str) -> bool:
        if _ID.fullmatch(text):
            return True
        arn = _ARN.fullmatch(text)
        return bool(arn and arn[3] == self._account and arn[1] not in _UNCHECKED)


def _texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item, path)
