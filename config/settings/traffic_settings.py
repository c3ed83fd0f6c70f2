"""Settings of what carries traffic: the network, the gateway, the edge and its firewall."""

import ipaddress
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from config.values import (
    Broken,
    HeaderName,
    HttpsUrl,
    Origin,
    PrivateNetwork,
    Section,
    TlsPolicy,
    ZoneSuffix,
    aws_facts,
)

NatMode = Literal["none", "single", "per_zone", "regional"]


class NetworkSettings(Section):
    """The VPC. The subnet plan is append-only: adding a zone never moves a subnet or an address."""

    cidr: PrivateNetwork
    """The VPC's addresses, /16 to /21. Changing it replaces the network and all that stands in it.
    A /16 gives each zone 4096 private, 1024 public and 1024 data addresses; a /21 gives 128, 32
    and 32, of which AWS keeps five in each subnet."""
    zones: Annotated[list[ZoneSuffix], Field(min_length=2, max_length=3)]
    """Letters of the availability zones, 2 or 3. Add new ones at the end: `single` NAT stands in
    the first."""
    nat: NatMode
    """The way out for private subnets. none: there is none, tasks reach AWS by interface endpoints.
    single: one gateway, lost with its zone. per_zone: one in each zone. regional: one that AWS
    spreads over the zones. A gateway costs 0.045 USD an hour in us-east-1 (aws.amazon.com/vpc/
    pricing). The public addresses of the first zone stay the same when the mode changes."""
    interface_endpoints: list[str]
    """AWS services reached without leaving the network, each at 0.01 USD an hour and zone
    (aws.amazon.com/privatelink/pricing). Gateway endpoints for S3 and DynamoDB are free and always
    exist."""

    def rules(self) -> Iterator[Broken]:
        """Sizes that the plan can divide, and a way out for tasks."""
        prefix = ipaddress.IPv4Network(self.cidr).prefixlen
        if not 16 <= prefix <= 21:
            yield Broken(
                "cidr",
                self.cidr,
                "must be /16 to /21: AWS takes no larger VPC, and a smaller one leaves the load "
                "balancer's subnets under the /27 it needs",
            )
        if len(set(self.zones)) != len(self.zones):
            yield Broken("zones", self.zones, "must name each zone once")
        missing = set(aws_facts.ENDPOINTS_WITHOUT_INTERNET) - set(self.interface_endpoints)
        if self.nat == "none" and missing:
            yield Broken(
                "interface_endpoints",
                self.interface_endpoints,
                f"tasks cannot start with nat: none without {', '.join(sorted(missing))}; "
                "add them, or choose another nat",
            )


class JwtSettings(Section):
    """Who issues the tokens that routes with `auth: required` ask for."""

    issuer: HttpsUrl
    """The `iss` claim, a full URL."""
    jwks_endpoint: HttpsUrl
    """Where the issuer publishes its RS256 keys: publicly reachable, at most 10 keys."""
    audience: Annotated[str, Field(min_length=1, max_length=256)] | None
    """The `aud` claim a token must carry, as one text: a token whose `aud` is a list is refused,
    even if the list names this audience. null accepts any audience."""


class CorsSettings(Section):
    """Which web pages of other origins may call the APIs."""

    allowed_origins: list[Origin]
    """Origins such as https://app.example.com; an empty list allows none."""
    allowed_methods: Annotated[
        list[Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]],
        Field(min_length=1),
    ] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
    """One at least: AWS's provider leaves an empty list out, and CloudFront asks for it."""
    allowed_headers: Annotated[list[HeaderName], Field(min_length=1)] = [
        "authorization",
        "content-type",
        "x-request-id",
        "traceparent",
    ]
    """Request headers that pages may send; one at least, as for methods."""
    max_age_seconds: Annotated[int, Field(ge=1, le=86400)] = 3600
    """How long a browser may remember the answer to its preflight request, 1 second at least. AWS's
    provider does not send a 0, and browsers then take 5 seconds."""


class GatewaySettings(Section):
    """The API gateway: the load balancer on AWS, HAProxy on Docker."""

    jwt: JwtSettings | None
    """null: no route of the workload may ask for authentication."""
    cors: CorsSettings
    rate_limit_per_address: Annotated[int, Field(ge=10, le=2_000_000_000)]
    """Requests that one client address may make in five minutes; more are answered with 429. The
    firewall counts them on AWS, so it takes `waf`. Routes may have limits of their own."""
    idle_timeout_seconds: Annotated[int, Field(ge=1, le=4000)]
    """A connection without traffic is closed after this; a websocket needs pings more often."""
    tls_policy: TlsPolicy = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"
    """Policies of Elastic Load Balancing that refuse TLS 1.0 and 1.1; there is no other choice. PQ
    adds a key exchange that a later quantum computer cannot undo, for clients that know it."""


class EdgeSettings(Section):
    """CloudFront before the load balancer; null lets clients reach the load balancer directly."""

    price_class: Literal["PriceClass_100", "PriceClass_200", "PriceClass_All"]
    """Where CloudFront answers: 100 = North America and Europe, 200 = most, All = everywhere."""
    minimum_tls: Literal["TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025"] = "TLSv1.2_2021"
    """CloudFront's security policy for viewers."""


class WafSettings(Section):
    """The web application firewall: before CloudFront, or before the load balancer without it."""

    managed_groups: list[str]
    """AWS managed rule groups, in the order in which they are asked; all block. Rate limits and
    groups that take more than 1500 capacity units together cost more for each request
    (aws.amazon.com/waf/pricing). Production needs AWSManagedRulesCommonRuleSet and
    AWSManagedRulesKnownBadInputsRuleSet."""
    count_only: list[str] = []
    """Those of `managed_groups` that only count: for a new group, until its effect is known.
    AWSManagedRulesKnownBadInputsRuleSet must block in production."""
    body_inspection_kib: Literal[16, 32, 48, 64] = 64
    """So much of a request's body the groups see behind CloudFront, in KiB; what lies beyond passes
    unseen, for uploads are larger. Bodies over 16 KiB cost extra (aws.amazon.com/waf/pricing).
    Without an edge it is 8, which AWS does not raise for a load balancer."""

    def rules(self) -> Iterator[Broken]:
        """Each group once. `quota_checks` counts what they take."""
        if len(set(self.managed_groups)) != len(self.managed_groups):
            yield Broken("managed_groups", self.managed_groups, "must name each group once")
        for group in set(self.count_only) - set(self.managed_groups):
            yield Broken("count_only", group, "is not among managed_groups; add it there too")
