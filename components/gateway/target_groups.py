"""The tasks behind a route of the load balancer: their target groups, and the way to them."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.security import Grantee
from config.settings import JwtSettings
from planning import Environment, RoutePlan, load_balancing_name

TARGET_GROUP_PORT = 80
"""ECS registers each task with its own port, so the group's is never used. A constant keeps a
change of a service's port from replacing the group, which its rule would not follow."""

DRAIN_SECONDS, DRAIN_WEBSOCKET_SECONDS = 30, 600
"""How long open connections of a task that goes may last. AWS's default of 300 makes every
deployment five minutes longer; websockets get the time to close from the other side."""

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
"""A new task takes requests after 20 seconds at most, a dead one gets none after 30. With AWS's own
values it would be 150 and 60."""


@dataclass(frozen=True, kw_only=True)
class RouteTarget:
    """The service behind a route."""

    grantee: Grantee
    port: int
    """Its container's port. Changed in place."""
    health_path: str
    websocket: bool
    blue_green: bool
    """Whether ECS deploys it blue/green. Switching it on is an update in place."""


@dataclass(frozen=True, kw_only=True)
class Gateway:
    """What the rules of all routes share."""

    name: str
    """The load balancer's logical name, first part of those of rules and target groups."""
    environment: Environment
    physical_name: str
    """A target group serves one load balancer only, so its name follows the load balancer's: if
    that is replaced, so are its target groups, under new names."""
    vpc_id: pulumi.Input[str]
    security_group_id: pulumi.Output[str]
    arn_suffix: pulumi.Output[str]
    jwt: JwtSettings | None
    listener_arn: pulumi.Output[str]
    test_listener_arn: pulumi.Output[str] | None
    parent: pulumi.Resource


def target_group(
    gateway: Gateway, plan: RoutePlan, target: RouteTarget, *, role: str = ""
) -> aws.lb.TargetGroup:
    """A group of a route's tasks; `role` tells a second one from the first."""
    return aws.lb.TargetGroup(
        f"{gateway.name}-{plan.identity}{role}",
        # Two groups never share a name; a replacement gets another.
        name=load_balancing_name(
            gateway.environment, f"{plan.identity}{role}", unique=gateway.physical_name
        ),
        vpc_id=gateway.vpc_id,
        target_type="ip",
        # TLS ends at the load balancer; from there security groups let it alone reach the tasks.
        protocol="HTTP",
        port=TARGET_GROUP_PORT,
        health_check={**_CHECK, "path": target.health_path},
        deregistration_delay=DRAIN_WEBSOCKET_SECONDS if target.websocket else DRAIN_SECONDS,
        # A task that is slow, or just starting, gets fewer requests.
        load_balancing_algorithm_type="least_outstanding_requests",
        # What has a fixed name is otherwise deleted first, even if the new name differs; and AWS
        # deletes no group that a rule still names: github.com/pulumi/pulumi-aws/issues/4226
        opts=pulumi.ResourceOptions(parent=gateway.parent, delete_before_replace=False),
    )


def open_way(gateway: Gateway, service: str, target: RouteTarget) -> None:
    """Lets the load balancer reach a service's port: out on its side, in on the service's."""
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
