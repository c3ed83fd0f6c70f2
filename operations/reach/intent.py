"""The workload's word on who may reach whom: what is meant, for a comparison with what is."""

from collections.abc import Iterator
from dataclasses import dataclass

from config import Workload
from config.data import cache_name
from config.workload import contract


@dataclass(frozen=True)
class Guarded:
    """Paths that a service answers only to callers with a token."""

    service: str
    hosts: tuple[str, ...]
    """Labels below the domain, `@` for the domain itself; empty for every host."""
    path: str
    private: bool = False
    """True if its hosts lie below the domain of private services."""


@dataclass(frozen=True)
class Meant:
    """Everything that programs are meant to reach."""

    programs: frozenset[str]
    databases: frozenset[str]
    """Programs that use a database."""
    caches: frozenset[tuple[str, str]]
    """Pairs of a program and the cache that it uses, by the name of the cache's place."""
    search: frozenset[str]
    """Programs that use the search engine."""
    calls: frozenset[tuple[str, str]]
    """Pairs of a program and the service that it calls."""
    open_paths: tuple[Guarded, ...]
    """Paths that everybody may call."""
    guarded: tuple[Guarded, ...]


def meant(workload: Workload) -> Meant:
    """Returns what a workload's programs are meant to reach."""
    programs = workload.programs()
    return Meant(
        programs=frozenset(each.name for each in programs),
        databases=frozenset(each.name for each in programs if each.program.uses.databases),
        caches=frozenset(
            (each.name, cache_name(key))
            for each in programs
            for key in contract.cache_uses(each.program.uses)
        ),
        search=frozenset(each.name for each in programs if each.program.uses.search_indexes),
        calls=frozenset(
            (each.name, service) for each in programs for service in each.program.uses.services
        ),
        open_paths=tuple(_paths(workload, "none")),
        guarded=tuple(_paths(workload, "required")),
    )


def _paths(workload: Workload, auth: str) -> Iterator[Guarded]:
    for name, service in workload.services.items():
        for route in service.routes:
            for path in route.paths if route.auth == auth else []:
                yield Guarded(name, tuple(route.hosts), path, service.private)
