"""Checks of hosts that lead to other hosts, against all that answers; pure."""

from collections.abc import Iterator

from config.values import Broken, closest, parted
from config.workload import Workload


def redirect_problems(workload: Workload) -> Iterator[Broken]:
    """Yields redirects that would end nowhere, or hide what is to answer at their host; paths are
    the workload's."""
    answering = _answering(workload)
    redirects = workload.redirects
    for host, target in redirects.items():
        place = ("redirects", host)
        if users := _named_by(workload, host):
            yield Broken(
                place,
                target,
                f"never lets anybody reach {', '.join(users)}, which name {host} in their hosts; "
                "take it out there, or leave the redirect out",
            )
        if target == host:
            yield Broken(place, target, "is the host itself; name the host that answers")
        elif target in redirects:
            last = _end(redirects, target)
            remedy = f"write {last} here" if last else "let one of them answer"
            way = f"leads on to {redirects[target]}" if last else "leads back, in a circle"
            yield Broken(place, target, f"{way}; {remedy}")
        elif target not in answering:
            known = f"; {', '.join(answering)} answer" if answering else ""
            at = _typed_domain(target, answering)
            yield Broken(
                place,
                target,
                "is a host at which nothing answers; name one of the hosts of a route or a static "
                f"bucket{known if at else closest(target, answering) or known}",
                reads=("services.*.routes", "buckets"),
                lacks=f"domains.{at}" if at else "",
            )


def _typed_domain(target: str, answering: list[str]) -> str:
    """Returns the domain that something answers at, if it is nearly that of the target: one of the
    two was typed wrongly, which the settings decide."""
    near = [parted(each)[1] for each in answering if closest(target, [each])]
    return near[0] if near and near[0] and near[0] != parted(target)[1] else ""


def _end(redirects: dict[str, str], host: str) -> str | None:
    """Returns the host at which redirects end; None if they go round in a circle."""
    passed: list[str] = []
    while host in redirects and host not in passed:
        passed.append(host)
        host = redirects[host]
    return None if host in passed else host


def _named_by(workload: Workload, host: str) -> list[str]:
    services = [
        f"service {name}"
        for name, service in workload.services.items()
        if any(host in route.hosts for route in service.routes)
    ]
    buckets = [
        f"bucket {name}" for name, bucket in workload.buckets.items() if host in bucket.hosts
    ]
    return [*services, *buckets]


def _answering(workload: Workload) -> list[str]:
    """Returns the labels of hosts that have a DNS name and something that answers there."""
    named_each = [route.hosts for each in workload.services.values() for route in each.routes]
    named_each += [bucket.hosts for bucket in workload.buckets.values() if bucket.path]
    named = {host for hosts in named_each for host in hosts}
    # What names no host answers at all of them, and the domain itself has a name in any case.
    return sorted(named | ({"@"} if [] in named_each else set()))
