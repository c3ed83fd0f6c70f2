"""Works out which requests a route's `allow_from` is about; pure.

The firewall stands before the load balancer and does not know which route a request will reach. So
it is told: the requests below a path of the route, but for those below a deeper path that another
route or static files answer, and those of a host that another route names.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from config.workload.programs import Service
from config.workload.route import Route

_PATTERN = 180
"""Characters of paths in one pattern. A pattern of WAF has 200, with what stands around them."""


@dataclass(frozen=True)
class Requests:
    """Requests to some hosts, below some paths."""

    hosts: tuple[str, ...]
    """Labels of hosts; none for every host."""
    paths: tuple[str, ...]
    """Path prefixes that fit into one pattern; none for every path."""


@dataclass(frozen=True)
class Restriction:
    """Requests that only some addresses may make, with those among them that everybody may."""

    service: str
    path: str
    allow_from: tuple[str, ...]
    requests: Requests
    others: tuple[Requests, ...]

    @property
    def host(self) -> str | None:
        """The first host, by which the route is named."""
        return self.requests.hosts[0] if self.requests.hosts else None


def restrictions(
    services: Mapping[str, Service], static_prefixes: Sequence[str]
) -> list[Restriction]:
    """Returns a restriction for each path of the routes that have `allow_from`."""
    return [
        Restriction(
            service=name,
            path=path,
            allow_from=tuple(route.allow_from),
            requests=Requests(tuple(route.hosts), () if path == "/" else (path,)),
            others=tuple(_others(route, path, services, static_prefixes)),
        )
        for name, service in services.items()
        for route in service.routes
        if route.allow_from
        for path in route.paths
    ]


def _others(
    route: Route, path: str, services: Mapping[str, Service], static_prefixes: Sequence[str]
) -> Iterator[Requests]:
    """Yields requests below a path of a route that others answer. A path on all hosts of the route
    needs no host of its own."""
    everywhere = [prefix for prefix in static_prefixes if _is_below(prefix, path)]
    at_hosts: dict[tuple[str, ...], list[str]] = {}
    for other in (each for service in services.values() for each in service.routes):
        if route.hosts and other.hosts and not {*route.hosts} & {*other.hosts}:
            continue
        for prefix in other.paths:
            closer = prefix == path and bool(other.hosts) and not route.hosts
            if not closer and not _is_below(prefix, path):
                continue
            if not other.hosts or (route.hosts and {*route.hosts} <= {*other.hosts}):
                everywhere.append(prefix)
            else:
                at_hosts.setdefault(tuple(other.hosts), []).append(prefix)
    for hosts, paths in {(): everywhere, **at_hosts}.items():
        if "/" in paths:
            yield Requests(hosts, ())
        else:
            yield from (Requests(hosts, each) for each in _patterns(sorted({*paths})))


def _is_below(path: str, prefix: str) -> bool:
    return path != "/" and path != prefix and (prefix == "/" or path.startswith(f"{prefix}/"))


def _patterns(paths: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yields the paths in groups that fit into one pattern each."""
    group: list[str] = []
    for path in paths:
        if group and sum(map(_length, [*group, path])) > _PATTERN:
            yield tuple(group)
            group = []
        group.append(path)
    if group:
        yield tuple(group)


def _length(path: str) -> int:
    """Returns the characters that a path takes in a pattern, where a dot takes two."""
    return len(path) + path.count(".") + 1
