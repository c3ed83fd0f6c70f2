"""The engines of databases with their versions, and the number of connections that an instance
class takes; pure."""

import re
from typing import Annotated, Literal

from pydantic import Field

from config.values.types import Matching

DatabaseEngine = Literal["postgres", "mysql"]
"""Engines of databases, in RDS's words."""
DatabaseVersion = Annotated[
    str,
    Matching(
        r"\d+(\.\d+){0,2}",
        "a major version such as 16 (MySQL: 8.4), or one with its minor to pin it: 16.9 (8.4.6)",
    ),
    Field(examples=["16", "16.9", "8.4"]),
]
PostgresVersion = Annotated[
    str,
    Matching(r"\d+(\.\d+)?", "a major version such as 16, or major.minor to pin one: 16.9"),
    Field(examples=["16", "16.9"]),
]

_BYTES_FOR_A_CONNECTION = {"postgres": 9_531_392, "mysql": 12_582_880}
"""Bytes of the class's memory for each connection: RDS divides the memory by this for
max_connections (docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html)."""
_MOST_CONNECTIONS = {"postgres": 5000, "mysql": 100_000}
"""The most that RDS gives by itself, and for MySQL the most that the parameter takes."""
KEPT_CONNECTIONS = 5
"""Number of connections that are not for programs: PostgreSQL's superuser_reserved_connections, or
MySQL's one for administrators, and those by which RDS watches the instance."""
_CLASS = re.compile(
    r"db\.(?P<family>[a-z])[a-z0-9]*\.(?P<size>micro|small|medium|large|(?P<times>[1-9][0-9]?)?xlarge)"
)
"""Pattern of an instance class whose memory its name tells."""
_GIB = {
    "t": {"micro": 1, "small": 2, "medium": 4, "large": 8},
    "m": {"large": 8},
    "r": {"large": 16},
}
"""Memory in GiB by family and size. Each xlarge has twice that of a large."""


def connections_of(instance_class: str, engine: DatabaseEngine = "postgres") -> int | None:
    """Returns the number of connections of an instance class. None if its memory is not known
    here."""
    found = _CLASS.fullmatch(instance_class)
    if found is None:
        return None
    large = _GIB.get(found["family"], {})
    gib = large.get(found["size"])
    if gib is None and "large" in large and found["size"].endswith("xlarge"):
        gib = large["large"] * 2 * int(found["times"] or 1)
    if gib is None:
        return None
    by_memory = gib * 1024**3 // _BYTES_FOR_A_CONNECTION[engine]
    return min(by_memory, _MOST_CONNECTIONS[engine]) - KEPT_CONNECTIONS
