"""Decides how CloudFront treats each request, from the workload's routes; pure.

CloudFront knows paths, not hosts, and takes the first pattern that matches. So deeper prefixes come
before shallower ones, and a prefix that several routes have is cached only if all of them allow it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from config.workload import Service

Kind = Literal["dynamic", "pages", "kept", "websocket", "static", "site"]
"""The treatment of a request. dynamic: the service is asked each time. pages: answers are kept as
their Cache-Control says. kept: answers are kept for a time, one for all who ask. websocket: like
dynamic, under a name of its own. static: the answer comes from a bucket. site: likewise, for all
that is no other's, and a folder's file answers for it."""

ERROR_PATH = "/edge-errors"
"""The path of the page that CloudFront shows while the load balancer is out of reach. The page lies
in a static bucket, but outside its own prefix, which deployments replace as a whole."""


SITE = "/"
"""The path prefix of a static bucket that answers all that is no other's."""


@dataclass(frozen=True)
class Behavior:
    """The treatment of all requests below one path prefix."""

    prefix: str
    kind: Kind
    seconds: int = 0
    """The time for which answers are kept; for the kind `kept` only."""

    @property
    def patterns(self) -> tuple[str, ...]:
        """CloudFront's patterns for the prefix: one for the prefix itself and one for all below it.
        A bucket holds nothing at the prefix itself, so it needs the second only."""
        below = f"{self.prefix}/*"
        return (below,) if self.kind == "static" else (self.prefix, below)


@dataclass(frozen=True)
class Plan:
    """The behaviors of a distribution: those that differ from the default, in order, and the
    default."""

    ordered: tuple[Behavior, ...]
    default: Kind
    default_seconds: int = 0

    @property
    def times(self) -> list[int]:
        """The different times for which answers are kept, sorted."""
        return sorted({self.default_seconds, *(each.seconds for each in self.ordered)} - {0})


_NOTHING: Mapping[str, int] = {}


def plan_behaviors(
    services: Mapping[str, Service],
    static_prefixes: Iterable[str],
    cache_seconds: Mapping[str, int] = _NOTHING,
) -> Plan:
    """Returns the behaviors that these routes, static buckets and times need, and no more."""
    kinds = _route_kinds(services) | dict.fromkeys(cache_seconds, "kept")
    default = kinds.pop("/", "dynamic")
    prefixes = list(static_prefixes)
    if SITE in prefixes:
        default = "site"
    statics = [prefix for prefix in prefixes if prefix != SITE]
    kinds.update(dict.fromkeys([*statics, *([ERROR_PATH] if prefixes else [])], "static"))
    needed = [
        Behavior(prefix, kind, cache_seconds.get(prefix, 0))
        for prefix, kind in kinds.items()
        if (kind, cache_seconds.get(prefix, 0)) != _inherited(prefix, kinds, default, cache_seconds)
    ]
    ordered = sorted(needed, key=lambda behavior: (-behavior.prefix.count("/"), behavior.prefix))
    return Plan(tuple(ordered), default, cache_seconds.get("/", 0))


def _route_kinds(services: Mapping[str, Service]) -> dict[str, Kind]:
    kinds: dict[str, set[Kind]] = {}
    for service in services.values():
        for route in service.routes:
            kind: Kind = "pages" if route.cache else "dynamic"
            for path in route.paths:
                kinds.setdefault(path, set()).add("websocket" if service.websocket else kind)
    return {path: _strictest(found) for path, found in kinds.items()}


def _strictest(kinds: set[Kind]) -> Kind:
    if "websocket" in kinds:
        return "websocket"
    return "dynamic" if "dynamic" in kinds else "pages"


def _inherited(
    prefix: str, kinds: Mapping[str, Kind], default: Kind, cache_seconds: Mapping[str, int]
) -> tuple[Kind, int]:
    """Returns the kind and time that would apply to the prefix without a behavior of its own."""
    parents = [other for other in kinds if prefix.startswith(f"{other}/")]
    nearest = max(parents, key=len, default="/")
    return kinds.get(nearest, default), cache_seconds.get(nearest, 0)
