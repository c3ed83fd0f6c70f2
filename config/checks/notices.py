"""Notices about a configuration that is right but needs attention; pure, one function for each
question.

Each yields `Broken` as the checks do, but nothing is refused: the program prints it as a warning.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from math import ceil

from config.buckets import all_events
from config.data import PlacedServer
from config.gateway import cookie_notices
from config.partners import outside_notices, partner_notices
from config.servers import restarts, servers_of
from config.settings import CloudSettings, Settings, resolved, service_sizes
from config.values import Broken, Overrule, aws_facts
from config.workload import Workload

ENDS_SOON_DAYS = 180
"""Days before the end of support at which a notice starts: a team needs months to prepare the
upgrade of a major version."""

WORKFLOW_MINUTES = 80
"""Minutes that a deployment may take after the start of its tasks: the jobs of the workflows end
after 110, of which starting takes up to 30."""

EDGE_IDLE_SECONDS = 600
"""Seconds without traffic after which CloudFront closes a websocket. Its quota page names no way to
raise it: docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html"""
EDGE_ANSWER_SECONDS = 60
"""Seconds for which CloudFront waits here until the load balancer's answer begins, or continues."""


def workload_notices(workload: Workload) -> Iterator[Broken]:
    """Yields services of which only a part requires a token, with paths of the workload's file."""
    yield from _overruled(workload.overrules)
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
    for path, _, event in all_events(workload.buckets):
        yield Broken(
            path,
            f"{event.on} {event.prefix}*{event.suffix}",
            f"is told on AWS only: on Docker, send the message to {event.target} yourself "
            '(docs/storage.md, "On Docker")',
        )
    yield from outside_notices(workload)
    for name, worker in workload.workers.items():
        if worker.protect_tasks:
            yield Broken(
                ("workers", name, "protect_tasks"),
                True,
                "is ECS's: no ECS_AGENT_URI is set on Docker, so the program must work without it",
            )


def settings_notices(
    workload: Workload, settings: Settings, today: date | None
) -> Iterator[Broken]:
    """Yields notices about a stack file, with its own paths. Without a date there are none about
    support that ends soon."""
    yield from _overruled(settings.overrules)
    if isinstance(settings, CloudSettings):
        yield from lifted_rules(settings)
        yield from examples_left(settings)
        yield from cloud_notices(workload, settings)
        yield from unused(workload, settings)
        yield from useless_rate_limits(workload, settings)
        yield from nobody_told(settings)
        yield from unwatched(settings)
        yield from interrupted_work(workload, settings)
        yield from long_deployments(workload, settings)
        yield from public_tasks(settings)
        yield from partner_notices(workload, settings)
        if today and settings.ephemeral:
            yield settings.ephemeral.notice(today)
        for server in servers_of(workload, settings):
            yield from restarts(server, settings)
            if today:
                yield from end_of_support(server, settings, today)


def end_of_support(server: PlacedServer, settings: CloudSettings, today: date) -> Iterator[Broken]:
    """Yields the end of RDS's standard support for a server's major version, if it is near. A
    server that takes its version from the first one is told of there."""
    if server.key and settings.database_servers[server.key].engine_version is None:
        return
    database = server.settings
    version = database.engine_version
    end = aws_facts.RDS_SUPPORT_ENDS.get(int(version.split(".")[0]))
    if end is None or (end - today).days > ENDS_SOON_DAYS:
        return
    after = (
        "RDS then charges for Extended Support by the hour and vCPU"
        if database.extended_support
        else "RDS then upgrades the instance to a newer major version, and creates none of this one"
    )
    yield Broken(
        (*server.path, "engine_version"),
        version,
        f"RDS's standard support of it {'ends' if end >= today else 'ended'} on {end}; {after}; "
        'upgrade before (docs/operations.md, "Versions of PostgreSQL")',
    )


def _overruled(overrules: Sequence[Overrule]) -> Iterator[Broken]:
    for index, each in enumerate(overrules):
        remedy = f"{each.key} passes unchecked, because: {each.reason}"
        yield Broken(("overrules", index), each.value, remedy)


