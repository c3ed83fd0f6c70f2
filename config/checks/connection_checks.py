"""Checks of the connections that a database's class offers against the tasks that need one;
pure."""

from collections.abc import Iterator

from config.settings import CloudSettings, size_of
from config.values import Broken
from config.workload import Workload

_BYTES_FOR_A_CONNECTION = 9_531_392
"""Bytes of the class's memory for each connection: RDS divides the memory by this for
max_connections, and gives at most 5,000
(docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html)."""
_MOST_CONNECTIONS = 5000
_KEPT_CONNECTIONS = 5
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
    return min(gib * 1024**3 // _BYTES_FOR_A_CONNECTION, _MOST_CONNECTIONS) - _KEPT_CONNECTIONS


def connection_problems(workload: Workload, settings: CloudSettings) -> Iterator[Broken]:
    """Yields a problem if there are more tasks than connections, counting one for each task, with
    paths of the stack file. A proxy shares its own connections among the tasks."""
    database = settings.database
    if database is None or database.proxy is not None:
        return
    free = connections_of(database.instance_class)
    tasks = sum(
        size_of(each, settings).tasks_max
        for each in workload.programs()
        if each.kind != "job" and each.program.uses.databases
    )
    if free is not None and 2 * tasks > free:
        yield Broken(
            "database.instance_class",
            database.instance_class,
            f"takes {free} connections, and the tasks that use it need {2 * tasks} at tasks_max "
            "while they are deployed, one for each; choose a larger class, lower tasks_max, or let "
            "a proxy share them",
        )
