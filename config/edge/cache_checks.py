"""Checks of the paths whose answers the edge keeps, against all that answers there; pure."""

from collections.abc import Iterator, Mapping

from config.gateway import other_services
from config.values import Broken, KeyPath
from config.workload import Route, Service, Workload


def cache_problems(seconds: Mapping[str, int], workload: Workload) -> Iterator[Broken]:
    """Yields paths whose answers cannot be kept, or must not; paths of keys are the stack
    file's."""
    for prefix, value in seconds.items():
        place: KeyPath = ("edge", "cache_seconds", prefix)
        files = _bucket(prefix, workload)
        answers = list(answering(prefix, other_services(workload.services)))
        if files and files[0] != "/":
            yield Broken(place, value, f"{_files(files)}; leave it out here")
        elif not answers:
            remedy = f"{_files(files)}, or add a route" if files else "is the path of no route"
            yield Broken(place, value, f"{remedy}; name a path that a service answers")
        else:
            yield from _kept(place, value, prefix, answers)


def _kept(
    place: KeyPath, value: int, prefix: str, answers: list[tuple[str, Route, Service]]
) -> Iterator[Broken]:
    guarded = sorted({name for name, route, _ in answers if route.auth == "required"})
    sockets = sorted({name for name, _, service in answers if service.websocket})
    twice = sorted({name for name, route, _ in answers if route.cache and prefix in route.paths})
    if guarded:
        yield Broken(
            place,
            value,
            f"is answered by {', '.join(guarded)} to those with a token only, and a kept answer "
            "would be given to everybody; keep a path with auth: none",
        )
    elif sockets:
        remedy = f"is answered by {', '.join(sockets)}, which has websockets; they cannot be kept"
        yield Broken(place, value, f"{remedy}; leave it out")
    elif twice:
        yield Broken(
            place,
            value,
            f"is a path of {', '.join(twice)} with cache: true, which keeps answers in another "
            "way; leave one of the two out",
        )


def answering(prefix: str, services: Mapping[str, Service]) -> Iterator[tuple[str, Route, Service]]:
    """Yields the routes that answer a path at some host: of each host the one with the longest
    prefix, and of two with the same the one that names it."""
    routes = [
        (name, route, service) for name, service in services.items() for route in service.routes
    ]
    for label in ("", *sorted({host for _, route, _ in routes for host in route.hosts})):
        found = [
            (len(path), bool(route.hosts), number)
            for number, (_, route, _) in enumerate(routes)
            if not route.hosts or label in route.hosts
            for path in route.paths
            if _below(prefix, path)
        ]
        if found:
            yield routes[max(found)[2]]


def _bucket(prefix: str, workload: Workload) -> tuple[str, str] | None:
    """Returns the path and the name of the bucket that answers a path, if one does."""
    found = [
        (bucket.path, name)
        for name, bucket in workload.buckets.items()
        if bucket.path and _below(prefix, bucket.path)
    ]
    return max(found, key=lambda each: len(each[0])) if found else None


def _files(bucket: tuple[str, str]) -> str:
    return (
        f"is answered from bucket {bucket[1]}, whose objects say by their own Cache-Control how "
        "long they are kept"
    )


def _below(path: str, prefix: str) -> bool:
    return prefix in ("/", path) or path.startswith(f"{prefix}/")