def lifted_rules(settings: CloudSettings) -> Iterator[Broken]:
    """Yields the rules that this production does without, with paths of the stack file."""
    for key, lifted in settings.production.without.items():
        remedy = f"this production does without the rule until {lifted.until}, for the reason given"
        yield Broken(("production", "without", key), lifted.reason, remedy)


def cloud_notices(workload: Workload, settings: CloudSettings) -> Iterator[Broken]:
    """Yields settings that another limit of AWS overrides, with paths of the stack file."""
    idle = settings.gateway.idle_timeout_seconds
    if settings.edge is None or idle <= EDGE_ANSWER_SECONDS:
        return
    sockets = sorted(name for name, each in workload.services.items() if each.websocket)
    if sockets and idle > EDGE_IDLE_SECONDS:
        yield Broken(
            "gateway.idle_timeout_seconds",
            idle,
            f"is more than the edge keeps: CloudFront closes a websocket ({', '.join(sockets)}) "
            f"after {EDGE_IDLE_SECONDS} seconds without traffic, and gives up on any other request "
            f"after {EDGE_ANSWER_SECONDS} without a byte of the answer; send pings more often, or "
            "do without an edge",
        )
    elif idle > EDGE_IDLE_SECONDS:
        yield Broken(
            "gateway.idle_timeout_seconds",
            idle,
            "is more than the edge waits: CloudFront gives up on a request after "
            f"{EDGE_ANSWER_SECONDS} seconds without a byte of the answer; answer at once and let a "
            "worker do what takes long, or do without an edge",
        )


def unused(workload: Workload, settings: CloudSettings) -> Iterator[Broken]:
    """Yields parts of the environment that cost money although no program uses them, with paths of
    the stack file."""
    programs = [each.program for each in workload.programs()]
    if settings.cache and not any(program.uses.cache for program in programs):
        yield Broken(
            "cache",
            settings.cache.node_type,
            "is made and paid for, and no program has uses.cache; set it to null if none will",
        )
    for server in servers_of(workload, settings):
        if not any(each.program.uses.databases for each in server.workload.programs()):
            alone = "no program has uses.databases; set it to null if none will"
            one_of = "no program uses a database on it; place one there, or do without it"
            yield Broken(
                server.path,
                server.settings.instance_class,
                f"is made and paid for, and {one_of if settings.database_servers else alone}",
            )


def nobody_told(settings: CloudSettings) -> Iterator[Broken]:
    """Yields the absence of receivers of pages, with the path of the stack file."""
    if not settings.alarms.notify.critical.anybody and not settings.ephemeral:
        yield Broken(
            "alarms.notify.critical",
            None,
            "names nobody, so alarms go off and no person hears them; give an e-mail address, a "
            'chat channel or a pager (docs/monitoring.md, "Who is told")',
        )


def unwatched(settings: CloudSettings) -> Iterator[Broken]:
    """Yields countries whose choice leaves no check from outside, with the path of the stack
    file."""
    countries = settings.edge.countries if settings.edge else None
    if countries and countries.checkers() == []:
        key, codes = ("allow", countries.allow) if countries.allow else ("block", countries.block)
        yield Broken(
            ("edge", "countries", key),
            codes,
            "leaves Route 53 fewer than three of the places from which it asks (three in US, and "
            "AU, BR, IE, JP, SG), so no host has a health check, and no alarm tells that nobody "
            'reaches it; answer US, or watch from an answered country (docs/edge.md, "Countries")',
        )


def public_tasks(settings: CloudSettings) -> Iterator[Broken]:
    """Yields what it means that each task has a public address, with the path of the stack file."""
    if settings.network.nat == "public_tasks":
        yield Broken(
            "network.nat",
            "public_tasks",
            "gives each task a public address that lives as long as the task: no partner can list "
            "it, Security Hub reports it (ECS.2), and only security groups keep the internet out; "
            "what own/ places in `network.private_subnet_ids` has no way out "
            '(docs/cost.md, "Tasks with public addresses")',
        )


