"""Property values as the engine passes them: JSON values, secrets, files, unknowns."""

from engine.values.values import (
    SECRET_TEXT,
    SIGNATURE,
    UNKNOWN,
    Secret,
    blind,
    decode,
    decode_value,
    encode,
    has_secret,
    revealed,
)

__all__ = [
    "SECRET_TEXT",
    "SIGNATURE",
    "UNKNOWN",
    "Secret",
    "blind",
    "decode",
    "decode_value",
    "encode",
    "has_secret",
    "revealed",
]
