"""Programs on Docker as the commands of operators handle them: paused, resumed, restarted, and run
once more with another command."""

from collections.abc import Sequence
from pathlib import Path

from operations.docker.desk import desk
from operations.docker.engine import Running, containers, job
from operations.errors import OperationError

_LASTING = ("service", "worker")


def pause(name: str, *, stack: str, folder: Path) -> bool:
    """Stops the containers of a service or worker; the engine does not start them again, though the
    next `up` does. Returns false if they were stopped already."""
    running = [each for each in _lasting(name, stack, folder) if each.runs]
    for each in running:
        containers.engine("stop", each.container)
    return bool(running)


def resume(name: str, *, stack: str, folder: Path) -> bool:
    """Starts the containers that a pause stopped. Returns false if all of them run."""
    stopped = [each for each in _lasting(name, stack, folder) if not each.runs]
    for each in stopped:
        containers.engine("start", each.container)
    return bool(stopped)


def restart(name: str, *, stack: str, folder: Path) -> None:
    """Starts the containers of a service or worker again, one after the other."""
    found = _lasting(name, stack, folder)
    for each in found:
        if each.paused:
            raise OperationError(
                f"{name} is paused",
                remedy=f"`python -m operations service resume {name} --stack {stack}`",
            )
    for each in found:
        containers.engine("restart", each.container)


def task(name: str, command: Sequence[str], *, stack: str, folder: Path) -> None:
    """Becomes a task of a program's own image, variables, limits and networks, which is removed at
    its end. Without a command, a job runs its own."""
    found = desk.all_of(name, folder, stack)[0]
    if found.kind not in (*_LASTING, "job"):
        raise OperationError(f"{name} is no program of the workload: its kind is {found.kind}")
    if not command and found.kind != "job":
        raise OperationError(
            f"{name} would run its own command, which never ends",
            remedy=f"say which: `task run {name} --stack {stack} -- COMMAND`",
        )
    made = job.create(found.container, name, command)
    desk.become("docker", "start", "--attach", "--interactive", made)


def _lasting(name: str, stack: str, folder: Path) -> list[Running]:
    """Returns the containers of a service or worker."""
    found = desk.all_of(name, folder, stack)
    if found[0].kind == "job":
        raise OperationError(
            f"{name} is a job, which no schedule starts on Docker",
            remedy=f"`python -m operations task run {name} --stack {stack}` runs it now",
        )
    if found[0].kind not in _LASTING:
        raise OperationError(
            f"{name} is neither a service nor a worker",
            remedy=f"`make restart SERVICE={name}` and `make stop` are for parts of the "
            "infrastructure",
        )
    return found
