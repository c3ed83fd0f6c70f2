"""Checks that the workload's parts agree with each other; pure, one function for each question.

Each yields problems as `Broken`, with the path from the file's root.
"""

from collections.abc import Collection, Iterator
from itertools import combinations, product

from config.buckets import all_events, event_problems
from config.checks.capacity_checks import task_size_problems
from config.checks.role_checks import role_problems
from config.edge import signer_problems
from config.gateway import mutual_problems, outside_services, redirect_problems
from config.joint.search import index_problems
from config.joint.servers import mysql_name_problems
from config.values import Broken, KeyPath, closest, dotted, lacking, parted
from config.workload import NamedProgram, Route, Service, Worker, Workload, contract

DATABASE_SETUP = "database-setup"
"""Name of the platform's own task, and so of its task family."""
_NAMED_BY_USES = (
    "databases",
    "search_indexes",
    "buckets",
    "topics",
    "queues",
    "services",
    "flags",
)
RESERVED_VARIABLES = {
    *contract.COMMON_VARIABLES,
    *contract.SDK_VARIABLES,
    *contract.TASK_VARIABLES,
    "AWS_PROFILE",
    "AWS_SESSION_TOKEN",
    "PORT",
    "QUEUE_URL",
}


def workload_problems(workload: Workload) -> Iterator[Broken]:
    """Yields the problems that the workload has by itself."""
    yield from _undefined_names(workload)
    yield from _names_used_twice(workload)
    yield from _names_of_postgresql(workload)
    yield from mysql_name_problems(workload)
    yield from _messages(workload)
    yield from _routes(workload)
    # Private hosts have a domain of their own, so their labels meet none of these.
    outside = workload.model_copy(update={"services": outside_services(workload.services)})
    yield from redirect_problems(outside)
    yield from mutual_problems(outside)
    yield from signer_problems(workload)
    yield from index_problems(workload)
    yield from _variables(workload)
    yield from _calls_to_itself(workload)
    yield from _names_of_containers(workload)
    yield from task_size_problems(workload)
    yield from role_problems(workload)


def _undefined_names(workload: Workload) -> Iterator[Broken]:
    """Yields names that nothing defines. If nothing of a kind is defined, that is one mistake."""
    for path, name, kind in _names_used(workload):
        defined: Collection[str] = getattr(workload, kind)
        if name in defined:
            continue
        lacks = lacking("programs" if kind == "services" else kind, name, defined)
        if not defined:
            remedy = f"is not defined: there are no {kind}; write `{kind}:` with all that are used"
            yield Broken(path, name, remedy, lacks=lacks)
            continue
        hint = closest(name, defined) or f"; there are {', '.join(defined)}"
        yield Broken(path, name, f"is not defined under {kind}{hint}", lacks=lacks)


def _names_used(workload: Workload) -> Iterator[tuple[KeyPath, str, str]]:
    """Yields each use of a name, with its place and the section that should define it."""
    for each in workload.programs():
        for kind in _NAMED_BY_USES:
            for name in getattr(each.program.uses, kind):
                yield (*each.path, "uses", kind), name, kind
    for name, worker in workload.workers.items():
        yield ("workers", name, "queue"), worker.queue, "queues"
    for index, subscription in enumerate(workload.subscriptions):
        yield ("subscriptions", index, "topic"), subscription.topic, "topics"
        yield ("subscriptions", index, "queue"), subscription.queue, "queues"
    for path, _, event in all_events(workload.buckets):
        key = "queue" if event.queue else "topic"
        yield (*path, key), event.target, f"{key}s"


def _names_used_twice(workload: Workload) -> Iterator[Broken]:
    seen: dict[str, NamedProgram] = {}
    for each in workload.programs():
        name = each.name
        if name == DATABASE_SETUP:
            yield Broken(
                each.path,
                name,
                "is what the task is called that sets up the databases, and ECS would take both "
                "for versions of one task; choose another name",
            )
        if name in seen:
            yield Broken(
                each.path,
                name,
                f"is also the name of {seen[name]}; logins and roles are named after programs, "
                "so choose another",
            )
        seen[name] = each
    readers: dict[str, str] = {}
    for name, worker in workload.workers.items():
        if worker.queue in readers:
            yield Broken(
                ("workers", name, "queue"),
                worker.queue,
                f"is already read by {readers[worker.queue]}; give each worker its own queue and "
                "subscribe both to the topic",
            )
        readers[worker.queue] = name
        if worker.uses.queues.get(worker.queue) == "receive":
            yield Broken(
                ("workers", name, "uses", "queues"),
                worker.queue,
                "is the worker's own queue, which it receives from anyway; leave it out",
            )


