"""Which requests CloudFront treats in which way, from the workload's routes; pure.

CloudFront knows paths, not hosts, and takes the first pattern that matches. So deeper prefixes come
before shallower ones, and a prefix that several routes have is cached only if all of them say so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from config.workload import Service

Kind = Literal["dynamic", "pages", "websocket", "static"]
"""dynamic: asks the service each time. pages: keeps answers as their Cache-Control says.
websocket: dynamic, and named so. static: from a bucket."""

ERROR_PATH = "/edge-errors"
"""Where the page lies that CloudFront shows while the load balancer is out of reach: in a static
bucket, outside of its own prefix, which deployments replace as a whole."""


@dataclass(frozen=True)
class Behavior:
    """What holds for a path prefix."""

    prefix: str
    kind: Kind

    @property
    def patterns(self) -> tuple[str, ...]:
        """A prefix matches itself and all below it; a bucket has nothing at the prefix itself."""
        below = f"{self.prefix}/*"
        return (below,) if self.kind == "static" else (self.prefix, below)


@dataclass(frozen=True)
class Plan:
    """The behaviors of a distribution: those that differ, in order, and that of all else."""

    ordered: tuple[Behavior, ...]
    default: Kind


def plan_behaviors(services: Mapping[str, Service], static_prefixes: Iterable[str]) -> Plan:
    """The behaviors that these routes and static buckets need, and no more."""
    kinds = _route_kinds(services)
    default = kinds.pop("/", "dynamic")
    statics = list(static_prefixes)
    kinds.update(dict.fromkeys([*statics, *([ERROR_PATH] if statics else [])], "static"))
    needed = [
        Behavior(prefix, kind)
        for prefix, kind in kinds.items()
        if kind != _inherited(prefix, kinds, default)
    ]
    ordered = sorted(needed, key=lambda behavior: (-behavior.prefix.count("/"), behavior.prefix))
    return Plan(tuple(ordered), default)


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


def _inherited(prefix: str, kinds: Mapping[str, Kind], default: Kind) -> Kind:
    """What would hold for the prefix without a behavior of its own."""
    parents = [other for other in kinds if prefix.startswith(f"{other}/")]
    return kinds[max(parents, key=len)] if parents else default
