"""A load balancer with routes, for tests."""

from collections.abc import Sequence
from typing import Any

import pulumi

from components.gateway.listener_rules import ListenerRoute
from components.gateway.load_balancer import LoadBalancer, LoadBalancerArgs
from components.gateway.target_groups import RouteTarget
from components.security.iam import Grantee
from config.gateway import GatewaySettings
from engine.registration import Registration
from planning.routing import RedirectPlan, RoutePlan
from tests.factories import make_environment, make_settings
from tests.graph import Graph, deploy

BALANCER = "aws:lb/loadBalancer:LoadBalancer"
LISTENER = "aws:lb/listener:Listener"
RULE = "aws:lb/listenerRule:ListenerRule"
GROUP = "aws:lb/targetGroup:TargetGroup"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"

ORIGIN = "https://app.shop.example.com"


def gateway_settings(**changes: Any) -> GatewaySettings:
    """The gateway of an environment without an edge, which allows one CORS origin."""
    cors = {"allowed_origins": [ORIGIN]}
    return make_settings("staging", gateway={"cors": cors, **changes}).gateway


def make_gateway(
    *,
    internal: bool = True,
    with_test_listener: bool = True,
    vpc_cidr: str = "10.20.0.0/16",
    settings: GatewaySettings | None = None,
    redirects: Sequence[RedirectPlan] = (),
    trust_store_arn: str | None = None,
    **facts: Any,
) -> LoadBalancer:
    """A load balancer; `facts` are those of the environment."""
    return LoadBalancer(
        "gateway",
        LoadBalancerArgs(
            environment=make_environment(**facts),
            settings=settings or gateway_settings(),
            vpc_id="vpc-1",
            vpc_cidr=vpc_cidr,
            subnet_ids=["subnet-a", "subnet-b"],
            certificate_arn="arn:aws:acm:eu-central-1:111122223333:certificate/1",
            log_bucket="logs",
            internal=internal,
            with_test_listener=with_test_listener,
            redirects=redirects,
            trust_store_arn=trust_store_arn,
        ),
    )


def gateway(**changes: Any) -> Graph:
    """The graph of `make_gateway`."""
    return deploy(lambda: make_gateway(**changes))


def make_plan(**changes: Any) -> RoutePlan:
    """A protected route of service `orders`."""
    facts: dict[str, Any] = {
        "service": "orders",
        "key": "api-orders",
        "hosts": (),
        "paths": ("/api/orders",),
        "auth": "required",
        "priority": 700,
    }
    return RoutePlan(**{**facts, **changes})


def make_target(service: str = "orders", **changes: Any) -> RouteTarget:
    """The service behind it."""
    facts: dict[str, Any] = {
        "grantee": Grantee(
            name=service,
            role_name=pulumi.Output.from_input(f"{service}-role"),
            security_group_id=pulumi.Output.from_input(f"sg-{service}"),
        ),
        "port": 8080,
        "health_path": "/healthz",
        "websocket": False,
        "blue_green": False,
    }
    return RouteTarget(**{**facts, **changes})


class Routed:
    """One route at a load balancer: what `add_route` gave, and what it registered."""

    graph: Graph
    route: ListenerRoute

    def __init__(
        self,
        *,
        plan: RoutePlan | None = None,
        target: dict[str, Any] | None = None,
        **gateway: Any,
    ) -> None:
        plan = plan or make_plan()

        def program() -> None:
            target_ = make_target(plan.service, **(target or {}))
            self.route = make_gateway(**gateway).add_route(plan, target_)
            pulumi.export("primary", self.route.target_group_arn)
            pulumi.export("alternate", self.route.alternate_target_group_arn)
            pulumi.export("production_rule", self.route.production_rule_arn)
            pulumi.export("test_rule", self.route.test_rule_arn)
            pulumi.export("resource_labels", list(self.route.resource_labels))

        self.graph = deploy(program)
        names = [name for name in self.graph.names(RULE) if plan.service in name]
        self.rules: dict[str, Registration] = {
            "test" if name.endswith(".test") else "production": self.graph.one(RULE, name)
            for name in names
        }

    def actions(self, rule: str = "production") -> list[dict[str, Any]]:
        """The actions of a rule, in their order."""
        found: list[dict[str, Any]] = self.rules[rule].inputs["actions"]
        return found

    def weights(self, rule: str = "production") -> list[tuple[str, int]]:
        """The target groups that a rule forwards to, and their weights."""
        arns = {group.outputs["arn"]: group.name for group in self.graph.all(GROUP)}
        forward = self.actions(rule)[-1]["forward"]["targetGroups"]
        return [(arns[each["arn"]], each["weight"]) for each in forward]
