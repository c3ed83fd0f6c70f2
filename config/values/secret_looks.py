"""Values and names that look like secrets, which belong into Secrets Manager; pure.

Everybody who ever reads the repository reads a file in git, and a message is kept in a log. So such
a value is refused where it is typed, and never repeated.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from config.values.section import Broken, KeyPath

_KEYS = "(API|ACCESS|PRIVATE|SIGNING|ENCRYPTION)_?KEY"
_WORDS = f"PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|CREDENTIALS?|{_KEYS}"
_NAMES = re.compile(rf"(^|_)({_WORDS})(_[0-9]+)?$|_(PASS|PWD)$")
"""Pattern of names for secrets. The word must end the name: MAX_TOKENS, TOKEN_ISSUER and
SECRET_NAME hold none."""

_VALUES = re.compile(
    "|".join(
        (
            r"\b(AKIA|ASIA)[0-9A-Z]{16}\b",
            r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.",
            r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
            r"\b[a-z][a-z0-9+.-]*://[^/\s:@]*:[^/\s@]+@",
            r"\b(sk|rk|pk)_(live|test)_[A-Za-z0-9]{10,}",
            r"\bgh[pousr]_[A-Za-z0-9]{20,}",
            r"\bgithub_pat_[A-Za-z0-9_]{20,}",
            r"\bglpat-[A-Za-z0-9_-]{16,}",
            r"\bxox[abeprs]-[A-Za-z0-9-]{10,}",
            r"\bAIza[A-Za-z0-9_-]{30,}",
            r"\bsk-[A-Za-z0-9_-]{20,}",
            r"\bnpm_[A-Za-z0-9]{30,}",
            r"\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}",
            r"\bhooks\.slack\.com/(services|workflows|triggers)/[A-Za-z0-9/_-]{16,}",
            r"\bdiscord(app)?\.com/api/webhooks/[0-9]{10,}/[A-Za-z0-9_-]{20,}",
            r"\bpypi-[A-Za-z0-9_-]{16,}",
            r"\bhf_[A-Za-z0-9]{20,}",
            r"\bhv[sb]\.[A-Za-z0-9_-]{20,}",
            r"\bdp\.(pt|st|ct|sa)\.[A-Za-z0-9._-]{20,}",
            r"\bAGE-SECRET-KEY-1[A-Z0-9]{20,}",
            r"\bshp(at|ca|pa|ss)_[A-Fa-f0-9]{20,}",
            r"\bdckr_pat_[A-Za-z0-9_-]{16,}",
            r"\bSK[0-9a-f]{32}\b",
            r"\b(?i:bearer) [A-Za-z0-9._~+/-]{20,}",
            r"\b(?i:basic) [A-Za-z0-9+/]{16,}={0,2}(?![A-Za-z0-9 ])",
            r"(?i:password|passwd|pwd|secret|api_?key|access_?token|accountkey|sharedaccesskey)"
            r"=[^\s&;$]{6,}",
            r"[?&]sig=[A-Za-z0-9%+/=_-]{20,}",
            r"\"private_key(_id)?\"\s*:",
            r"(?<![A-Za-z0-9/+_.:-])(?=[a-z0-9/+]*[A-Z])(?=[A-Z0-9/+]*[a-z])"
            r"(?=[A-Za-z/+]*[0-9])(?=[A-Za-z0-9]*[/+]|([A-Za-z]*[0-9]){3})"
            r"[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=_.:-])",
        )
    )
)
"""Patterns of secrets whose makers chose a form that can be recognized: keys of AWS, JSON Web
Tokens, private keys in PEM, addresses with a password, keys of Stripe, GitHub, GitLab, Slack,
Google, OpenAI, npm, SendGrid, PyPI, Hugging Face, Vault, Doppler, age, Shopify, Docker Hub and
Twilio, the addresses of webhooks, what stands behind `password=` and the like, and a text in the
form of AWS's secret keys: 40 letters and digits, some of each kind."""

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


def masked(text: str) -> str:
    """Returns a text with everything in the form of a secret hidden."""
    return _VALUES.sub(HIDDEN, text)


_KNOWN = "(if it is none, say so under `overrules`)"
_IN_PROGRAM = "list it under uses.secrets and enter its value in Secrets Manager"
_IN_SIDECAR = "list it under secrets and enter its value in Secrets Manager"
_ANYWHERE = "take it out and replace it where it is valid, because it was written down"


def pasted(content: Any) -> Iterator[Broken]:
    """Yields the texts of a file, as typed, that look like secrets: by their form anywhere, and by
    their name among the variables of programs."""
    for path, text in _texts(content, ()):
        variable = "environment" in path[-2:-1]
        of_program = variable and path[0] in ("services", "workers", "jobs")
        if (path[0] == "overrules" and path[-1] == "value") or text == HIDDEN:
            continue
        if is_secret_value(text) or (of_program and holds_secret(str(path[-1]), text)):
            remedy = _ANYWHERE
            if of_program:
                remedy = _IN_SIDECAR if "sidecars" in path else _IN_PROGRAM
            says = f"looks like a secret, which does not belong into this file; {remedy} {_KNOWN}"
            yield Broken(path, text, says)


def _texts(value: Any, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    """Yields each text with its place. A key is a text at the place of its section."""
    if isinstance(value, Mapping):
        for key, each in value.items():
            if path and is_secret_value(str(key)):
                yield path, str(key)
            yield from _texts(each, (*path, str(key)))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _texts(each, (*path, index))
    elif isinstance(value, str) and path:
        yield path, value
