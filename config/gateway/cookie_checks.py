"""Notices about clients that stay at a task, by the cookie that a host has once; pure."""

from collections.abc import Iterator
from itertools import combinations

from config.values import Broken
from config.workload import Workload


def cookie_notices(workload: Workload) -> Iterator[Broken]:
    """Yields services that keep clients at a task beside others at the same host: the load balancer
    has one cookie for a host, which says the task of one target group."""
    groups = [
        (
            name,
            [f"{label} (private)" for label in route.hosts] if service.private else route.hosts,
            path,
        )
        for name, service in workload.services.items()
        for route in (service.routes if service.sticky_minutes else ())
        for path in {path.count("/"): path for path in reversed(route.paths)}.values()
    ]
    told: set[str] = set()
    for (first, hosts, path), (second, others, other) in combinations(groups, 2):
        if second in told or (hosts and others and not {*hosts} & {*others}):
            continue
        told.add(second)
        yield Broken(
            ("services", second, "sticky_minutes"),
            workload.services[second].sticky_minutes,
            f"keeps a client at its task until it asks for something else: {path} of {first} and "
            f"{other} of {second} are two target groups of one host, and the load balancer has one "
            "cookie for both; give each a host of its own, or put paths of one depth into one "
            "route",
        )
