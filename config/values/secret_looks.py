"""Values and names that look like secrets, which belong into Secrets Manager; pure.

Everybody who ever reads the repository reads a file in git, and a message is kept in a log. So such
a value is refused where it is typed, and never repeated.
"""

import re
from typing import Any

_KEYS = "(API|ACCESS|PRIVATE|SIGNING|ENCRYPTION)_?KEY"
_WORDS = f"PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|CREDENTIALS?|{_KEYS}"
_NAMES = re.compile(rf"(^|_)({_WORDS})(_[0-9]+)?$")
"""Pattern of names for secrets. The word must end the name: MAX_TOKENS, TOKEN_ISSUER and
SECRET_NAME hold none."""

_VALUES = re.compile(
    "|".join(
        (
            r"\b(AKIA|ASIA)[0-9A-Z]{16}\b",
            r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.",
            r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
            r"\b[a-z][a-z0-9+.-]*://[^/\s:@]+:[^/\s@]+@",
            r"\b(sk|rk|pk)_(live|test)_[A-Za-z0-9]{10,}",
            r"\bgh[pousr]_[A-Za-z0-9]{20,}",
            r"\bgithub_pat_[A-Za-z0-9_]{20,}",
            r"\bglpat-[A-Za-z0-9_-]{16,}",
            r"\bxox[abeprs]-[A-Za-z0-9-]{10,}",
            r"\bAIza[A-Za-z0-9_-]{30,}",
            r"\bsk-[A-Za-z0-9_-]{20,}",
            r"\bnpm_[A-Za-z0-9]{30,}",
            r"\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}",
        )
    )
)
"""Patterns of secrets whose makers chose a form that can be recognized: keys of AWS, JSON Web
Tokens, private keys in PEM, addresses with a password, keys of Stripe, GitHub, GitLab, Slack,
Google, OpenAI, npm and SendGrid."""

HIDDEN = "[not shown]"


def is_secret_value(value: Any) -> bool:
    """Returns true if a text contains something in the form of a secret, at any position."""
    return isinstance(value, str) and _VALUES.search(value) is not None


def is_secret_name(name: str) -> bool:
    """Returns true if a key or variable of this name would hold a secret."""
    return _NAMES.search(re.sub(r"[^A-Za-z0-9]", "_", name).upper()) is not None


def holds_secret(name: str, value: Any) -> bool:
    """Returns true if a variable looks like a secret, either by the form of its value, or by its
    name if the value is no number, switch or empty text."""
    if is_secret_value(value):
        return True
    plain = isinstance(value, str) and re.fullmatch(r"|true|false|-?[0-9.]{1,12}", value)
    return is_secret_name(name) and not plain


def hidden(path: str, value: Any) -> Any:
    """Returns the value as a message may show it. A value that is a secret, or contains one, is
    hidden."""
    if isinstance(value, dict):
        return {key: hidden(str(key), each) for key, each in value.items()}
    if isinstance(value, list):
        return [hidden(path, each) for each in value]
    name = path.rpartition(".")[2]
    return HIDDEN if isinstance(value, str) and holds_secret(name, value) else value
