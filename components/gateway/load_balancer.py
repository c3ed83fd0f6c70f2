"""The API gateway of an environment: an application load balancer that ends TLS, checks tokens and
passes each request to the service that answers it.

    SecurityGroup        in: CloudFront only, or everyone if there is no edge; out: tasks only
    LoadBalancer         internal behind an edge, else internet-facing
    Listener  443        one rule for each route; other requests are answered 404
    Listener  80         redirects to 443; without an edge only
    Listener  8443       the same routes for tests of a new version, from inside the network
    ListenerCertificate  at each HTTPS listener, for each further domain
    ListenerRule         answers CORS preflights, refuses crooked paths, sends a host to another one

It serves services with routes; `add_route` adds one. CloudFront reaches the internal load balancer
by a VPC origin, so nothing here has a public address, and there is no shared secret to keep
(docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-vpc-origins.html).

One of private services is internal too, and lets in the networks that the settings name, at 443
alone; no edge stands before it.

With a trust store it asks each client for a certificate, at both HTTPS listeners, and has no port
80: nobody gets there by typing an address. It is internet-facing then, with an edge beside it too.

Left out: rate limits (the firewall counts requests), Content-Security-Policy (a listener would
overwrite that of the service that makes a page), and IPv6 (CloudFront has it).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from components.common import waits
from components.gateway.listener_rules import ListenerRoute, create_route
from components.gateway.listeners import (
    further_certificates,
    https_listener,
    preflight_rule,
    redirect_rule,
    redirect_to_https,
    refusal_rule,
)
from components.gateway.target_groups import GatewayFacts, RouteTarget, open_way
from components.gateway.token_check import PoolTokens
from components.network import closed_security_group
from components.storage import ALB_ACCESS_PREFIX, ALB_CONNECTION_PREFIX
from config.gateway import GatewaySettings
from planning import Environment, RedirectPlan, RoutePlan, load_balancing_name

TYPE = "plinth:network:LoadBalancer"

TEST_PORT = 8443

CLOUDFRONT_PREFIX_LIST = "com.amazonaws.global.cloudfront.origin-facing"
"""The list of CloudFront's own addresses, kept by AWS. It counts as 55 of a security group's 60
rules, so it can be named once
(docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/LocationsOfEdgeServers.html)."""

_EVERYWHERE = "0.0.0.0/0"


@dataclass(frozen=True, kw_only=True)
class LoadBalancerArgs:
    """The inputs from which a load balancer is built."""

    environment: Environment
    settings: GatewaySettings
    vpc_id: pulumi.Input[str]
    vpc_cidr: str
    """The network's addresses. Changing them replaces the network, and the load balancer with
    it."""
    existing_vpc: str | None = None
    """The network's ID if another owner made it. Changing it replaces the load balancer, which
    cannot leave its network."""
    subnet_ids: Sequence[pulumi.Input[str]]
    """Private subnets if `internal`, else public ones; in two zones at least. They change in
    place."""
    certificate_arn: pulumi.Input[str]
    """A validated certificate in the environment's region, for all hosts of the workload."""
    log_bucket: pulumi.Input[str]
    """The name of a bucket into which load balancers may write logs: `LogBucket.bucket`."""
    internal: bool
    """True behind an edge, and for private services. Changing it replaces the load balancer, its
    listeners, rules and target groups; a protected one must be unprotected first."""
    with_test_listener: bool
    """True if some service is deployed blue/green."""
    trust_store_arn: pulumi.Input[str] | None = None
    """The authorities of client certificates; None asks no client for one."""
    allow_from: Sequence[str] = ()
    """Networks that reach an internal one; none for CloudFront alone. They change in place."""
    further_certificates: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """Validated certificates of further domains in the same region, by the domain's name in the
    workload. They come and go in place."""
    redirects: Sequence[RedirectPlan] = ()
    """Hosts that lead to another one. They are no part of a version, so nothing tests them."""


