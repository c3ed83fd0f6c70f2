"""Checks of the connections that a database's class offers against the tasks that need one;
pure."""

from collections.abc import Iterator

from config.settings import CloudSettings, size_of
from config.values import Broken, connections_of
from config.workload import Workload


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
