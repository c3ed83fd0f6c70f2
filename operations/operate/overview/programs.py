"""The state of services, workers and jobs."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from operations import accounts
from operations.errors import OperationError
from operations.operate.overview.part import Part
from operations.operate.programs import Program, all_of, running, times
from operations.operate.queues import depth
from operations.operate.services import pausing
from operations.sites import Site

_THREADS = 8
"""How many queues are asked at a time: SQS answers for one only."""


def parts(site: Site) -> Iterator[Part]:
    """Yields a line for each program, and for queues of dead letters that are not empty."""
    found = all_of(site)
    services = running.services(site, found)
    depths = _depths(site)
    for each in found:
        if each.kind == "job":
            yield _job(site, each, depths)
        elif each.name not in services:
            yield _gone(each)
        else:
            yield _service(site, each, services[each.name], depths)
    yield from _dead_letters(site, depths)


def _gone(program: Program) -> Part:
    return Part(
        section=f"{program.kind}s",
        name=program.name,
        state="gone",
        detail="somebody deleted the ECS service",
        wrong=True,
        command="make drift STACK={stack}",
    )


def _service(
    site: Site, program: Program, found: running.Answer, depths: dict[str, depth.Depth]
) -> Part:
    primary = running.primary(found)
    rollout = primary.get("rolloutState", "COMPLETED")
    runs, wanted = found["runningCount"], found["desiredCount"]
    failed = primary.get("failedTasks", 0)
    before = pausing.paused(found)
    detail, wrong, command = [], False, ""
    follow = f"python -m operations deployments {program.name} --stack {{stack}}"
    if before is not None:
        state = "paused"
        detail.append(f"{before} tasks before")
        command = f"python -m operations service resume {program.name} --stack {{stack}}"
    elif rollout == "FAILED":
        state, wrong, command = "failed", True, follow
        detail.append(primary.get("rolloutStateReason", ""))
    elif rollout == "IN_PROGRESS":
        state = "deploying"
        detail.append(f"for {times.since(primary['createdAt'])}")
        # A task that failed is started again; many of them are a deployment that will be undone.
        wrong, command = failed > 0, f"{follow} --follow"
    elif runs < wanted:
        state, wrong = "too few", True
        command = f"python -m operations logs {program.name} --stack {{stack}}"
    else:
        state = "steady"
        detail.append(f"since {times.shown(primary['updatedAt'])}" if primary else "")
    if failed:
        detail.append(f"{failed} tasks failed")
    queue = _queue_of(site, program)
    backlog = depths.get(queue) if queue else None
    if backlog is not None:
        detail.append(f"{queue}: {backlog.waiting} waiting, {backlog.in_flight} in work")
    return Part(
        section=f"{program.kind}s",
        name=program.name,
        state=state,
        detail="; ".join([f"{runs}/{wanted} tasks", *filter(None, detail)]),
        wrong=wrong,
        command=command,
        facts={"running": runs, "desired": wanted, "failedTasks": failed}
        | ({"backlog": backlog.total} if backlog else {}),
    )


def _queue_of(site: Site, program: Program) -> str:
    worker = site.platform.workload.workers.get(program.name)
    return worker.queue if worker else ""


def _job(site: Site, program: Program, depths: dict[str, depth.Depth]) -> Part:
    unstarted = depths.get(f"{program.name}{depth.UNSTARTED}")
    missed = unstarted.total if unstarted else 0
    last = _last_output(site, program)
    stopped = _last_ended(site, program)
    state = "paused" if pausing.job_state(site, program) == "DISABLED" else "scheduled"
    detail = [f"last output {times.shown(last)}" if last else "has written nothing"]
    if stopped is not None:
        detail.append(f"exit status {stopped} in the last hour")
    if missed:
        detail.append(f"{missed} starts failed")
    wrong = bool(missed or stopped)
    command = f"logs {program.name}" if stopped else f"queue peek {program.name}"
    return Part(
        section="jobs",
        name=program.name,
        state="failed" if wrong else state,
        detail="; ".join(detail),
        wrong=wrong,
        command=f"python -m operations {command} --stack {{stack}}" if wrong else "",
        facts={"failedStarts": missed, "exitStatus": stopped},
    )


def _last_output(site: Site, program: Program) -> datetime | None:
    with accounts.asking(f"the log of {program.name}"):
        answer = site.client("logs").describe_log_streams(
            logGroupName=program.log_group, orderBy="LastEventTime", descending=True, limit=1
        )
    streams = answer["logStreams"]
    if not streams or "lastEventTimestamp" not in streams[0]:
        return None
    return datetime.fromtimestamp(streams[0]["lastEventTimestamp"] / 1000, UTC)


def _last_ended(site: Site, program: Program) -> int | None:
    """Returns the exit status of the run that ended last; None if none did in the last hour."""
    ended = [each for each in running.tasks(site, program, status="STOPPED") if "stoppedAt" in each]
    if not ended:
        return None
    last = max(ended, key=lambda each: each["stoppedAt"])
    return _exit_status(last["containers"], program.name)


def _exit_status(containers: Sequence[running.Answer], name: str) -> int | None:
    for each in containers:
        if each["name"] == name:
            # A container that never started has none.
            return int(each.get("exitCode", 1))
    return None


def _dead_letters(site: Site, depths: dict[str, depth.Depth]) -> Iterator[Part]:
    for name, found in sorted(depths.items()):
        if name.endswith(depth.DEAD) and found.total:
            queue = name.removesuffix(depth.DEAD)
            yield Part(
                section="queues",
                name=queue,
                state="dead letters",
                detail=f"{found.total} messages",
                wrong=True,
                command=f"python -m operations queue peek {queue} --stack {{stack}}",
                facts={"deadLetters": found.total},
            )


def _depths(site: Site) -> dict[str, depth.Depth]:
    """Returns the depth of every queue by the program's name for it."""
    queues = site.resources.of("sqs.Queue")

    def ask(at: int) -> tuple[str, depth.Depth]:
        each = queues[at]
        url, arn = str(each.outputs["url"]), str(each.outputs["arn"])
        named = depth.Queue(name=each.name, title=each.name, url=url, arn=arn)
        return each.name, depth.count(site, named)

    if not queues:
        return {}
    site.client("sqs")
    with ThreadPoolExecutor(_THREADS) as threads:
        try:
            return dict(threads.map(ask, range(len(queues))))
        except OperationError:
            threads.shutdown(cancel_futures=True)
            raise