def _names_of_postgresql(workload: Workload) -> Iterator[Broken]:
    """Yields databases and programs whose names PostgreSQL or RDS reserves: databases and logins
    are named after the workload's keys."""
    for name in workload.databases:
        if name in ("postgres", "template0", "template1", "rdsadmin"):
            yield Broken(("databases", name), name, "is PostgreSQL's or RDS's own; choose another")
    for each in workload.programs():
        name = each.name
        kept = name in ("postgres", "public", "none", "rdsadmin")
        if each.program.uses.databases and (kept or name.startswith(("pg-", "rds-"))):
            yield Broken(each.path, name, "cannot be a PostgreSQL login; choose another name")
    scheduling = [n for n, base in workload.databases.items() if "pg_cron" in base.extensions]
    if len(scheduling) > 1:
        yield Broken(
            ("databases", scheduling[1], "extensions"),
            "pg_cron",
            f"is already in {scheduling[0]}, and a server runs it in one database only",
        )


def _messages(workload: Workload) -> Iterator[Broken]:
    for name, worker in workload.workers.items():
        queue = workload.queues.get(worker.queue)
        path = ("queues", worker.queue, "visibility_timeout_seconds")
        if queue and queue.visibility_timeout_seconds <= worker.stop_timeout_seconds:
            yield Broken(
                path,
                queue.visibility_timeout_seconds,
                f"must be longer than stop_timeout_seconds of worker {name}, "
                f"{worker.stop_timeout_seconds}: a stopping task would work on a message that "
                "another task already has",
            )
        elif queue and queue.visibility_timeout_seconds < worker.seconds_per_message:
            yield Broken(
                path,
                queue.visibility_timeout_seconds,
                f"must be at least seconds_per_message of worker {name}, "
                f"{worker.seconds_per_message:g}",
            )
    yield from _readers(workload)
    pairs: set[tuple[str, str]] = set()
    for index, subscription in enumerate(workload.subscriptions):
        topic = workload.topics.get(subscription.topic)
        queue = workload.queues.get(subscription.queue)
        if topic and queue and queue.fifo and not topic.fifo:
            yield Broken(
                ("subscriptions", index, "queue"),
                subscription.queue,
                f"is a FIFO queue, which a standard topic cannot feed; make {subscription.topic} "
                "fifo, or the queue standard",
                reads=(f"topics.{subscription.topic}.fifo", f"queues.{subscription.queue}.fifo"),
            )
        pair = (subscription.topic, subscription.queue)
        if pair in pairs:
            yield Broken(
                ("subscriptions", index), f"{pair[0]} -> {pair[1]}", "is there already; merge them"
            )
        pairs.add(pair)


def _readers(workload: Workload) -> Iterator[Broken]:
    """Yields queues with several readers, because each message goes to one of them, and topics
    without a queue, because these lose every message."""
    workers = {worker.queue: name for name, worker in workload.workers.items()}
    for each in workload.programs():
        for queue, access in each.program.uses.queues.items():
            if access == "receive" and workers.get(queue, each.name) != each.name:
                yield Broken(
                    (*each.path, "uses", "queues"),
                    queue,
                    f"is the queue of worker {workers[queue]}: each message would go to one of the "
                    "two by chance; give this program a queue of its own",
                )
    heard = {subscription.topic for subscription in workload.subscriptions}
    heard |= {
        name for name, each in workload.topics.items() if "subscribe" in each.partners.values()
    }
    yield from event_problems(workload.buckets, workload.queues, workload.topics, heard)
    for each in workload.programs():
        for topic in each.program.uses.topics:
            if topic in workload.topics and topic not in heard:
                yield Broken(
                    (*each.path, "uses", "topics"),
                    topic,
                    "reaches nobody: no queue is subscribed to it, so every message would be lost; "
                    "add a subscription, or leave the topic out",
                    reads=("subscriptions",),
                    lacks=lacking("subscriptions", topic, heard),
                )


