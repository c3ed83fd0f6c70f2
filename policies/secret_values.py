"""Values and names that look like secrets."""

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Any

from policies.node import REFERENCE, is_opaque

_VALUES = {
    "an AWS access key": r"\b(AKIA|ASIA)[0-9A-Z]{16}\b",
    "a JSON Web Token": r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.",
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "an address with a password": r"\b[a-z][a-z0-9+.-]*://[^/\s:@]*:[^/\s@]+@",
    "a key of Stripe": r"\b(sk|rk)_(live|test)_[A-Za-z0-9]{10,}",
    "a token of GitHub": r"\b(gh[pousr]_|github_pat_)[A-Za-z0-9_]{20,}",
    "a token of GitLab": r"\bglpat-[A-Za-z0-9_-]{16,}",
    "a token of Slack": r"\bxox[abeprs]-[A-Za-z0-9-]{10,}",
    "a key of Google": r"\bAIza[A-Za-z0-9_-]{30,}",
}
"""Forms that the makers of secrets chose so that they are recognized."""

_NAMES = re.compile(
    r"(^|_)(PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|(API|ACCESS|PRIVATE|SIGNING)_?KEY)(_[0-9]+)?$"
)
"""Pattern of names for secrets. The word ends the name: MAX_TOKENS and SECRET_NAME hold none."""

_HARMLESS = re.compile(r"|true|false|-?[0-9.]{1,12}|arn:aws[^:]*:(secretsmanager|ssm):.*", re.I)
"""Pattern of values that are no secret whatever their name says: switches, numbers, and names of
places where a secret is."""


def looks_like(text: str) -> str | None:
    """Returns what kind of secret a text holds, or None. A reference is replaced before: whoever
    reads the text finds no secret in it."""
    plain = REFERENCE.sub("", text)
    return next((kind for kind, form in _VALUES.items() if re.search(form, plain)), None)


def variable_holds(name: str, value: Any) -> str | None:
    """Returns what kind of secret a variable holds, by the form of its value or by its name."""
    if not isinstance(value, str) or is_opaque(value):
        return None
    if kind := looks_like(value):
        return kind
    named = _NAMES.search(re.sub(r"[^A-Za-z0-9]", "_", name).upper())
    plain = REFERENCE.sub("", value)
    return "a secret, by its name" if named and not _HARMLESS.fullmatch(plain) else None


def decoded(text: str) -> Iterator[str]:
    """Yields a text and, if it is Base64 of another text, that one too."""
    yield text
    try:
        yield base64.b64decode(text, validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return
