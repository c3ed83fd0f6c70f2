"""Checks of static buckets whose copies answer in their place; pure."""

from collections.abc import Iterator
from typing import Final

from config.edge.edge_settings import EdgeSettings
from config.values import Broken
from config.workload import Workload

_MOST_GROUPS: Final = 10
"""Origin groups of a distribution
(docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html)."""
_PLACE: Final = "edge.origin_failover"


def failover_problems(
    workload: Workload, edge: EdgeSettings, recovery_region: str | None
) -> Iterator[Broken]:
    """Yields what keeps the edge from the copies that the settings have it ask, with paths of the
    stack file."""
    if not edge.origin_failover:
        return
    copied = [name for name, each in workload.buckets.items() if each.path and each.replicate]
    if recovery_region is None:
        yield Broken(
            _PLACE,
            True,
            "needs the copies in recovery_region, and there is none; name one, or leave it out",
            reads=("recovery_region",),
        )
    elif not copied:
        yield Broken(
            _PLACE,
            True,
            "has no copy to ask: no static bucket is copied (replicate); leave it out",
            reads=("buckets",),
        )
    elif len(copied) > _MOST_GROUPS:
        yield Broken(
            _PLACE,
            f"{len(copied)} static buckets with copies",
            f"AWS takes {_MOST_GROUPS} origin groups in a distribution, one for each; put files "
            "into fewer buckets, or write replicate: false for what can be made again",
        )
