"""Checks of further domains against the hosts that the workload has at them; pure."""

from collections.abc import Iterator, Mapping

from config.domains.further_domain import FurtherDomain, names_of
from config.gateway import outside_services
from config.values import Broken, KeyPath, closest, full_name, lacking, parted
from config.workload import Workload


def hosts_named(workload: Workload) -> Iterator[tuple[KeyPath, str, str]]:
    """Yields each host that the workload names to the internet: its path in the workload, what has
    it, and the host."""
    for name, service in outside_services(workload.services).items():
        for index, route in enumerate(service.routes):
            for host in route.hosts:
                yield ("services", name, "routes", index, "hosts"), f"service {name}", host
    for name, bucket in workload.buckets.items():
        for host in bucket.hosts:
            yield ("buckets", name, "hosts"), f"bucket {name}", host
    for host in workload.redirects:
        yield ("redirects", host), "redirects", host


def domain_problems(
    workload: Workload, domain: str, further: Mapping[str, FurtherDomain]
) -> Iterator[Broken]:
    """Yields domains that only one of the two files names, and two hosts that become one name, with
    paths of the stack file."""
    users: dict[str, dict[str, str]] = {}
    for _, user, host in hosts_named(workload):
        if at := parted(host)[1]:
            users.setdefault(at, {}).setdefault(user, host)
    for at, by in users.items():
        if at not in further:
            who = ", ".join(f"{user} ({host})" for user, host in by.items())
            hint = closest(at, further)
            yield Broken(
                ("domains", at),
                None,
                f"is named by {who}, and this environment does not say which domain it is{hint}; "
                f"write {at}: {{name: {at}.{domain}}}, for example, which needs no zone of its own",
                reads=("services", "buckets"),
                lacks=lacking("domains", at, further),
            )
    for key, each in further.items():
        if key not in users:
            yield Broken(
                ("domains", key),
                each.name,
                f"has no host of the workload{closest(key, users)}; name one there (@{key} in the "
                "hosts of a route, or under redirects), or leave it out",
                reads=("services", "buckets", "redirects"),
            )
    yield from _one_name(workload, domain, names_of(further))


def _one_name(workload: Workload, domain: str, further: Mapping[str, str]) -> Iterator[Broken]:
    """Yields hosts that become the same name by the names of their domains."""
    hosts = {"@", *(host for _, _, host in hosts_named(workload))}
    taken: dict[str, str] = {}
    for host in sorted(hosts, key=lambda host: (parted(host)[1], host)):
        at = parted(host)[1]
        if at and at not in further:
            continue
        full = full_name(host, domain, further)
        if full in taken:
            yield Broken(
                ("domains", at, "name"),
                further[at],
                f"makes {host} the name {full}, which is {taken[full]} already; choose another "
                "name for one of them",
            )
        taken.setdefault(full, f"that of the host {host}")
