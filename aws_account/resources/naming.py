"""Names for resources that the program leaves unnamed, by the pattern in Pulumi.yaml.

The engine and the provider make the same names, except for the random part: here it is a digest of
the resource's URN, so an emulated environment has the same names on every run.
"""

import json
import re
from collections.abc import Mapping

from aws_account.mapping import Named
from aws_account.requests import digest

CONFIG_KEY = "pulumi:autonaming"
DEFAULT_PATTERN = "${name}-${hex(7)}"
"""The engine's own pattern, for a project that sets none."""

_EXPRESSION = re.compile(r"\$\{(\w+)(?:\((\d+)\))?\}")


class NameRefused(Exception):
    """Error that the provider would refuse the name which the pattern gives."""


def pattern(config: Mapping[str, str]) -> str:
    """Returns the pattern that a stack's configuration sets."""
    setting = config.get(CONFIG_KEY)
    return str(json.loads(setting).get("pattern", DEFAULT_PATTERN)) if setting else DEFAULT_PATTERN


def automatic(
    name: str, urn: str, *, pattern: str, named: Named, inputs: Mapping[str, object]
) -> str:
    """Returns the name of a resource whose logical name is `name`."""
    _, project, *_ = urn.split("::")
    words = {"name": name, "project": project, "stack": urn.split(":")[2]}

    def part(expression: re.Match[str]) -> str:
        word, length = expression[1], expression[2]
        if word in ("hex", "alphanum") and length:
            return digest(urn, int(length))
        if word not in words:
            raise NameRefused(f"{CONFIG_KEY}: pattern: {expression[0]} is not known here")
        return words[word]

    result = _EXPRESSION.sub(part, pattern)
    result = result.lower() if named.lower else result
    if len(result) > named.limit:
        raise NameRefused(
            f"{named.property}: the automatic name {result!r} has {len(result)} characters;"
            f" AWS allows {named.limit}"
        )
    return f"{result}.fifo" if named.fifo and inputs.get(named.fifo) else result
