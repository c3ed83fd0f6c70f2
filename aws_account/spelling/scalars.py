"""Single values in the form that AWS's model requires."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    # A plan needs the spellings, and none of AWS's own SDK.
    from botocore.model import Shape


class Mismatch(Exception):
    """Error that an input does not fit AWS's model. The message begins with the input."""


def scalar(value: Any, shape: "Shape", path: str) -> Any:
    """Returns a value in AWS's type. Pulumi writes some numbers and switches as text."""
    match shape.type_name:
        case "string":
            return text(value, shape, path)
        case "boolean":
            known = {"true": True, "false": False, "enabled": True, "disabled": False}
            return _one_of(str(value).lower(), known, path)
        case "integer" | "long":
            return _number(value, int, path)
        case "float" | "double":
            return _number(value, float, path)
        case "blob":
            return value.encode() if isinstance(value, str) else value
    return value


def _number(value: Any, kind: type[int] | type[float], path: str) -> Any:
    try:
        return kind(value)
    except (TypeError, ValueError):
        raise Mismatch(f"{path}: must be a number, got {value!r}") from None


def _one_of(value: str, known: Mapping[str, bool], path: str) -> bool:
    if value not in known:
        raise Mismatch(f"{path}: must be true or false, got {value!r}")
    return known[value]


_UNFINISHED = frozenset({"OpenSearchPartitionInstanceType"})
"""Shapes whose words AWS's model lists in part: OpenSearch Service has instances of the seventh
generation, and the model ends with the sixth.
docs.aws.amazon.com/opensearch-service/latest/developerguide/supported-instance-types.html"""


def text(value: Any, shape: "Shape", path: str) -> str:
    """Returns a value as text. If AWS lists the possible words, it must be one of them."""
    words = choices(shape)
    if isinstance(value, bool):
        meant = ("enabled", "true", "on") if value else ("disabled", "false", "off")
        fitting = [word for word in words if word.lower() in meant]
        return fitting[0] if fitting else str(value).lower()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, Mapping | list):
        raise Mismatch(f"{path}: must be text, got {value!r}")
    if words and str(value) not in words:
        raise Mismatch(f"{path}: must be one of {', '.join(words)}, got {str(value)!r}")
    return str(value)


def choices(shape: "Shape") -> tuple[str, ...]:
    """Returns the words that AWS lists for a text. Empty if any text is possible."""
    if shape.name in _UNFINISHED:
        return ()
    return tuple(getattr(shape, "enum", None) or ())
