"""The number of connections that an instance class of PostgreSQL takes; pure."""

_BYTES_FOR_A_CONNECTION = 9_531_392
"""Bytes of the class's memory for each connection: RDS divides the memory by this for
max_connections, and gives at most 5,000
(docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html)."""
_MOST_CONNECTIONS = 5000
KEPT_CONNECTIONS = 5
"""Number of connections that are not for programs: superuser_reserved_connections, and those by
which RDS watches the instance."""
_GIB = {
    "t": {"micro": 1, "small": 2, "medium": 4, "large": 8},
    "m": {"large": 8},
    "r": {"large": 16},
}
"""Memory in GiB by family and size. Each xlarge has twice that of a large."""


def connections_of(instance_class: str) -> int | None:
    """Returns the number of connections of an instance class. None if its memory is not known
    here."""
    _, family, size = instance_class.split(".")
    large = _GIB.get(family[:1], {})
    gib = large.get(size)
    if gib is None and "large" in large and size.endswith("xlarge"):
        gib = large["large"] * 2 * int(size.removesuffix("xlarge") or 1)
    if gib is None:
        return None
    return min(gib * 1024**3 // _BYTES_FOR_A_CONNECTION, _MOST_CONNECTIONS) - KEPT_CONNECTIONS
