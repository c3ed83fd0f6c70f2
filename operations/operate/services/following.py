"""A deployment followed to its end."""

from collections.abc import Callable

from operations.errors import OperationError
from operations.operate.programs import Program, changes, times
from operations.operate.services import deployments, shown
from operations.operate.services.deployments import Deployment
from operations.sites import Site

POLL_SECONDS = 5


def to_the_end(
    site: Site,
    program: Program,
    *,
    after: str = "",
    tell: Callable[[str], None],
    patience_seconds: int = 7200,
) -> Deployment | None:
    """Follows the newest deployment and tells each change of it. With `after`, a newer one than
    that is waited for. Returns the deployment that ended, and None if there never was one. Raises
    OperationError when the patience ends."""
    told = ""
    for _ in range(patience_seconds // POLL_SECONDS):
        latest = deployments.latest(site, program)
        if latest is None and not after:
            return None
        if latest is not None and latest.id != after:
            if (text := _line(program, latest)) != told:
                told = text
                tell(text)
            if not latest.goes_on:
                return latest
        changes.pause(POLL_SECONDS)
    raise OperationError(
        f"the deployment of {program.name} has not ended in {times.span(patience_seconds)}",
        remedy=f"it goes on by itself: `python -m operations deployments {program.name} --stack "
        f"{site.stack}` shows it",
    )


def _line(program: Program, found: Deployment) -> str:
    why = found.rollback or ("" if found.succeeded else found.reason)
    counts = f", {found.running} of {found.wanted} tasks run" if found.goes_on else ""
    waits = ", ".join(f", waits for an answer {shown.gate(each)}" for each in found.gates)
    return f"{program.name}: {found.state}{counts}{waits}{f': {why}' if why else ''}"
