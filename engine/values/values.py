"""Property values in the engine's form: JSON values, secrets, and values that are not known yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from google.protobuf.struct_pb2 import Struct, Value

from engine.values.assets import ARCHIVE_SIGNATURE, ASSET_SIGNATURE, with_checksum

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""The engine's mark for a value that is known only after `pulumi up`."""

SECRET_TEXT = "[secret]"
"""The text that replaces a secret in every document and on every screen."""

SIGNATURE = "4dabf18193072939515e22adb298388d"
"""The key by which the engine marks a mapping that stands for something else, such as a file."""
_SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270"


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that no document, message or screen may show."""

    value: Any = field(repr=False)

    def __str__(self) -> str:
        return SECRET_TEXT


def decode(struct: Struct) -> dict[str, Any]:
    """Returns a message's properties as plain Python, sorted by name because messages keep no
    order. Whole numbers become `int`, as JSON prints them."""
    return {key: _decoded(struct.fields[key]) for key in sorted(struct.fields)}


def _decoded(value: Value) -> Any:
    match value.WhichOneof("kind"):
        case "string_value":
            return value.string_value
        case "number_value":
            number = value.number_value
            return int(number) if number.is_integer() else number
        case "bool_value":
            return value.bool_value
        case "list_value":
            return [_decoded(item) for item in value.list_value.values]
        case "struct_value":
            fields = value.struct_value.fields
            # `in` comes first, because indexing a protobuf map adds the key.
            signature = fields[SIGNATURE].string_value if SIGNATURE in fields else ""
            if signature == _SECRET_SIGNATURE:
                return Secret(_decoded(fields["value"]))
            content = decode(value.struct_value)
            if signature in (ASSET_SIGNATURE, ARCHIVE_SIGNATURE):
                return with_checksum(content, signature=signature)
            return content
    return None


def decode_value(value: Value) -> Any:
    """Returns one property's value as plain Python."""
    return _decoded(value)


def encode(properties: Mapping[str, Any]) -> Struct:
    """Returns properties in the form of the SDK: the reverse of `decode`."""
    struct = Struct()
    struct.update({key: _encodable(value) for key, value in properties.items()})
    return struct


def _encodable(value: Any) -> Any:
    if isinstance(value, Secret):
        return {SIGNATURE: _SECRET_SIGNATURE, "value": _encodable(value.value)}
    if isinstance(value, Mapping):
        return {key: _encodable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_encodable(item) for item in value]
    return value


def blind(value: Any) -> Any:
    """Returns the value with `[secret]` in place of each secret, at any depth."""
    if isinstance(value, Secret):
        return SECRET_TEXT
    if isinstance(value, Mapping):
        return {key: blind(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [blind(item) for item in value]
    return value


def revealed(value: Any) -> Any:
    """Returns the value with its secrets in plain sight, for AWS."""
    if isinstance(value, Secret):
        return revealed(value.value)
    if isinstance(value, Mapping):
        return {key: revealed(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [revealed(item) for item in value]
    return value


def encrypted(value: Any) -> bool:
    """Returns true if a value from Pulumi's state is a secret, which the state encrypts."""
    return isinstance(value, Mapping) and value.get(SIGNATURE) == _SECRET_SIGNATURE


def holds_encrypted(value: Any) -> bool:
    """Returns true if a value from Pulumi's state is or holds a secret."""
    if isinstance(value, Mapping):
        return encrypted(value) or any(holds_encrypted(item) for item in value.values())
    return isinstance(value, list) and any(holds_encrypted(item) for item in value)


def has_secret(value: Any) -> bool:
    """Returns true if the value holds a secret at any depth."""
    if isinstance(value, Secret):
        return True
    if isinstance(value, Mapping):
        return any(has_secret(item) for item in value.values())
    return isinstance(value, list | tuple) and any(has_secret(item) for item in value)
