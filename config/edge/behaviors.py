"""The number of CloudFront's behaviors that a workload needs; pure."""

from collections.abc import Mapping

from config.gateway import other_services
from config.workload import Workload


def edge_behaviors(workload: Workload, cache_seconds: Mapping[str, int]) -> int:
    """Returns the number of behaviors that CloudFront needs, including the default one. A static
    path takes one pattern and any other path two (`/a`, `/a/*`); a path takes none if the path
    above it is treated alike."""
    services = other_services(workload.services).values()
    routes = [(each, route) for each in services for route in each.routes]
    kinds: dict[str, str] = {}
    order = ("pages", "dynamic", "websocket")
    for service, route in routes:
        kind = "websocket" if service.websocket else "pages" if route.cache else "dynamic"
        for path in route.paths:
            kinds[path] = max(kinds.get(path, kind), kind, key=order.index)
    kinds |= {path: f"kept {seconds}" for path, seconds in cache_seconds.items()}
    default = kinds.pop("/", "dynamic")
    prefixes = [bucket.path for bucket in workload.buckets.values() if bucket.path]
    if "/" in prefixes:
        default = "site"
    statics = [prefix for prefix in prefixes if prefix != "/"]
    # The error page for an unreachable load balancer lies in a static bucket.
    kinds |= dict.fromkeys([*statics, *(["/edge-errors"] if prefixes else [])], "static")

    def above(path: str) -> str:
        parents = [other for other in kinds if path.startswith(f"{other}/")]
        return kinds[max(parents, key=len)] if parents else default

    needed = [kind for path, kind in kinds.items() if kind != above(path)]
    return 1 + sum(1 if kind == "static" else 2 for kind in needed)
