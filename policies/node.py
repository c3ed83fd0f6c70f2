"""Property values as rules read them: by path, with what is not known yet told apart."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_UNKNOWN = frozenset(
    {
        "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
        "030794c1-ac77-496b-92df-f27374a8bd58",
        "e48ece36-62e2-4504-bad9-02848725956a",
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
    }
)
"""The engine's marks for values that are known only after `pulumi up`, one for each type."""
SECRET = "[secret]"
"""The text that documents show in place of a secret."""
_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270"
"""The key and the value by which the engine marks a secret."""

REFERENCE = re.compile(r"\$\{[^{}]*\}")
"""Pattern of a readable reference, such as `${s3.Bucket uploads.arn}`, in an offline document."""


class NotKnown(Exception):
    """Signal that a rule asked for a value that is secret, or known only after `pulumi up`."""


@dataclass(frozen=True, slots=True)
class Node:
    """A mapping of property values, at any depth of a resource's inputs."""

    content: Any

    def get(self, path: str, default: Any = None) -> Any:
        """Returns the value at a dotted path, or the default if there is none. Raises NotKnown."""
        found = self._at(path)
        if is_opaque(found):
            raise NotKnown
        return default if found is None else found

    def _at(self, path: str) -> Any:
        """Returns the value at a path as it stands. Raises NotKnown if what it is in is not
        known."""
        found = self.content
        for key in path.split("."):
            if is_opaque(found):
                raise NotKnown
            found = found.get(key) if isinstance(found, Mapping) else None
        return found

    def has(self, path: str) -> bool:
        """Returns true if something stands at a path, known or not. Empty text and empty lists are
        nothing."""
        try:
            return self.get(path) not in (None, "", [])
        except NotKnown:
            return True

    def blocks(self, path: str) -> list["Node"]:
        """Returns the mappings of a list, or of a single mapping. Known ones come first: an unknown
        value ends a rule, and what was told before it stands."""
        found = self.get(path, [])
        items = found if isinstance(found, list) else [found]
        nodes = [Node(item) for item in items if isinstance(item, Mapping)]
        return sorted(nodes, key=lambda node: holds_opaque(node.content))

    def texts(self, path: str) -> list[str]:
        """Returns the texts of a list, or the single text. References stand as they are. Raises
        NotKnown if there is nothing to read."""
        found = self._at(path)
        if is_opaque(found) and not is_reference(found):
            raise NotKnown
        items = found if isinstance(found, list) else [found]
        return [
            each
            for each in items
            if isinstance(each, str) and (is_reference(each) or not is_opaque(each))
        ]

    def document(self, path: str) -> "Node":
        """Returns the content of a JSON text; an empty mapping if it is none. A list, such as
        container definitions, stands under the key `items`."""
        found = self.get(path, "")
        try:
            content = json.loads(found) if isinstance(found, str) else found
        except ValueError:
            return Node({})
        return Node({"items": content} if isinstance(content, list) else content)


def is_opaque(value: Any) -> bool:
    """Returns true for a value of which nobody knows what it is: unknown, secret or a reference."""
    if isinstance(value, Mapping):
        return value.get(_SIGNATURE) == _SECRET_SIGNATURE
    if not isinstance(value, str):
        return False
    return value in _UNKNOWN or value == SECRET or is_reference(value)


def is_reference(value: Any) -> bool:
    """Returns true for a text that is a readable reference and nothing else."""
    return isinstance(value, str) and REFERENCE.fullmatch(value) is not None


def holds_opaque(value: Any) -> bool:
    """Returns true if a value is opaque, or has something opaque at any depth."""
    if is_opaque(value):
        return True
    if isinstance(value, Mapping):
        return any(holds_opaque(item) for item in value.values())
    return isinstance(value, list) and any(holds_opaque(item) for item in value)
