"""Notices about a workload that is right but needs attention."""

from collections.abc import Iterator
from math import ceil

from config.buckets import all_events
from config.data import cache_name
from config.gateway import cookie_notices, private_services
from config.joint.partners import outside_notices
from config.notices.overruled import overruled
from config.notices.running_notices import WORKFLOW_MINUTES
from config.values import Broken
from config.workload import Workload, contract


def workload_notices(workload: Workload) -> Iterator[Broken]:
    """Yields services of which only a part requires a token, with paths of the workload's file."""
    yield from overruled(workload.overrules)
    yield from cookie_notices(workload)
    yield from _circles(workload)
    yield from _held_up(workload)
    for name, service in workload.services.items():
        open_, guarded = (
            sorted({path for r in service.routes if r.auth == auth for path in r.paths})
            for auth in ("none", "required")
        )
        if open_ and guarded:
            yield Broken(
                ("services", name, "routes"),
                open_,
                f"are open while {', '.join(guarded)} asks for a token, and the same tasks answer "
                "both; the gateway goes by the path alone, so the service must check the token "
                'too where it matters (docs/security.md, "What a service must check itself")',
            )


def _held_up(workload: Workload) -> Iterator[Broken]:
    """Yields workers whose protected tasks hold a deployment up for longer than the workflows
    wait."""
    for name, worker in workload.workers.items():
        minutes = ceil(worker.seconds_per_message / 60)
        if worker.protect_tasks and minutes > WORKFLOW_MINUTES:
            yield Broken(
                ("workers", name, "protect_tasks"),
                True,
                f"lets a message of {minutes} minutes hold a deployment up, longer than the "
                "workflows wait (timeout-minutes in .github/workflows): ECS would go on, but "
                "nobody is told how it ends; split the work, or raise theirs",
            )


def _circles(workload: Workload) -> Iterator[Broken]:
    """Yields events that a worker's own writes may cause again."""
    for path, bucket, event in all_events(workload.buckets):
        targets = {event.queue} | {
            each.queue for each in workload.subscriptions if each.topic == event.topic
        }
        for name, worker in workload.workers.items():
            use = worker.uses.buckets.get(bucket)
            if worker.queue not in targets or use is None or use.access == "read":
                continue
            if event.prefix.startswith(use.prefix) or use.prefix.startswith(event.prefix):
                yield Broken(
                    path,
                    f"{event.on} {event.prefix}*{event.suffix}",
                    f"is told to worker {name}, which writes to {bucket} itself: what it writes "
                    "may start it again, without end and at AWS's prices; let it write to another "
                    "bucket or prefix",
                )


def docker_notices(workload: Workload) -> Iterator[Broken]:
    """Yields parts of the workload that run on AWS only, with paths of the workload's file."""
    for each in workload.programs():
        if each.program.sidecars:
            yield Broken(
                (*each.path, "sidecars"),
                ", ".join(each.program.sidecars),
                "run on AWS only: the program has to do without them on Docker",
            )
        for cache in (k for k, v in contract.cache_uses(each.program.uses).items() if v):
            yield Broken(
                (*each.path, "uses", *contract.cache_key(cache).split(".")),
                "cluster",
                f"is one server on Docker, and {contract.variable(cache_name(cache))}_CLUSTER "
                "false: commands over several keys work "
                'here that shards refuse (docs/cache.md, "Commands over several keys")',
            )
    for name, bucket in workload.buckets.items():
        if bucket.signed_with:
            yield Broken(
                ("buckets", name, "signed_with"),
                bucket.signed_with,
                "is checked on AWS only: on Docker the gateway gives these files to everybody, "
                'signed or not (docs/edge.md, "Files for those who paid")',
            )
    for path, _, event in all_events(workload.buckets):
        yield Broken(
            path,
            f"{event.on} {event.prefix}*{event.suffix}",
            f"is told on AWS only: on Docker, send the message to {event.target} yourself "
            '(docs/storage.md, "On Docker")',
        )
    yield from outside_notices(workload)
    yield from _services_on_docker(workload)
    for name, worker in workload.workers.items():
        if worker.protect_tasks:
            yield Broken(
                ("workers", name, "protect_tasks"),
                True,
                "is ECS's: no ECS_AGENT_URI is set on Docker, so the program must work without it",
            )


def _services_on_docker(workload: Workload) -> Iterator[Broken]:
    for name, service in workload.services.items():
        if service.verification is not None:
            yield Broken(
                ("services", name, "verification"),
                " ".join(service.verification.command),
                "runs on AWS only: Docker replaces a container at once; try it with VERIFY_URL set "
                f"in `make exec SERVICE={name}`",
            )
    for name in private_services(workload.services):
        yield Broken(
            ("services", name, "private"),
            True,
            "is a load balancer of its own on AWS only: on Docker the gateway of this machine "
            'answers at its hosts, too (docs/private.md, "On Docker")',
        )
