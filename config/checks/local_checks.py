"""Checks for parts of a workload that containers on one machine cannot provide; pure."""

from collections.abc import Iterator

from config.data import cache_name
from config.messages import Subscription
from config.settings import LocalSettings
from config.values import Broken, KeyPath, closest, dotted
from config.workload import Worker, Workload

INFRASTRUCTURE = ("aws", "broker", "cache", "database", "gateway", "objects")
"""Names of the infrastructure's containers, by which programs reach them."""

MOST_PORT = 65_535
ADMINISTRATOR = "platform"
"""User of the broker and of the caches who may do everything. Programs' users have their names."""


def local_problems(workload: Workload, settings: LocalSettings) -> Iterator[Broken]:
    """Yields contradictions between the settings of an environment on Docker and the workload."""
    mysql = any(each.engine == "mysql" for each in workload.databases.values())
    yield from _names_of_users(workload)
    for each in workload.programs():
        if each.name in INFRASTRUCTURE or (each.name == "mysql" and mysql):
            yield Broken("docker", each.name, f"{each}: is the name of a container of Plinth's own")
        for cache in each.program.uses.caches:
            if (name := cache_name(cache)) in workload.by_name():
                remedy = f"{name}: is the name of the container of a cache, and of a program; "
                yield Broken("docker", name, f"{remedy}choose another name for one of them")
    if settings.gateway.minimum_capacity_units is not None:
        yield Broken(
            "gateway.minimum_capacity_units",
            settings.gateway.minimum_capacity_units,
            "is a reservation at AWS's load balancer; leave it out on Docker",
        )
    if settings.gateway.load_balancers > 1:
        yield Broken(
            "gateway.load_balancers",
            settings.gateway.load_balancers,
            "is of AWS only: Docker has one gateway, which takes every route; leave it out",
        )
    yield from _unknown_programs(workload, settings)
    yield from _beyond_one_machine(workload, settings)
    if settings.docker.messaging == "rabbitmq":
        for subscription in workload.subscriptions:
            if problem := _beyond_rabbitmq(subscription):
                name = f"{subscription.topic} to {subscription.queue}"
                yield Broken(
                    "docker.messaging",
                    "rabbitmq",
                    f"cannot carry the subscription of {name}: {problem}; choose aws",
                )


def _names_of_users(workload: Workload) -> Iterator[Broken]:
    """Yields programs whose user would be one that the cache or the broker has already."""
    for each in workload.programs():
        uses = each.program.uses
        cached = uses.cache or uses.caches
        if each.name == ADMINISTRATOR and (
            cached or uses.queues or uses.topics or isinstance(each.program, Worker)
        ):
            remedy = f"{each}: is the user who may do everything in the broker and the caches"
            yield Broken("docker", each.name, f"{remedy}; choose another name")
        if each.name == "default" and cached:
            remedy = f"{each}: is the user whom Redis takes for whoever names none, which is off"
            yield Broken("docker", each.name, f"{remedy}; choose another name")


def _ranges(workload: Workload, settings: LocalSettings) -> Iterator[tuple[str, int, list[int]]]:
    """Yields the key of a first port, that port, and those that follow it: of services that
    programs outside of the containers call, and of further caches."""
    docker, programs = settings.docker, workload.by_name()
    outside = [programs[name].program.uses.services for name in docker.on_host if name in programs]
    called = {name for names in outside for name in names} - docker.on_host.keys()
    first = docker.ports.services
    places = [at for at, name in enumerate(sorted(workload.services)) if name in called]
    yield "services", first, [first + at for at in places if at]
    caches = {name for each in workload.programs() for name in each.program.uses.caches}
    first = docker.ports.caches
    yield "caches", first, [first + at for at in range(1, len(caches))]


def _unknown_programs(workload: Workload, settings: LocalSettings) -> Iterator[Broken]:
    """Yields names of programs that the workload does not have."""
    docker, known = settings.docker, sorted(workload.by_name())
    named: list[tuple[KeyPath, str]] = [(("docker", "only"), name) for name in docker.only]
    named += [(("docker", "on_host", name), name) for name in docker.on_host]
    named += [(("docker", "programs", name), name) for name in docker.programs]
    for key, name in named:
        if name not in known:
            hint = closest(name, known) or f"; they are {', '.join(known)}"
            yield Broken(
                key, name, f"is no program of the workload{hint}", lacks=f"programs.{name}"
            )


def _beyond_one_machine(workload: Workload, settings: LocalSettings) -> Iterator[Broken]:
    """Yields ports that are already used, and programs of the wrong kind for a key."""
    docker = settings.docker
    taken: dict[int, KeyPath]
    taken = {port: ("docker", "ports", name) for name, port in docker.ports.model_dump().items()}
    for name, first, more in _ranges(workload, settings):
        place: KeyPath = ("docker", "ports", name)
        met = [port for port in more if port in taken]
        if met:
            remedy = f"goes on to {more[-1]}, past {dotted(taken[met[0]])} ({met[0]}); move one"
            yield Broken(place, first, remedy)
        elif more and more[-1] > MOST_PORT:
            remedy = f"goes on to {more[-1]}, and ports end at {MOST_PORT}; lower it"
            yield Broken(place, first, remedy)
        for port in more:
            taken.setdefault(port, place)
    for name, port in docker.on_host.items():
        key: KeyPath = ("docker", "on_host", name)
        if name in workload.services and port in taken:
            yield Broken(key, port, f"is also {dotted(taken[port])}; yours needs a port of its own")
        if name in workload.jobs:
            remedy = "is a job, which nobody calls: `make env` alone says what yours needs"
            yield Broken(key, port, remedy)
        taken.setdefault(port, key)
    for name, overrides in docker.programs.items():
        for port in overrides.ports:
            key = ("docker", "programs", name, "ports")
            if port in taken:
                yield Broken(
                    key, port, f"is also {dotted(taken[port])}; each needs a port of its own"
                )
            taken[port] = key
        names = workload.by_name()
        for number in range(2, overrides.replicas + 1):
            if f"{name}-{number}" in names:
                key = ("docker", "programs", name, "replicas")
                remedy = f"{name}-{number} is a program of its own; rename that"
                yield Broken(key, overrides.replicas, remedy)
        if overrides.replicas > 1 and name in workload.jobs:
            key = ("docker", "programs", name, "replicas")
            yield Broken(key, overrides.replicas, "must be 1: a job runs once at a time")


def _beyond_rabbitmq(subscription: Subscription) -> str:
    """Returns the reason why RabbitMQ cannot do what a subscription asks for, or an empty text. An
    exchange compares the headers of a message with text, and changes nothing in it."""
    if not subscription.raw:
        return "SNS's envelope (raw: false) is SNS's own"
    if subscription.filter and subscription.filter_scope == "MessageBody":
        return "it filters by the message's body"
    for name, values in subscription.filter.items():
        if not all(isinstance(value, str) for value in values):
            return f"its filter compares {name} with something that is no text"
    return ""
