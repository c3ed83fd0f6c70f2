"""Amounts for which CloudFront, the firewall and the domain's zone are billed."""

from collections.abc import Iterator, Mapping
from typing import Any

from config.edge import PRICING_PLANS
from operations.cost.levels import always
from operations.cost.rules.amount import Amount, Rules, month
from operations.cost.scene import Scene, entries
from operations.plan import Resource

_BOT_CONTROL = "AWSManagedRulesBotControlRuleSet"
EDGE_METRICS = 8
"""Metrics that a distribution's monitoring subscription adds
(docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/viewing-cloudfront-metrics.html)."""


def _plan(resource: Resource, scene: Scene) -> Iterator[Amount]:
    tier = str(resource.inputs["planTier"]).lower()
    if limits := {str(name): each for name, each in PRICING_PLANS.items()}.get(tier):
        holds = f"{limits.requests_million:,} million requests and {limits.transfer_gb:,} GB"
        yield month(f"cloudfront.plan.{tier}", 1, f"holds {holds}, the firewall, and logs")


def _has_plan(scene: Scene) -> bool:
    """Returns true if a pricing plan holds what the distribution and its firewall are used for."""
    return bool(scene.resources.of("pricingplanmanager.Subscription"))


def _distribution(resource: Resource, scene: Scene) -> Iterator[Amount]:
    if _has_plan(scene):
        return
    yield Amount(f"cloudfront.{scene.area}.gb", scene.answers_gb, "answers")
    requests = scene.requests_million.times(100)
    yield Amount(f"cloudfront.{scene.area}.https", requests)


def _function(resource: Resource, scene: Scene) -> Iterator[Amount]:
    if _has_plan(scene):
        return
    # A function is called before the cache. Which share of the requests it sees is in no plan.
    yield Amount("cloudfront.function", scene.requests_million, "if every request passes it")


def _monitoring(resource: Resource, scene: Scene) -> Iterator[Amount]:
    yield month("cloudwatch.metric", EDGE_METRICS, "of the distribution")


def _firewall(resource: Resource, scene: Scene) -> Iterator[Amount]:
    if _has_plan(scene):
        return
    rules = entries(resource.inputs.get("rules"))
    yield month("waf.acl")
    yield month("waf.rule", len(rules), f"{len(rules)} rules")
    yield Amount("waf.request", scene.requests_million)
    if any(_names(rule, _BOT_CONTROL) for rule in rules):
        yield month("waf.bot-control")
        yield Amount("waf.bot-request", scene.requests_million)


def _names(value: Any, name: str) -> bool:
    if isinstance(value, Mapping):
        return any(_names(each, name) for each in value.values())
    if isinstance(value, (list, tuple)):
        return any(_names(each, name) for each in value)
    return bool(value == name)


def _zone(resource: Resource, scene: Scene) -> Iterator[Amount]:
    yield month("route53.zone")
    if resource.inputs.get("vpcs"):
        return  # Aliases of a private zone to load balancers are answered for nothing.
    given = scene.usage.dns_queries_million
    queries = scene.requests_million.times(0.01) if given is None else scene.spread(given)
    yield Amount("route53.query", queries)


def _check(resource: Resource, scene: Scene) -> Iterator[Amount]:
    inputs = resource.inputs
    yield month("route53.check")
    kind = str(inputs.get("type", ""))
    features = sum(
        (
            kind.startswith("HTTPS"),
            kind.endswith("STR_MATCH"),
            str(inputs.get("requestInterval")) == "10",
            bool(inputs.get("measureLatency")),
        )
    )
    if features:
        yield Amount("route53.check-feature", always(features))


RULES: Rules = {
    "cloudfront.Distribution": _distribution,
    "cloudfront.Function": _function,
    "cloudfront.MonitoringSubscription": _monitoring,
    "pricingplanmanager.Subscription": _plan,
    "route53.HealthCheck": _check,
    "route53.Zone": _zone,
    "wafv2.WebAcl": _firewall,
}
