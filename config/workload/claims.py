"""The claims of a token that a route asks for, in the form in which the token has them."""

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from config.values import Matching

ScopeName = Annotated[
    str,
    Matching(
        r"[A-Za-z0-9!#$%&()*+,./:;<=>?@\[\]^_`{|}~-]+",
        "the name of a scope, such as orders:write, without spaces, quotes and backslashes",
    ),
    Field(max_length=256, examples=["orders:write"]),
]
"""Name of a scope: printable ASCII, as RFC 6749 has it, without single quotes."""

ClaimName = Annotated[
    str,
    Matching(
        r"[A-Za-z0-9_][A-Za-z0-9_.:/-]*",
        "the name of a claim, such as role: letters, digits and _ . : / -",
    ),
    Field(max_length=256, examples=["role"]),
]

_VALUE = re.compile(r"[ !#-&(-\[\]-~]{1,256}")


def _claim(value: Any) -> Any:
    """Returns a claim's value. Raises ValueError for one that a token's claim is not compared
    with."""
    entries = value if isinstance(value, list) else [value]
    if len(entries) != 1:
        raise ValueError(
            "must be one text, or a list with one: AWS does not say whether a token needs all of "
            "several values or one of them; ask for one here, and check the rest in the service"
        )
    if not isinstance(entries[0], str) or not _VALUE.fullmatch(entries[0]):
        raise ValueError(
            "must be text of 1 to 256 printable ASCII characters without quotes and backslashes; "
            'put a number or true in quotes, as in "true"'
        )
    return value


Claim = Annotated[str | list[str], BeforeValidator(_claim), Field(examples=["admin", ["admin"]])]
"""Value of a claim: a text equals the claim, and a list of one is contained in it."""