class LoadBalancer(pulumi.ComponentResource):
    """The load balancer that answers HTTPS for every service of the environment. It costs 0.0225
    USD an hour and 0.008 USD a capacity unit in us-east-1
    (aws.amazon.com/elasticloadbalancing/pricing), however many services there are. A load balancer
    takes 100 rules unless the quota is raised."""

    arn: pulumi.Output[str]
    arn_suffix: pulumi.Output[str]
    """The load balancer's name in CloudWatch, the dimension LoadBalancer."""
    dns_name: pulumi.Output[str]
    zone_id: pulumi.Output[str]
    """The hosted zone of `dns_name`, for an alias record."""
    security_group_id: pulumi.Output[str]
    listener_arn: pulumi.Output[str]
    test_listener_arn: pulumi.Output[str] | None

    def __init__(
        self, name: str, args: LoadBalancerArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        self._physical_name = self._choose_physical_name()
        self._group = closed_security_group(
            name, args.vpc_id, f"Load balancer {name}: HTTPS in, tasks out", self
        )
        self._let_clients_in()
        self._pools: dict[str, PoolTokens] = {}
        if args.settings.token_issuers():
            self._let_key_requests_out()
        self._balancer = self._create_balancer()
        listener = self._create_listener(name, 443)
        test = self._create_listener(f"{name}-test", TEST_PORT) if args.with_test_listener else None
        self._answer_what_is_no_route(listener, test)
        self._opened_to: set[str] = set()

        self.arn = self._balancer.arn
        self.arn_suffix = self._balancer.arn_suffix
        self.dns_name = self._balancer.dns_name
        self.zone_id = self._balancer.zone_id
        self.security_group_id = self._group.id
        self.listener_arn = listener.arn
        self.test_listener_arn = test.arn if test else None
        self.register_outputs(
            {
                "arn": self.arn,
                "arn_suffix": self.arn_suffix,
                "dns_name": self.dns_name,
                "zone_id": self.zone_id,
                "security_group_id": self.security_group_id,
                "listener_arn": self.listener_arn,
                "test_listener_arn": self.test_listener_arn,
            }
        )

    def take_tokens(self, pool: str, tokens: PoolTokens) -> None:
        """Lets routes ask for tokens of a user pool. Call it once for each pool, before its
        routes."""
        if not self._pools and not self._args.settings.token_issuers():
            self._let_key_requests_out()
        self._pools[pool] = tokens

    def add_route(self, plan: RoutePlan, target: RouteTarget) -> ListenerRoute:
        """Sends the plan's requests to a service, and lets the load balancer reach the service's
        tasks.

        Call it once for each plan of a service; the security groups are opened once.
        """
        if plan.service not in self._opened_to:
            self._opened_to.add(plan.service)
            open_way(self._gateway(), plan.service, target)
        return create_route(self._gateway(), plan, target)

    def _choose_physical_name(self) -> str:
        network = " ".join(filter(None, (self._args.vpc_cidr, self._args.existing_vpc)))
        return load_balancing_name(
            self._args.environment,
            self._name,
            unique=f"internal={self._args.internal} {network}",
        )

    def _let_clients_in(self) -> None:
        if self._args.allow_from:
            for network in self._args.allow_from:
                self._allow_in(network.replace("/", "-"), 443, cidr=network)
        elif self._args.internal:
            cloudfront = aws.ec2.get_managed_prefix_list_output(
                name=CLOUDFRONT_PREFIX_LIST, opts=pulumi.InvokeOptions(parent=self)
            )
            self._allow_in("cloudfront", 443, prefix_list_id=cloudfront.id)
        else:
            self._allow_in("https", 443, cidr=_EVERYWHERE)
            if self._args.trust_store_arn is None:
                self._allow_in("http", 80, cidr=_EVERYWHERE)
        if self._args.with_test_listener:
            self._allow_in("test", TEST_PORT, cidr=self._args.vpc_cidr)

    def _allow_in(
        self,
        role: str,
        port: int,
        *,
        cidr: str | None = None,
        prefix_list_id: pulumi.Input[str] | None = None,
    ) -> None:
        aws.vpc.SecurityGroupIngressRule(
            f"{self._name}-{role}",
            security_group_id=self._group.id,
            cidr_ipv4=cidr,
            prefix_list_id=prefix_list_id,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            description=f"{role} to {self._name}",
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _let_key_requests_out(self) -> None:
        # To check tokens, the load balancer fetches the issuer's keys. AWS asks for this opening if
        # the load balancer authenticates by OIDC
        # (repost.aws/knowledge-center/elb-configure-authentication-alb)
        # and does not say that token checks need none. Without the keys every request would be
        # refused. The issuer's addresses are not known, so all are allowed.
        aws.vpc.SecurityGroupEgressRule(
            f"{self._name}-token-keys",
            security_group_id=self._group.id,
            cidr_ipv4=_EVERYWHERE,
            ip_protocol="tcp",
            from_port=443,
            to_port=443,
            description=f"{self._name} to the keys of the token issuer",
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_balancer(self) -> aws.lb.LoadBalancer:
        bucket, reserved = self._args.log_bucket, self._args.settings.minimum_capacity_units
        return aws.lb.LoadBalancer(
            self._name,
            name=self._physical_name,
            load_balancer_type="application",
            ip_address_type="ipv4",
            internal=self._args.internal,
            security_groups=[self._group.id],
            subnets=list(self._args.subnet_ids),
            access_logs={"bucket": bucket, "prefix": ALB_ACCESS_PREFIX, "enabled": True},
            connection_logs={"bucket": bucket, "prefix": ALB_CONNECTION_PREFIX, "enabled": True},
            enable_deletion_protection=self._args.environment.protect,
            idle_timeout=self._args.settings.idle_timeout_seconds,
            # With this, an operator or AWS itself can take a broken zone out of service.
            enable_zonal_shift=True,
            drop_invalid_header_fields=True,
            desync_mitigation_mode="defensive",
            # Services see the Host header exactly as the client sent it.
            preserve_host_header=True,
            xff_header_processing_mode="append",
            # The provider takes the reservation back when it is left out.
            minimum_load_balancer_capacity={"capacity_units": reserved} if reserved else None,
            opts=pulumi.ResourceOptions(
                parent=self,
                protect=self._args.environment.protect,
                # By default a resource with a fixed name is deleted first, even if the new name
                # differs.
                delete_before_replace=False,
                custom_timeouts=waits.BALANCER_CAPACITY if reserved else None,
            ),
        )

    def _create_listener(self, name: str, port: int) -> aws.lb.Listener:
        listener = https_listener(
            name,
            port,
            self._balancer,
            self._args.certificate_arn,
            self._args.settings,
            with_cors=not self._args.internal and self._args.trust_store_arn is None,
            trust_store_arn=self._args.trust_store_arn,
            parent=self,
        )
        further_certificates(name, listener, self._args.further_certificates, self)
        return listener

    def _answer_what_is_no_route(
        self, listener: aws.lb.Listener, test: aws.lb.Listener | None
    ) -> None:
        if not self._args.internal and self._args.trust_store_arn is None:
            redirect_to_https(f"{self._name}-redirect", self._balancer, self)
        listeners = {self._name: listener, **({f"{self._name}-test": test} if test else {})}
        for name, each in listeners.items():
            preflight = None
            if self._args.settings.cors.allowed_origins:
                preflight = preflight_rule(f"{name}-preflight", each, self)
            refusal_rule(f"{name}-refusal", each, preflight, self)
        for plan in self._args.redirects:
            redirect_rule(f"{self._name}-redirect-{plan.key}", listener, plan, self)

    def _gateway(self) -> GatewayFacts:
        return GatewayFacts(
            name=self._name,
            environment=self._args.environment,
            physical_name=self._physical_name,
            vpc_id=self._args.vpc_id,
            security_group_id=self.security_group_id,
            arn_suffix=self.arn_suffix,
            settings=self._args.settings,
            listener_arn=self.listener_arn,
            test_listener_arn=self.test_listener_arn,
            parent=self,
            pools=self._pools,
        )