def _routes(workload: Workload) -> Iterator[Broken]:
    taken: dict[tuple[bool, str, str], str] = {}
    served = [(bucket.path, name) for name, bucket in workload.buckets.items() if bucket.path]
    statics = dict(served)
    for (first, one), (second, other) in combinations(served, 2):
        if _below(first, second) or _below(second, first):
            yield Broken(("buckets", other, "path"), second, f"overlaps {first} of {one}")
    named: list[tuple[KeyPath, list[str]]]
    private = {name for name, service in workload.services.items() if service.private}
    routes = list(_all_routes(workload))
    named = [(path, route.hosts) for path, name, route in routes if name not in private]
    named += [(("buckets", name), bucket.hosts) for name, bucket in workload.buckets.items()]
    for path, hosts in named:
        for host in hosts:
            if parted(host)[0] in workload.reserved_hosts:
                reserved = ", ".join(workload.reserved_hosts)
                yield Broken((*path, "hosts"), host, f"is reserved ({reserved}); choose another")
    for path, service, route in routes:
        for host, prefix in product(route.hosts or ["*"], route.paths):
            key = (service in private, host, prefix)
            if key in taken:
                yield Broken(
                    (*path, "paths"),
                    prefix,
                    f"is already a route of {taken[key]}; one of the two would never be asked",
                )
            taken[key] = service
        # Files come from CloudFront, which clients with a certificate, and of the network, do not
        # pass.
        behind = route.auth != "mtls" and service not in private
        for prefix, static in product(route.paths if behind else (), statics):
            if _below(prefix, static):
                everywhere = (
                    " at every host, because CloudFront chooses by the path alone; give the "
                    "service a path below /, such as /api"
                )
                yield Broken(
                    (*path, "paths"),
                    prefix,
                    f"never reaches the service: {static} is answered from bucket "
                    f"{statics[static]}{everywhere if static == '/' else ''}",
                    reads=(f"services.{service}.private", f"{dotted(path)}.auth"),
                )


def _all_routes(workload: Workload) -> Iterator[tuple[KeyPath, str, Route]]:
    for name, service in workload.services.items():
        for index, route in enumerate(service.routes):
            yield ("services", name, "routes", index), name, route


def _below(path: str, prefix: str) -> bool:
    return path == prefix or path.startswith(f"{prefix}/")


def _variables(workload: Workload) -> Iterator[Broken]:
    for each in workload.programs():
        path, program = each.path, each.program
        port = program.port if isinstance(program, Service) else None
        worker = isinstance(program, Worker)
        plain = contract.plain_variables(program.uses, port=port, worker=worker)
        given = {*plain, *contract.secret_variables(program.uses), *RESERVED_VARIABLES}
        for name in program.environment:
            if name in given:
                yield Broken(
                    (*path, "environment", name),
                    program.environment[name],
                    "is set by the platform; choose another name",
                )
        names = [*plain, *contract.secret_variables(program.uses)]
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield Broken(
                (*path, "uses"), name, "would be the name of two variables; rename one of the two"
            )


def _names_of_containers(workload: Workload) -> Iterator[Broken]:
    for each in workload.programs():
        for name in each.program.sidecars:
            place = (*each.path, "sidecars", name)
            if name == each.name:
                problem = "is what the program's own container is called; choose another name"
                yield Broken(place, name, problem)
            elif name.startswith("ecs-service-connect"):
                yield Broken(place, name, "is ECS's own; choose another name")


def _calls_to_itself(workload: Workload) -> Iterator[Broken]:
    for name, service in workload.services.items():
        if name in service.uses.services:
            yield Broken(
                ("services", name, "uses", "services"),
                name,
                "is the service itself, which needs no name for that: it reaches itself at "
                f"localhost:{service.port}; leave it out",
            )
