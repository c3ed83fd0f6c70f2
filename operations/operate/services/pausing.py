"""The pause of a program: no task runs, nothing starts one, and the account remembers how it was.

A service keeps the range of its autoscaler, which is suspended, and a tag with its number of tasks.
So whoever asks sees the pause, and an interrupted one is finished by asking again. A job's schedule
is disabled. `up` ends no pause, because it sets neither again.
"""

from typing import Any

from operations import accounts
from operations.operate.programs import Program, running
from operations.operate.services import scaling
from operations.sites import Site

TAG = "plinth:paused-tasks"
"""The tag of a paused service: its number of tasks before."""

_ANSWERED = {"Arn", "CreationDate", "LastModificationDate", "ResponseMetadata"}
"""Keys of a schedule that Scheduler answers, and does not take."""


def paused(found: running.Answer) -> int | None:
    """Returns the number of tasks that a paused service had. None if it is not paused."""
    tags = {each["key"]: each["value"] for each in found.get("tags") or ()}
    return int(tags[TAG]) if tags.get(TAG, "").isdigit() else None


def pause(site: Site, program: Program) -> None:
    """Stops a service or worker, or the starts of a job. Each step may be repeated."""
    if program.kind == "job":
        _schedule(site, program, "DISABLED")
        return
    found = running.service(site, program)
    if paused(found) is None:
        with accounts.asking(f"the tag of {program.name}"):
            site.client("ecs").tag_resource(
                resourceArn=found["serviceArn"],
                tags=[{"key": TAG, "value": str(found["desiredCount"])}],
            )
    # The autoscaler would start tasks again between the two.
    scaling.suspend(site, program, True)
    scaling.set_tasks(site, program, 0)


def resume(site: Site, program: Program) -> int:
    """Starts what was paused, and returns its number of tasks: as many as before within the range
    that the autoscaler has by now. Each step may be repeated; the tag goes last."""
    if program.kind == "job":
        _schedule(site, program, "ENABLED")
        return 0
    found = running.service(site, program)
    allowed = scaling.range_of(site, program)
    before = paused(found)
    tasks = min(max(before or 0, allowed.least), allowed.most)
    scaling.set_tasks(site, program, tasks)
    scaling.suspend(site, program, False)
    with accounts.asking(f"the tag of {program.name}"):
        site.client("ecs").untag_resource(resourceArn=found["serviceArn"], tagKeys=[TAG])
    return tasks


def job_state(site: Site, program: Program) -> str:
    """Returns the state of a job's schedule: ENABLED or DISABLED."""
    return str(_found(site, program).get("State", "ENABLED"))


def _schedule(site: Site, program: Program, state: str) -> None:
    found = _found(site, program)
    # Scheduler takes whole schedules: a key that is left out falls back to its default.
    kept = {key: value for key, value in found.items() if key not in _ANSWERED}
    with accounts.asking(f"the schedule of {program.name}"):
        site.client("scheduler").update_schedule(**{**kept, "State": state})


def _found(site: Site, program: Program) -> dict[str, Any]:
    with accounts.asking(f"the schedule of {program.name}"):
        found: dict[str, Any] = site.client("scheduler").get_schedule(Name=program.schedule)
    return found
