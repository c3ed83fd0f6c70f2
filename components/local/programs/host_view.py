"""Translates a program's variables for a program outside the containers: addresses of this machine;
pure."""

import re
from collections.abc import Mapping

HOST = "127.0.0.1"

Published = Mapping[str, Mapping[int, int]]
"""The port of this machine, by container and by the port inside it."""


def from_host(variables: Mapping[str, str], published: Published) -> dict[str, str]:
    """Returns the same variables, with each address of a container in the form in which this
    machine reaches it.

    >>> from_host({"DB_HOST": "database", "DB_PORT": "5432"}, {"database": {5432: 6000}})
    {'DB_HOST': '127.0.0.1', 'DB_PORT': '6000'}
    """
    seen = {name: _urls(value, published) for name, value in variables.items()}
    for name, value in variables.items():
        if name.endswith("HOST") and value in published:
            seen[name] = HOST
            port = f"{name.removesuffix('HOST').removesuffix('READ_')}PORT"
            inside = variables.get(port, "")
            if inside.isdigit() and int(inside) in published[value]:
                seen[port] = str(published[value][int(inside)])
    return seen


def _urls(value: str, published: Published) -> str:
    """Replaces addresses with a port inside a text; they follow `//` or `@`."""

    def replaced(match: re.Match[str]) -> str:
        outside = published.get(match["name"], {}).get(int(match["port"]))
        return match[0] if outside is None else f"{HOST}:{outside}"

    return re.sub(r"(?<=[/@])(?P<name>[a-z0-9-]+):(?P<port>[0-9]+)(?![0-9])", replaced, value)