def interrupted_work(workload: Workload, settings: CloudSettings) -> Iterator[Broken]:
    """Yields workers on Spot whose work takes longer than AWS's notice, with paths of the stack
    file."""
    for name, worker in workload.workers.items():
        spot = resolved(settings.workers, workload.by_name()[name], settings).spot_percent
        if not spot or worker.seconds_per_message <= worker.stop_timeout_seconds:
            continue
        own = name in settings.sizes and settings.sizes[name].spot_percent is not None
        path = ("sizes", name, "spot_percent") if own else ("workers", "spot_percent")
        queue = workload.queues[worker.queue]
        yield Broken(
            path,
            spot,
            f"lets AWS take back a task of {name} in the middle of a message, which takes "
            f"{worker.seconds_per_message:g} seconds while a task gets "
            f"{worker.stop_timeout_seconds} to stop: the work begins again after "
            f"{queue.visibility_timeout_seconds} seconds, and counts as one of max_receives, "
            f"{queue.max_receives}; save progress, make the message visible at SIGTERM "
            f"(ChangeMessageVisibility), or write sizes.{name}.spot_percent: 0",
        )


def long_deployments(workload: Workload, settings: CloudSettings) -> Iterator[Broken]:
    """Yields deployments that the workflows would not wait for, with paths of the stack file."""
    for name, size in service_sizes(workload, settings).items():
        if size.rollout_minutes <= WORKFLOW_MINUTES:
            continue
        own = name in settings.sizes and settings.sizes[name].shift_minutes is not None
        yield Broken(
            ("sizes", name, "shift_minutes") if own else ("services", "shift_minutes"),
            size.shift_minutes,
            f"makes a deployment of {name} last {size.rollout_minutes} minutes with its "
            "bake_minutes, longer than the workflows wait (timeout-minutes in .github/workflows): "
            "ECS would go on, but nobody is told how it ends; take fewer minutes or larger steps, "
            "or raise theirs",
        )


def useless_rate_limits(workload: Workload, settings: CloudSettings) -> Iterator[Broken]:
    """Yields limits of routes that the limit of the whole environment comes before, with paths of
    the stack file."""
    limit = settings.gateway.rate_limit_per_address
    for name, service in workload.services.items():
        for index, route in enumerate(service.routes):
            if route.rate_limit is not None and route.rate_limit >= limit:
                yield Broken(
                    "gateway.rate_limit_per_address",
                    limit,
                    f"comes before the {route.rate_limit} of services.{name}.routes.{index}."
                    "rate_limit, which is never reached; lower that, or raise this",
                )


EXAMPLE_ACCOUNTS = ("111122223333", "444455556666", "123456789012")
"""Account numbers that AWS's documentation uses, and the files that Plinth comes with."""
_EXAMPLE_NAMES = re.compile(r"(^|[./@])example\.(com|org|net)(?=$|[:/])")
"""Pattern of domains for examples, which nobody can own (RFC 2606)."""


def examples_left(settings: CloudSettings) -> Iterator[Broken]:
    """Yields one notice about values of the example that would be wrong on AWS."""
    issuers = {
        f"gateway.{'.'.join(map(str, place))}.{key}": getattr(issuer, key)
        for place, issuer in settings.gateway.token_issuers().items()
        for key in ("issuer", "jwks_endpoint")
    }
    values = {
        "account_id": settings.account_id,
        "domain": settings.domain,
        **issuers,
        "gateway.cors.allowed_origins": " ".join(settings.gateway.cors.allowed_origins),
    }
    left = [
        key
        for key, value in values.items()
        if value in EXAMPLE_ACCOUNTS or any(map(_EXAMPLE_NAMES.search, value.split()))
    ]
    if left:
        others = f" (and {', '.join(left[1:])})" if left[1:] else ""
        yield Broken(
            left[0],
            values[left[0]],
            f"is for examples only{others}; write your own before `pulumi up`: nobody owns these",
        )
