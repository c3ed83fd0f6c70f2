"""Property values in the engine's form: JSON values, secrets, files and unknown values."""

from engine.values.pairing import ABSENT, labels, paired
from engine.values.values import (
    SECRET_TEXT,
    SIGNATURE,
    UNKNOWN,
    Secret,
    blind,
    decode,
    decode_value,
    encode,
    encrypted,
    has_secret,
    holds_encrypted,
    revealed,
)

__all__ = [
    "ABSENT",
    "SECRET_TEXT",
    "SIGNATURE",
    "UNKNOWN",
    "Secret",
    "blind",
    "decode",
    "decode_value",
    "encode",
    "encrypted",
    "has_secret",
    "holds_encrypted",
    "labels",
    "paired",
    "revealed",
]
