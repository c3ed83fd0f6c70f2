"""Waits after an `up` until everything that runs can be used, and reports what cannot."""

import sys
import time
from collections.abc import Sequence

from operations.docker.engine import Running, containers
from operations.docker.engine import health as local_health
from operations.errors import OperationError

SECONDS = 90
"""Seconds for programs to answer on their health path. The infrastructure was waited for before."""
_STEADY_SECONDS = 5
"""Seconds after which a program without a health check counts as started."""
_LINES = 8


def for_health(stack: str, owner: str, *, seconds: int = SECONDS) -> None:
    """Returns when all are well. Raises OperationError with the last lines of each that is not."""
    until, told = time.monotonic() + seconds, False
    while True:
        found = local_health.with_health(containers.found(stack, owner))
        waiting = [each for each in found if not settled(each)]
        if not waiting:
            break
        if time.monotonic() > until or all(_hopeless(each) for each in waiting):
            raise OperationError(
                _report(waiting),
                remedy=f"`make logs SERVICE={waiting[0].name}` shows all that it wrote",
            )
        if not told:
            names = ", ".join(each.name for each in waiting)
            print(f"Waiting for {names}", file=sys.stderr)
            told = True
        time.sleep(1)
    for each in found:
        for line in _left(each):
            print(f"{each.name}: {line}; `make leftovers` tells more", file=sys.stderr)


def settled(each: Running) -> bool:
    """Returns true if there is nothing more to wait for."""
    if each.kind in ("setup", "migration", "job"):
        # The update itself reports a failure of the first two; a job waits for its scheduled time.
        return not each.state.startswith("failed") or each.kind == "job"
    if each.state != "running" or each.health in ("starting", "unhealthy"):
        return False
    return each.health == "healthy" or each.seconds >= _STEADY_SECONDS


def _hopeless(each: Running) -> bool:
    """Returns true if waiting changes nothing, because it has been started again and again."""
    return each.restarts >= 3


def _report(waiting: Sequence[Running]) -> str:
    parts = [f"{len(waiting)} of the containers cannot be used"]
    for each in waiting:
        health = f", {each.health}" if each.health != "-" else ""
        again = f", started again {each.restarts} times" if each.restarts else ""
        parts.append(f"{each.name}: {each.state}{health}{again}")
        lines = containers.last_lines(each.container, _LINES)
        parts += [f"    {line}" for line in lines] or ["    it wrote nothing"]
    return "\n".join(parts)


def _left(each: Running) -> list[str]:
    """Returns the things that a setup could not make as declared without losing data."""
    if each.kind != "setup":
        return []
    lines = containers.last_lines(each.container, 100)
    return [line.removeprefix("left: ") for line in lines if line.startswith("left: ")]
