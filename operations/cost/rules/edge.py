"""Amounts for which CloudFront, the firewall and the domain's zone are billed."""

from collections.abc import Iterator, Mapping
from typing import Any

from operations.cost.levels import always
from operations.cost.rules.amount import Amount, Rules, month
from operations.cost.scene import Scene, entries
from operations.plan import Resource

_BOT_CONTROL = "AWSManagedRulesBotControlRuleSet"
EDGE_METRICS = 8
"""Metrics that a distribution's monitoring subscription adds
(docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/viewing-cloudfront-metrics.html)."""


def _distribution(resource: Resource, scene: Scene) -> Iterator[Amount]:
    yield Amount(f"cloudfront.{scene.area}.gb", scene.answers_gb, "answers")
    requests = scene.requests_million.times(100)
    yield Amount(f"cloudfront.{scene.area}.https", requests)


def _function(resource: Resource, scene: Scene) -> Iterator[Amount]:
    # A function is called before the cache. Which share of the requests it sees is in no plan.
    yield Amount("cloudfront.function", scene.requests_million, "if every request passes it")


def _monitoring(resource: Resource, scene: Scene) -> Iterator[Amount]:
    yield month("cloudwatch.metric", EDGE_METRICS, "of the distribution")


def _firewall(resource: Resource, scene: Scene) -> Iterator[Amount]:
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
    "route53.HealthCheck": _check,
    "route53.Zone": _zone,
    "wafv2.WebAcl": _firewall,
}
