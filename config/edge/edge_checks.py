"""All checks of the edge's settings against the workload and the settings beside it; pure."""

from collections.abc import Iterator

from config.edge.cache_checks import cache_problems
from config.edge.edge_settings import EdgeSettings
from config.edge.error_pages import pages_without_place
from config.edge.failover import failover_problems
from config.edge.pricing_plan import plan_problems
from config.edge.signing_keys import signing_problems
from config.edge.waf_settings import WafSettings
from config.values import Broken
from config.workload import Workload

_ANSWERING = ("services.*.routes", "services.*.private", "services.*.websocket", "buckets")
"""Places of the workload that decide which program or bucket answers a path."""


def edge_problems(
    workload: Workload,
    edge: EdgeSettings,
    *,
    waf: WafSettings | None,
    recovery_region: str | None,
) -> Iterator[Broken]:
    """Yields what the edge cannot do for this workload, with paths of the stack file."""
    for each in cache_problems(edge.cache_seconds, workload):
        yield each._replace(reads=_ANSWERING)
    yield from signing_problems(workload, edge)
    yield from pages_without_place(edge.error_pages, workload)
    yield from failover_problems(workload, edge, recovery_region)
    yield from plan_problems(workload, edge, waf)
