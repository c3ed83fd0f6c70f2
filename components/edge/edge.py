"""CloudFront, in front of the load balancer and the static buckets.

    VpcOrigin                 the way into the network: the load balancer has no public address
    Function                  chooses the load balancer of a request, if there are several
    OriginAccessControl       the distribution signs its requests to static buckets
    CachePolicy               for routes whose answers may be kept, if there are any
    CachePolicy               for each time for which the settings have answers kept
    ResponseHeadersPolicy     security and CORS headers
    Distribution              one for all hosts of the environment
    BucketObject              the page that people see while the load balancer is out of reach, and
                              each page for an error that the settings name
    Function                  which file of a site answers which path, if there is a site
    Function                  a host that leads to another one, for files of other buckets
    MonitoringSubscription    cache hit rate, origin latency and error rates by status
    LogDelivery...            every request, to the log bucket
    Subscription              the pricing plan, if the settings name one

Keys that sign URLs are parts of their own (`signing_key`), and so is the copy of a bucket that
answers in its place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from components.edge.edge_errors import create_error_pages, error_responses
from components.edge.edge_logs import deliver_logs
from components.edge.edge_origins import (
    LOAD_BALANCER,
    BalancerFacts,
    OriginArgs,
    answering,
    bucket_origins,
    load_balancer_origin,
    origin_choice,
    origin_groups,
)
from components.edge.edge_policies import (
    ALL_VIEWER,
    CACHING_DISABLED,
    CACHING_OPTIMIZED,
    headers_policy,
    kept_policy,
    pages_policy,
)
from components.edge.host_redirects import redirect_function
from components.edge.pricing_plan import subscribe
from components.edge.site_function import site_function
from components.storage import Bucket
from config.buckets import StaticSite
from config.edge import CountriesSettings, EdgeSettings
from config.gateway import CorsSettings, origin_table
from config.workload import Service
from planning import (
    ERROR_PATH,
    SITE,
    Behavior,
    Environment,
    Kind,
    function_code,
    plan_behaviors,
)

TYPE = "plinth:edge:Edge"

_ALL_METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
_READ_METHODS = ("GET", "HEAD")
_ASKING_METHODS = ("GET", "HEAD", "OPTIONS")
"""CloudFront takes three sets of methods: two, these three, or all. A request by another one has a
body or a cookie that a kept path would lose."""

BehaviorArgs = aws.cloudfront.DistributionDefaultCacheBehaviorArgsDict
OrderedArgs = aws.cloudfront.DistributionOrderedCacheBehaviorArgsDict


@dataclass(frozen=True, kw_only=True)
class EdgeArgs:
    """The inputs from which an edge is built."""

    environment: Environment
    settings: EdgeSettings
    hosts: Sequence[str]
    """Full names, all covered by the certificate."""
    services: Mapping[str, Service]
    """The services, whose routes decide which answers are cached."""
    cors: CorsSettings
    certificate_arn: pulumi.Input[str]
    """A valid certificate in us-east-1."""
    load_balancers: Mapping[int, BalancerFacts]
    """The load balancers by their numbers, from 1."""
    web_acl_arn: pulumi.Input[str] | None
    """A web ACL of scope CLOUDFRONT; None for no firewall."""
    static_buckets: Mapping[str, Bucket]
    """The bucket that answers below each path prefix. The edge gives itself access to each."""
    log_bucket_arn: pulumi.Input[str]
    site: StaticSite | None = None
    """The site of the static bucket at `/`, if there is one."""
    error_pages: Mapping[int, str] = field(default_factory=dict)
    """Pages (HTML) by the status of the error that they explain. They need a static bucket."""
    key_groups: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """The key group, by its ID, without whose signature nobody gets a file below a path prefix of a
    static bucket."""
    redirects: Mapping[str, str] = field(default_factory=dict)
    """Full names of hosts that lead to another one, with that. The load balancer redirects what
    reaches it, and the edge the rest."""


class Edge(pulumi.ComponentResource):
    """A CloudFront distribution. Everything changes in place, and takes minutes to reach all
    locations."""

    domain_name: pulumi.Output[str]
    """CloudFront's own name, for alias records in `hosted_zone_id`."""
    hosted_zone_id: pulumi.Output[str]
    distribution_arn: pulumi.Output[str]
    distribution_id: pulumi.Output[str]

    def __init__(
        self, name: str, args: EdgeArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        cached = args.settings.cache_seconds
        self._plan = plan_behaviors(args.services, args.static_buckets, cached)
        self._headers = headers_policy(f"{name}-headers", args.cors, args.settings, self)
        self._pages = self._create_pages_policy()
        self._kept = self._create_kept_policies()
        self._choice = self._create_choice()
        self._site = self._create_site_function()
        self._redirects = self._create_redirect_function()
        distribution = self._create_distribution(self._create_origins())
        for bucket in args.static_buckets.values():
            bucket.serve_from(distribution.arn)
        if args.static_buckets:
            place = args.static_buckets[self._page_prefix()]
            create_error_pages(f"{name}-error-page", place, args.error_pages, self)
        self._subscribe_metrics(distribution)
        account = args.environment.account_id
        deliver_logs(f"{name}-logs", distribution.arn, args.log_bucket_arn, account, self)
        if args.settings.plan and args.web_acl_arn:
            plan, acl = args.settings.plan, args.web_acl_arn
            subscribe(f"{name}-plan", plan, distribution.arn, acl, self)
        self.domain_name = distribution.domain_name
        self.hosted_zone_id = distribution.hosted_zone_id
        self.distribution_arn, self.distribution_id = distribution.arn, distribution.id
        self.register_outputs(
            {
                "domain_name": self.domain_name,
                "hosted_zone_id": self.hosted_zone_id,
                "distribution_arn": self.distribution_arn,
                "distribution_id": self.distribution_id,
            }
        )

    def _create_pages_policy(self) -> aws.cloudfront.CachePolicy | None:
        kinds = {self._plan.default, *(behavior.kind for behavior in self._plan.ordered)}
        return pages_policy(f"{self._name}-pages", self) if "pages" in kinds else None

    def _create_kept_policies(self) -> dict[int, aws.cloudfront.CachePolicy]:
        """Creates a policy for each time, under its name: another time is another policy, which the
        distribution takes before the old one goes."""
        cors = bool(self._args.cors.allowed_origins)
        return {
            seconds: kept_policy(
                f"{self._name}-kept-{seconds}", seconds, with_cors=cors, parent=self
            )
            for seconds in self._plan.times
        }

    def _create_site_function(self) -> aws.cloudfront.Function | None:
        args = self._args
        if args.site is None:
            return None
        environment = args.environment
        return site_function(f"{self._name}-site", args.site, environment, args.redirects, self)

    def _create_redirect_function(self) -> aws.cloudfront.Function | None:
        args = self._args
        if not args.redirects or not {*args.static_buckets} - {SITE}:
            return None
        return redirect_function(f"{self._name}-redirects", args.redirects, self)

    def _page_prefix(self) -> str:
        """Returns the prefix of the bucket with the error page: the first that is no site, because
        a site's deployment often deletes what it did not bring."""
        return min(self._args.static_buckets, key=lambda prefix: (prefix == SITE, prefix))

    def _create_origins(self) -> list[OriginArgs]:
        args = self._args
        balancers = [
            load_balancer_origin(self._name, args.environment, number, balancer, self)
            for number, balancer in args.load_balancers.items()
        ]
        return [*balancers, *bucket_origins(self._name, args.static_buckets, self)]

    def _create_choice(self) -> aws.cloudfront.Function | None:
        args = self._args
        count = len(args.load_balancers)
        if count == 1:
            return None
        table = origin_table(args.services, count)
        environment = args.environment
        code = function_code(table, environment.domain, LOAD_BALANCER, environment.further_domains)
        return origin_choice(self._name, args.environment, code, self)

    def _create_distribution(self, origins: list[OriginArgs]) -> aws.cloudfront.Distribution:
        args = self._args
        return aws.cloudfront.Distribution(
            self._name,
            enabled=True,
            comment=f"{args.environment.project} {args.environment.stack}",
            aliases=sorted(args.hosts),
            origins=origins,
            origin_groups=origin_groups(args.static_buckets) or None,
            default_cache_behavior=self._behavior(
                self._plan.default,
                answering(SITE, args.static_buckets)
                if self._plan.default == "site"
                else LOAD_BALANCER,
                self._plan.default_seconds,
            ),
            ordered_cache_behaviors=[
                ordered
                for behavior in self._plan.ordered
                for ordered in self._ordered_behaviors(behavior)
            ],
            custom_error_responses=error_responses(
                args.settings.error_pages, with_page=bool(args.static_buckets)
            ),
            http_version="http2and3",
            is_ipv6_enabled=True,
            price_class=args.settings.price_class,
            restrictions={"geo_restriction": _geo_restriction(args.settings.countries)},
            viewer_certificate={
                "acm_certificate_arn": args.certificate_arn,
                "minimum_protocol_version": args.settings.minimum_tls,
                "ssl_support_method": "sni-only",
            },
            web_acl_id=args.web_acl_arn,
            # `pulumi up` ends when the change is everywhere, so a check afterwards finds what
            # people get. It costs minutes, but only when the distribution itself changes.
            wait_for_deployment=True,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _ordered_behaviors(self, behavior: Behavior) -> list[OrderedArgs]:
        origin = LOAD_BALANCER
        if behavior.kind == "static":
            # The error page lies in the first static bucket.
            has_page = behavior.prefix == ERROR_PATH
            prefix = self._page_prefix() if has_page else behavior.prefix
            origin = answering(prefix, self._args.static_buckets)
        shared = self._behavior(behavior.kind, origin, behavior.seconds)
        if group := self._args.key_groups.get(behavior.prefix):
            shared = {**shared, "trusted_key_groups": [group]}
        return [OrderedArgs(path_pattern=pattern, **shared) for pattern in behavior.patterns]

    def _behavior(self, kind: Kind, origin: str, seconds: int) -> BehaviorArgs:
        shared: BehaviorArgs = {
            "target_origin_id": origin,
            "viewer_protocol_policy": "redirect-to-https",
            "response_headers_policy_id": self._headers.id,
            "allowed_methods": list(_ALL_METHODS),
            "cached_methods": list(_READ_METHODS),
        }
        if kind in ("static", "site"):
            files: BehaviorArgs = {
                **shared,
                "allowed_methods": list(_READ_METHODS),
                "cache_policy_id": CACHING_OPTIMIZED,
                "compress": True,
            }
            function = self._site if kind == "site" else self._redirects
            return _calling(function, files)
        shared = _calling(self._choice, shared)
        if kind == "kept":
            return {
                **shared,
                "allowed_methods": list(_ASKING_METHODS),
                "cache_policy_id": self._kept[seconds].id,
                "compress": True,
            }
        if kind == "pages" and self._pages is not None:
            return {
                **shared,
                # There is no policy for the origin's requests, because all that is forwarded is in
                # the cache key.
                "cache_policy_id": self._pages.id,
                "compress": True,
            }
        return {
            **shared,
            "cache_policy_id": CACHING_DISABLED,
            "origin_request_policy_id": ALL_VIEWER,
        }

    def _subscribe_metrics(self, distribution: aws.cloudfront.Distribution) -> None:
        # CloudFront's free metrics include neither the origin's latency nor single status codes.
        # The eight others are billed as CloudWatch's custom metrics, however much traffic there is.
        aws.cloudfront.MonitoringSubscription(
            f"{self._name}-metrics",
            distribution_id=distribution.id,
            monitoring_subscription={
                "realtime_metrics_subscription_config": {
                    "realtime_metrics_subscription_status": "Enabled"
                }
            },
            opts=pulumi.ResourceOptions(parent=self),
        )


def _calling(function: aws.cloudfront.Function | None, behavior: BehaviorArgs) -> BehaviorArgs:
    """Returns a behavior that calls the function before the cache, if there is one."""
    if function is None:
        return behavior
    return {
        **behavior,
        "function_associations": [{"event_type": "viewer-request", "function_arn": function.arn}],
    }


def _geo_restriction(
    countries: CountriesSettings | None,
) -> aws.cloudfront.DistributionRestrictionsGeoRestrictionArgsDict:
    """Returns which countries are answered. The list is always given: left out, the provider keeps
    the one that was there before."""
    if countries is None:
        return {"restriction_type": "none", "locations": []}
    if countries.allow:
        return {"restriction_type": "whitelist", "locations": sorted(countries.allow)}
    return {"restriction_type": "blacklist", "locations": sorted(countries.block or ())}
