"""Lists the hosts on which a workload answers, and for each a path that tells if it is up.

Both are derived from the routes alone, by pure functions. So a host gets its DNS record and its
health check with its first route, and loses both with its last.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from config.gateway import outside_services
from config.workload import Service, Workload


@dataclass(frozen=True)
class _Entry:
    """A path prefix that a service answers without authentication."""

    hosts: tuple[str, ...]
    prefix: str
    service: Service

    def answers(self, host: str) -> bool:
        return not self.hosts or host in self.hosts

    def covers_health_path(self) -> bool:
        path = self.service.health_path
        return self.prefix == "/" or path == self.prefix or path.startswith(f"{self.prefix}/")


def hosts(workload: Workload) -> list[str]:
    """Returns the labels of all routes, static files and redirects that the internet reaches,
    sorted. `@`, the domain itself, comes first and is always among them."""
    routed = {
        host
        for service in outside_services(workload.services).values()
        for route in service.routes
        for host in route.hosts
    }
    static = {host for bucket in workload.buckets.values() for host in bucket.hosts}
    return ["@", *sorted((routed | static | {*workload.redirects}) - {"@"})]


def health_paths(workload: Workload) -> dict[str, str]:
    """Returns for each host a health path that reaches its service from outside without a token,
    from any address.

    A host is left out if all its routes ask for authentication, or do not cover their service's
    health path: a check would get 401 or 404 for ever. Where only a site answers, its page is asked
    for. A host that leads to another one has nothing to be well.
    """
    paths = {}
    site = workload.site()
    for host in hosts(workload):
        if host in workload.redirects:
            continue
        candidates = [
            entry
            for entry in _open_entries(workload)
            if entry.answers(host) and entry.covers_health_path()
        ]
        if candidates:
            # A listener prefers routes that name the host, and among them the longest prefix.
            chosen = max(candidates, key=lambda entry: (bool(entry.hosts), len(entry.prefix)))
            paths[host] = chosen.service.health_path
        elif site and (not site[1].hosts or host in site[1].hosts):
            paths[host] = "/"
    return paths


def _open_entries(workload: Workload) -> Iterator[_Entry]:
    for service in outside_services(workload.services).values():
        for route in service.routes:
            # AWS's health checkers call from addresses of their own.
            if route.auth == "none" and not route.allow_from:
                for prefix in route.paths:
                    yield _Entry(hosts=tuple(route.hosts), prefix=prefix, service=service)
