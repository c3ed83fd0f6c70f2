"""The number of connections that an instance class of PostgreSQL takes; pure."""

import re

_BYTES_FOR_A_CONNECTION = 9_531_392
"""Bytes of the class's memory for each connection: RDS divides the memory by this for
max_connections, and gives at most 5,000
(docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html)."""
_MOST_CONNECTIONS = 5000
KEPT_CONNECTIONS = 5
"""Number of connections that are not for programs: superuser_reserved_connections, and those by
which RDS watches the instance."""
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


def connections_of(instance_class: str) -> int | None:
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
    return min(gib * 1024**3 // _BYTES_FOR_A_CONNECTION, _MOST_CONNECTIONS) - KEPT_CONNECTIONS
