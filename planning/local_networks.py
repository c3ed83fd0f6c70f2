"""Plans the networks of an environment on Docker, and the containers that join each; pure.

Each service that others call, and each part of the infrastructure that is used, has a network of
its own, `to-<name>`. Only the part and its users are on it. A program that uses nothing thus
reaches nothing, just as the security groups do on AWS.

    to-orders     orders, the services that call it, and the gateway if it has routes
    to-database   PostgreSQL, its setup, and the programs that have a login
    to-mysql      MySQL likewise
    to-traces     the viewer of traces, and all programs, if there is one
    outside       programs that use nothing and are not called, so that they reach the internet
"""

from collections.abc import Collection, Mapping

from config.data import cache_name
from config.values import DatabaseEngine
from config.workload import Program, Worker, Workload, contract

OUTSIDE = "outside"
_CONTAINERS: Mapping[DatabaseEngine, str] = {"postgres": "database", "mysql": "mysql"}


def to(name: str) -> str:
    """Returns the name of the network by which a service or a part is reached."""
    return f"to-{name}"


def parts(workload: Workload, messaging: str, *, tracing: bool) -> list[str]:
    """Returns the containers of the infrastructure that this workload needs, sorted."""
    programs = [each.program for each in workload.programs()]
    mail = any(program.uses.mail for program in programs)
    messages = bool(workload.queues or workload.topics)
    needed = {
        **{part: True for part in database_parts(workload)},
        **{cache_name(key): True for each in programs for key in contract.cache_uses(each.uses)},
        "objects": bool(workload.buckets),
        "search": any(program.uses.search_indexes for program in programs),
        "aws": mail or (messages and messaging == "aws"),
        "broker": messages and messaging != "aws",
        "traces": tracing,
        "flags": any(program.uses.flags for program in programs),
    }
    return sorted(name for name, is_needed in needed.items() if is_needed)


def database_parts(workload: Workload, used: Collection[str] | None = None) -> list[str]:
    """Returns the containers of databases: all of the workload's, or those that are used."""
    names = workload.databases if used is None else used
    engines = {workload.databases[name].engine for name in names}
    return sorted(_CONTAINERS[engine] for engine in engines)


def joined(workload: Workload, messaging: str, *, tracing: bool) -> dict[str, list[str]]:
    """Returns the networks that each container joins. The setup of a part is on the part's
    network."""
    carrier = "aws" if messaging == "aws" else "broker"
    found = {part: [to(part)] for part in parts(workload, messaging, tracing=tracing)}
    for each in workload.programs():
        own = [to(each.name)] if each.kind == "service" else []
        traces = {"traces"} if tracing else set()
        used = sorted(to(name) for name in _used(each.program, workload, carrier) | traces)
        found[each.name] = [*own, *used] or [OUTSIDE]
    found["gateway"] = _gateway(workload)
    return found


def names(workload: Workload, messaging: str, *, tracing: bool) -> list[str]:
    """Returns the names of all networks, sorted."""
    all_ = joined(workload, messaging, tracing=tracing).values()
    return sorted({each for networks in all_ for each in networks})


def _used(program: Program, workload: Workload, carrier: str) -> set[str]:
    uses = program.uses
    messages = uses.topics or uses.queues or isinstance(program, Worker)
    used = {
        **{part: True for part in database_parts(workload, uses.databases)},
        **{cache_name(key): True for key in contract.cache_uses(uses)},
        "objects": bool(uses.buckets),
        "search": bool(uses.search_indexes),
        carrier: bool(messages),
    }
    mail = {"aws"} if uses.mail else set()
    flags = {"flags"} if uses.flags else set()
    return {name for name, does in used.items() if does} | mail | flags | set(uses.services)


def _gateway(workload: Workload) -> list[str]:
    routed = [to(name) for name, service in sorted(workload.services.items()) if service.routes]
    served = any(bucket.path for bucket in workload.buckets.values())
    return [*routed, *([to("objects")] if served else [])] or [OUTSIDE]
