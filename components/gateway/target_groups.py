"""The target groups of a route's tasks, and the security group rules that let requests reach
them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from components.gateway.token_check import PoolTokens
from components.security import Grantee
from config.gateway import GatewaySettings
from planning import Environment, RoutePlan, load_balancing_name

TARGET_GROUP_PORT = 80
"""A port that is never used, because ECS registers each task with its own. It is constant, so that
a change of a service's port does not replace the group, which its rule would not follow."""

DRAIN_SECONDS, DRAIN_WEBSOCKET_SECONDS = 30, 600
"""The time that open connections to a task may last when it stops. AWS's default of 300 makes every
deployment five minutes longer. Websockets get time to close from the other side."""

_DAY_SECONDS = 86400

_CHECK: aws.lb.TargetGroupHealthCheckArgsDict = {
    "enabled": True,
    "protocol": "HTTP",
    "port": "traffic-port",
    "matcher": "200",
    "interval": 10,
    "timeout": 5,
    "healthy_threshold": 2,
    "unhealthy_threshold": 3,
}
"""The health check of tasks. A new task takes requests after 20 seconds at most, and a dead one
gets none after 30. With AWS's own values it would be 150 and 60."""


@dataclass(frozen=True, kw_only=True)
class RouteTarget:
    """The service behind a route."""

    grantee: Grantee
    port: int
    """The port of its container. It changes in place."""
    health_path: str
    websocket: bool
    sticky_minutes: int | None = None
    """The minutes for which a client comes back to the same task, from its last request on."""
    blue_green: bool
    """True if ECS deploys the service blue/green. Switching it on is an update in place."""


@dataclass(frozen=True, kw_only=True)
class GatewayFacts:
    """The facts that the rules of all routes share."""

    name: str
    """The load balancer's logical name, the first part of the names of rules and target groups."""
    environment: Environment
    physical_name: str
    """The load balancer's name at AWS. A target group serves one load balancer only, so its name
    follows this one: if the load balancer is replaced, so are its target groups, under new
    names."""
    vpc_id: pulumi.Input[str]
    security_group_id: pulumi.Output[str]
    arn_suffix: pulumi.Output[str]
    settings: GatewaySettings
    listener_arn: pulumi.Output[str]
    test_listener_arn: pulumi.Output[str] | None
    parent: pulumi.Resource
    pools: Mapping[str, PoolTokens] = field(default_factory=dict)
    """Tokens of user pools that routes may ask for, by the name of the pool."""


def _stickiness(minutes: int | None) -> aws.lb.TargetGroupStickinessArgsDict:
    """Returns how long clients stay at a task. The provider keeps a stickiness that is left out, so
    that there is none is said too, with AWS's own figure beside it."""
    if minutes is None:
        return {"enabled": False, "type": "lb_cookie", "cookie_duration": _DAY_SECONDS}
    return {"enabled": True, "type": "lb_cookie", "cookie_duration": minutes * 60}


def target_group(
    gateway: GatewayFacts, plan: RoutePlan, target: RouteTarget, *, role: str = ""
) -> aws.lb.TargetGroup:
    """Creates a group of a route's tasks; `role` distinguishes a second one from the first."""
    return aws.lb.TargetGroup(
        f"{gateway.name}-{plan.identity}{role}",
        # Two groups never share a name; a replacement gets another.
        name=load_balancing_name(
            gateway.environment, f"{plan.identity}{role}", unique=gateway.physical_name
        ),
        vpc_id=gateway.vpc_id,
        target_type="ip",
        # TLS ends at the load balancer. Security groups let only the load balancer reach the tasks.
        protocol="HTTP",
        port=TARGET_GROUP_PORT,
        health_check={**_CHECK, "path": target.health_path},
        deregistration_delay=DRAIN_WEBSOCKET_SECONDS if target.websocket else DRAIN_SECONDS,
        stickiness=_stickiness(target.sticky_minutes),
        # This gives fewer requests to a task that is slow or has just started.
        load_balancing_algorithm_type="least_outstanding_requests",
        # By default a resource with a fixed name is deleted first, even if the new name differs,
        # and AWS deletes no group that a rule still names: github.com/pulumi/pulumi-aws/issues/4226
        opts=pulumi.ResourceOptions(parent=gateway.parent, delete_before_replace=False),
    )


def open_way(gateway: GatewayFacts, service: str, target: RouteTarget) -> None:
    """Lets the load balancer reach a service's port, by a rule out at its side and a rule in at the
    service's."""
    name = f"{gateway.name}-to-{service}"
    aws.vpc.SecurityGroupEgressRule(
        name,
        security_group_id=gateway.security_group_id,
        referenced_security_group_id=target.grantee.security_group_id,
        ip_protocol="tcp",
        from_port=target.port,
        to_port=target.port,
        description=f"{gateway.name} to {service}",
        opts=pulumi.ResourceOptions(parent=gateway.parent),
    )
    aws.vpc.SecurityGroupIngressRule(
        name,
        security_group_id=target.grantee.security_group_id,
        referenced_security_group_id=gateway.security_group_id,
        ip_protocol="tcp",
        from_port=target.port,
        to_port=target.port,
        description=f"{gateway.name} to {service}",
        opts=pulumi.ResourceOptions(parent=gateway.parent),
    )
