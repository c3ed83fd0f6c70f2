"""CloudFront's pricing plans, and checks of what each of them takes; pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, get_args

from config.edge.behaviors import edge_behaviors
from config.edge.edge_settings import EdgeSettings, PricingPlan
from config.edge.waf_settings import WafSettings
from config.gateway import other_services
from config.values import Broken, aws_facts
from config.workload import Workload

_PLACE: Final = "edge.plan"


@dataclass(frozen=True)
class PlanLimits:
    """The figures of a pricing plan."""

    requests_million: int
    """Requests of a month, in millions. AWS bills none beyond them, and may slow them down."""
    transfer_gb: int
    """GB of answers of a month, which AWS treats alike."""
    behaviors: int
    """Cache behaviors of the distribution, the default one among them."""
    own_cache_policies: bool
    """True if the distribution may have cache policies that AWS did not make."""


PRICING_PLANS: Final[Mapping[PricingPlan, PlanLimits]] = {
    name: PlanLimits(**aws_facts.PRICING_PLANS[name]) for name in get_args(PricingPlan)
}
"""The plans, the cheapest first."""


def plan_problems(
    workload: Workload, edge: EdgeSettings, waf: WafSettings | None
) -> Iterator[Broken]:
    """Yields what the pricing plan of the settings does not take, with paths of the stack file."""
    if edge.plan is None:
        return
    limits = PRICING_PLANS[edge.plan]
    if waf is None:
        yield Broken(
            "waf",
            None,
            "edge.plan needs waf: AWS gives a pricing plan to a distribution with a web ACL only; "
            "add waf, whose price the plan holds, or leave the plan out",
        )
    kept = [*_kept(workload, edge)]
    needed = edge_behaviors(workload, edge.cache_seconds)
    # One plan for all reasons: a remedy that leads to the next refusal is none.
    larger = _smallest(own=bool(kept), behaviors=needed)
    if kept and not limits.own_cache_policies:
        remedy = f"write {larger}, or leave that out" if larger else "leave that out"
        yield Broken(
            _PLACE,
            edge.plan,
            f"takes AWS's own cache policies only, and Plinth makes one for {', '.join(kept)}; "
            f"{remedy}",
            reads=("edge.cache_seconds",),
        )
    if needed > limits.behaviors:
        remedy = f"write {larger}, or" if larger else "no plan takes so many;"
        yield Broken(
            _PLACE,
            edge.plan,
            f"takes {limits.behaviors} cache behaviors, and the workload needs {needed} (two for "
            f"a path that is treated in another way than the one above it); {remedy} answer more "
            "paths by one route",
        )


def _kept(workload: Workload, edge: EdgeSettings) -> Iterator[str]:
    """Yields what needs a cache policy of ours."""
    if edge.cache_seconds:
        yield "cache_seconds"
    for name, service in other_services(workload.services).items():
        if any(route.cache for route in service.routes):
            yield f"cache: true of {name}"


def _smallest(*, own: bool, behaviors: int) -> PricingPlan | None:
    """Returns the cheapest plan that takes both, if one does."""
    for name, limits in PRICING_PLANS.items():
        if limits.behaviors >= behaviors and (limits.own_cache_policies or not own):
            return name
    return None
