"""What the workload and an environment's settings must agree on; pure, one function a question.

Each yields the problems of one file as `Broken`, with the path from that file's root.
"""

import ipaddress
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, product

from config import contract
from config.aws_facts import closest
from config.images import repository, version
from config.section import Broken
from config.settings import CloudSettings, fargate_pair
from config.workload import Program, Route, Service, Workload

RESERVED_VARIABLES = {*contract.COMMON_VARIABLES, "PORT", "QUEUE_URL"}


def workload_problems(workload: Workload) -> Iterator[Broken]:
    """What the workload alone tells."""
    yield from _undefined_names(workload)
    yield from _names_used_twice(workload)
    yield from _messages(workload)
    yield from _routes(workload)
    yield from _variables(workload)


def joint_problems(workload: Workload, settings: CloudSettings, stack: str) -> Iterator[Broken]:
    """What the settings say of a workload; paths are those of the stack file."""
    repositories = {repository(p.image) for p in workload.programs().values()} - {None}
    for name in settings.images:
        if name not in repositories:
            hint = closest(name, (r for r in repositories if r))
            yield Broken(f"images.{name}", settings.images[name], f"no image has this name{hint}")
    yield from _sizes(workload, settings)
    yield from _name_lengths(workload, stack)
    if settings.database is None and workload.databases:
        yield Broken("database", None, "the workload has databases; say how they run")
    if settings.cache is None and any(p.uses.cache for p in workload.programs().values()):
        yield Broken("cache", None, "the workload uses the cache; say how it runs")
    guarded = [
        name
        for name, service in workload.services.items()
        if any(route.auth == "required" for route in service.routes)
    ]
    if guarded and settings.gateway.jwt is None:
        yield Broken(
            "gateway.jwt",
            None,
            f"routes of {', '.join(guarded)} ask for authentication; name the token's issuer, "
            "or write auth: none on them",
        )


def unversioned_images(workload: Workload, images: Mapping[str, str]) -> Iterator[Broken]:
    """Images of this platform that neither file gives a version."""
    for path, program in workload.programs().items():
        name = repository(program.image)
        if name and name not in images and version(program.image) is None:
            yield Broken(
                f"{path}.image",
                program.image,
                f"has no version; write {name}:<version>, or images.{name} in the stack file",
            )


def overlaps(network: str, others: Mapping[str, str]) -> Iterator[Broken]:
    """Networks of other environments that share addresses with this one: they could never be
    peered."""
    for file, other in others.items():
        if ipaddress.IPv4Network(network).overlaps(ipaddress.IPv4Network(other)):
            yield Broken(
                "network.cidr", network, f"overlaps {other} of {file}; choose another range"
            )


def _undefined_names(workload: Workload) -> Iterator[Broken]:
    def known(path: str, name: str, kind: str) -> Iterator[Broken]:
        defined: Iterable[str] = getattr(workload, kind)
        if name not in defined:
            hint = closest(name, defined) or f"; there are {', '.join(defined) or 'none'}"
            yield Broken(path, name, f"is not defined under {kind}{hint}")

    for path, program in workload.programs().items():
        for kind in ("databases", "buckets", "topics", "queues", "services"):
            for name in getattr(program.uses, kind):
                yield from known(f"{path}.uses.{kind}", name, kind)
    for name, worker in workload.workers.items():
        yield from known(f"workers.{name}.queue", worker.queue, "queues")
    for index, subscription in enumerate(workload.subscriptions):
        yield from known(f"subscriptions.{index}.topic", subscription.topic, "topics")
        yield from known(f"subscriptions.{index}.queue", subscription.queue, "queues")


def _names_used_twice(workload: Workload) -> Iterator[Broken]:
    seen: dict[str, str] = {}
    for path in workload.programs():
        name = path.split(".")[1]
        if name in seen:
            yield Broken(
                path,
                name,
                f"is also the name of {seen[name]}; logins and roles are named after programs, "
                "so choose another",
            )
        seen[name] = path
    readers: dict[str, str] = {}
    for name, worker in workload.workers.items():
        if worker.queue in readers:
            yield Broken(
                f"workers.{name}.queue",
                worker.queue,
                f"is already read by {readers[worker.queue]}; give each worker its own queue and "
                "subscribe both to the topic",
            )
        readers[worker.queue] = name


