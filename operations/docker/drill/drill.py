"""The drill of an environment on Docker: a scratch database and a scratch bucket beside the team's
own are filled, backed up, lost and had back, and nothing of them is left.

It is the one place where bytes are really lost: an emulated account holds none.
"""

from collections.abc import Callable
from pathlib import Path

from operations.docker.data import stores
from operations.docker.drill import rows, versions
from operations.errors import OperationError
from operations.recovery_result import Recovered

ROWS, VERSIONS = 100_000, 1_000


def drill(folder: Path, stack: str, say: Callable[[str], None]) -> list[Recovered]:
    """Returns what came back, store by store, and tells each step as it begins.

    The environment's own databases and buckets stay as they are, and its programs run on.
    """
    running = stores.running(folder, stack)
    found: list[Recovered] = []
    if server := running.get("database"):
        found.append(rows.recovered(server, folder, stack, ROWS, say))
    if objects := stores.objects(folder, stack, running):
        found.append(versions.recovered(objects, folder, stack, VERSIONS, say))
    if not found:
        raise OperationError(
            f"{stack} has no database and no buckets, so there is nothing to lose",
            remedy="give a program one in config/workload.yaml",
        )
    return found
