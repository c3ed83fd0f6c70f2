"""Settings of the parts that carry traffic: the gateway, the edge and its firewall."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from config.values import Broken, HeaderName, HttpsUrl, Origin, Section, TlsPolicy


class JwtSettings(Section):
    """Issuer of the tokens that routes with `auth: required` ask for."""

    issuer: HttpsUrl
    """The `iss` claim that a token must carry, a full URL."""
    jwks_endpoint: Annotated[
        HttpsUrl, Field(examples=["https://login.example.com/.well-known/jwks.json"])
    ]
    """Address at which the issuer publishes its RS256 keys. It must be reachable from the internet
    and have at most 10 keys."""
    audience: Annotated[str, Field(min_length=1, max_length=256, examples=["shop"])] | None
    """The `aud` claim that a token must carry, as one text. A token whose `aud` is a list is
    refused, even if the list contains this audience. null accepts any audience."""


class CorsSettings(Section):
    """Rules for web pages of other origins that call the APIs."""

    allowed_origins: list[Origin]
    """Origins whose pages may call the APIs. An empty list allows none. Without an edge there may
    be one only."""
    allowed_methods: Annotated[
        list[Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]],
        Field(min_length=1),
    ] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
    """Methods that pages may use, one at least: AWS's provider leaves an empty list out, and
    CloudFront requires the list."""
    allowed_headers: Annotated[list[HeaderName], Field(min_length=1)] = [
        "authorization",
        "content-type",
        "x-request-id",
        "traceparent",
    ]
    """Request headers that pages may send, one at least, for the same reason as with methods."""
    max_age_seconds: Annotated[int, Field(ge=1, le=86400, examples=[3600])] = 3600
    """Time for which a browser may remember the answer to its preflight request, in seconds, 1 at
    least. AWS's provider does not send a 0, and browsers then take 5 seconds."""


class GatewaySettings(Section):
    """API gateway, which is the load balancer on AWS and HAProxy on Docker."""

    jwt: JwtSettings | None
    """Issuer of access tokens. null: no route of the workload may ask for authentication."""
    cors: CorsSettings
    """Cross-origin rules (CORS), which say what pages of other origins may call."""
    rate_limit_per_address: Annotated[int, Field(ge=10, le=2_000_000_000, examples=[2000])]
    """Number of requests that one client address may make in five minutes. Further ones are
    answered with 429. On AWS the firewall counts them, so this needs `waf`. Routes may have limits
    of their own."""
    idle_timeout_seconds: Annotated[int, Field(ge=1, le=4000, examples=[300])]
    """Seconds without traffic after which a connection is closed. A websocket must send pings more
    often."""
    tls_policy: TlsPolicy = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"
    """Security policy of Elastic Load Balancing. All policies that can be chosen refuse TLS 1.0 and
    1.1. A policy with PQ adds, for clients that know it, a key exchange that a later quantum
    computer cannot undo."""


class EdgeSettings(Section):
    """CloudFront in front of the load balancer. Without it clients reach the load balancer
    directly."""

    price_class: Literal["PriceClass_100", "PriceClass_200", "PriceClass_All"]
    """Regions in which CloudFront answers: 100 is North America and Europe, 200 is most, All is
    everywhere."""
    minimum_tls: Literal["TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025"] = "TLSv1.2_2021"
    """Security policy of CloudFront, which sets the oldest TLS version that viewers may use."""


class WafSettings(Section):
    """Web application firewall, in front of CloudFront, or of the load balancer where there is no
    edge."""

    managed_groups: Annotated[list[str], Field(examples=[["AWSManagedRulesCommonRuleSet"]])]
    """AWS managed rule groups, in the order in which they are evaluated. All of them block. Rate
    limits and groups that together take more than 1500 capacity units cost more for each request
    (aws.amazon.com/waf/pricing). Production needs AWSManagedRulesCommonRuleSet and
    AWSManagedRulesKnownBadInputsRuleSet."""
    count_only: Annotated[list[str], Field(examples=[["AWSManagedRulesBotControlRuleSet"]])] = []
    """Groups of `managed_groups` that count requests but do not block them, for a new group until
    its effect is known. AWSManagedRulesKnownBadInputsRuleSet must block in production."""
    body_inspection_kib: Literal[16, 32, 48, 64] = 64
    """Size of the part of a request's body that the groups inspect behind CloudFront, in KiB. What
    lies beyond it passes unseen, because uploads are larger. Bodies over 16 KiB cost extra
    (aws.amazon.com/waf/pricing). Without an edge the size is 8 KiB, which AWS does not raise for a
    load balancer."""

    def rules(self) -> Iterator[Broken]:
        """Checks that each group is named once. `quota_checks` counts the capacity that they
        take."""
        if len(set(self.managed_groups)) != len(self.managed_groups):
            yield Broken("managed_groups", self.managed_groups, "must name each group once")
        for group in set(self.count_only) - set(self.managed_groups):
            yield Broken("count_only", group, "is not among managed_groups; add it there too")