def _messages(workload: Workload) -> Iterator[Broken]:
    for name, worker in workload.workers.items():
        queue = workload.queues.get(worker.queue)
        path = f"queues.{worker.queue}.visibility_timeout_seconds"
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
    pairs: set[tuple[str, str]] = set()
    for index, subscription in enumerate(workload.subscriptions):
        topic = workload.topics.get(subscription.topic)
        queue = workload.queues.get(subscription.queue)
        if topic and queue and queue.fifo and not topic.fifo:
            yield Broken(
                f"subscriptions.{index}.queue",
                subscription.queue,
                f"is a FIFO queue, which a standard topic cannot feed; make {subscription.topic} "
                "fifo, or the queue standard",
            )
        pair = (subscription.topic, subscription.queue)
        if pair in pairs:
            yield Broken(
                f"subscriptions.{index}", f"{pair[0]} -> {pair[1]}", "is there already; merge them"
            )
        pairs.add(pair)


def _routes(workload: Workload) -> Iterator[Broken]:
    taken: dict[tuple[str, str], str] = {}
    statics = {bucket.path: name for name, bucket in workload.buckets.items() if bucket.path}
    for first, second in combinations(statics, 2):
        if _below(first, second) or _below(second, first):
            yield Broken(
                f"buckets.{statics[second]}.path", second, f"overlaps {first} of {statics[first]}"
            )
    for path, service, route in _all_routes(workload):
        for host in route.hosts:
            if host in workload.reserved_hosts:
                reserved = ", ".join(workload.reserved_hosts)
                yield Broken(f"{path}.hosts", host, f"is reserved ({reserved}); choose another")
        for host, prefix in product(route.hosts or ["*"], route.paths):
            if (host, prefix) in taken:
                yield Broken(
                    f"{path}.paths",
                    prefix,
                    f"is already a route of {taken[host, prefix]}; one of the two would never "
                    "be asked",
                )
            taken[host, prefix] = service
        for prefix, static in product(route.paths, statics):
            if _below(prefix, static):
                yield Broken(
                    f"{path}.paths",
                    prefix,
                    f"never reaches the service: {static} is answered from bucket "
                    f"{statics[static]}",
                )


def _all_routes(workload: Workload) -> Iterator[tuple[str, str, Route]]:
    for name, service in workload.services.items():
        for index, route in enumerate(service.routes):
            yield f"services.{name}.routes.{index}", name, route


def _below(path: str, prefix: str) -> bool:
    return path == prefix or path.startswith(f"{prefix}/")


def _variables(workload: Workload) -> Iterator[Broken]:
    for path, program in workload.programs().items():
        port = program.port if isinstance(program, Service) else None
        plain = contract.plain_variables(program.uses, port=port)
        given = {*plain, *contract.secret_variables(program.uses), *RESERVED_VARIABLES}
        for name in program.environment:
            if name in given:
                yield Broken(
                    f"{path}.environment.{name}",
                    program.environment[name],
                    "is set by the platform; choose another name",
                )
        names = [*plain, *contract.secret_variables(program.uses)]
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield Broken(
                f"{path}.uses", name, "would be the name of two variables; rename one of the two"
            )


def _sizes(workload: Workload, settings: CloudSettings) -> Iterator[Broken]:
    programs: dict[str, tuple[str, Program]] = {
        path.split(".")[1]: (path.split(".")[0], program)
        for path, program in workload.programs().items()
    }
    for name, override in settings.sizes.items():
        path = f"sizes.{name}"
        if name not in programs:
            hint = closest(name, programs)
            yield Broken(path, name, f"is no service, worker or job of the workload{hint}")
            continue
        kind, program = programs[name]
        default = settings.services if kind == "services" else settings.workers
        cpu = override.cpu or program.cpu or default.cpu
        memory = override.memory_mib or program.memory_mib or default.memory_mib
        for broken in fargate_pair(cpu, memory):
            yield broken._replace(key=f"{path}.memory_mib")
        low = default.tasks_min if override.tasks_min is None else override.tasks_min
        high = override.tasks_max or default.tasks_max
        if low > high:
            yield Broken(f"{path}.tasks_max", high, f"must be at least tasks_min, {low}")


_RANDOM_SUFFIX = len("-a1b2c3")
_LONGEST: tuple[tuple[str, str, int, str], ...] = (
    ("buckets", "bucket", 63, "-replica"),
    ("services", "IAM role", 64, "-infrastructure"),
    ("workers", "IAM role", 64, "-execution"),
    ("jobs", "IAM role", 64, "-execution"),
    ("queues", "queue", 80, "-dead-letter.fifo"),
)


def _name_lengths(workload: Workload, stack: str) -> Iterator[Broken]:
    """Physical names are `name-role-stack-random`; AWS's limits differ by service."""
    for kind, what, limit, role in _LONGEST:
        for name in getattr(workload, kind):
            length = len(f"{name}{role}-{stack}") + _RANDOM_SUFFIX
            if length > limit:
                yield Broken(
                    "",
                    name,
                    f"the name of this {what} would have {length} characters and AWS takes "
                    f"{limit}; shorten the key by {length - limit} in {kind} of the workload",
                )
