"""The target groups and listener rules of one route at a load balancer.

    TargetGroup                  the service's tasks (`target_groups.py`)
    TargetGroup   .alternate     blue/green: the tasks of the other version
    ListenerRule                 on 443
    ListenerRule  .test          blue/green: on 8443, to the version under test

With blue/green, ECS moves traffic by rewriting the forward action of both rules at every
deployment. From then on that action is ECS's own, and the program ignores it. Conditions, priority
and the token check stay the program's, so a review still sees when one of them drifts.

The live target group changes with every deployment, and three changes set a rule to the primary
one. Make them while the primary group is live, or the route answers 503 until the next deployment:

- what is asked of a token (issuer, keys, audience, scope, claims): AWS takes a rule's actions as
  one list, and the program sends the forward action as it last saw it. `pulumi refresh` before is
  enough here.
- `auth` of a route: it is another rule then, with another priority. (In place, the number of
  actions would change, and Pulumi would ignore, or lose, the wrong one.)
- back from blue_green to rolling.

AWS's documentation of 2025 excluded ECS blue/green from rules with more than a forward action; that
of 2026 does not (docs.aws.amazon.com/AmazonECS/latest/developerguide/alb-resources-for-blue-green
.html). A deployment of a protected route is the first thing to try in a new account.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.gateway.target_groups import GatewayFacts, RouteTarget, target_group
from components.gateway.token_check import token_check
from planning import RoutePlan


@dataclass(frozen=True, kw_only=True)
class ListenerRoute:
    """The facts of a route that an ECS service, its alarms and its scaling need.

    The ARNs of target groups come from the rules that name them. ECS refuses a service whose target
    group no load balancer uses, so the service waits for the rules.
    """

    key: str
    target_group_arn: pulumi.Output[str]
    alternate_target_group_arn: pulumi.Output[str] | None
    """The second target group. It exists with blue/green only, like the two rules below."""
    production_rule_arn: pulumi.Output[str] | None
    test_rule_arn: pulumi.Output[str] | None
    target_group_suffixes: tuple[pulumi.Output[str], ...]
    """The target groups' names in CloudWatch, the dimension TargetGroup. Blue/green has two, of
    which one has traffic; an alarm must look at both."""
    resource_labels: tuple[pulumi.Output[str], ...]
    """The target groups' names for ALBRequestCountPerTarget of a scaling policy: `<load
    balancer>/<target group>`. A policy follows one label only."""


def create_route(gateway: GatewayFacts, plan: RoutePlan, target: RouteTarget) -> ListenerRoute:
    """Creates the target groups and rules of one route."""
    groups = [target_group(gateway, plan, target)]
    if not target.blue_green:
        rule = _rule(gateway, plan, gateway.listener_arn, groups, ecs_forwards=False)
        return _route(gateway, plan, groups, [rule])
    if gateway.test_listener_arn is None:
        raise ValueError(
            f"{gateway.name}: route {plan.identity}: blue/green needs the test listener, got none; "
            "set with_test_listener"
        )
    groups.append(target_group(gateway, plan, target, role=".alternate"))
    production = _rule(gateway, plan, gateway.listener_arn, groups, ecs_forwards=True)
    test = _rule(
        gateway, plan, gateway.test_listener_arn, groups[::-1], ecs_forwards=True, role=".test"
    )
    return _route(gateway, plan, groups, [production, test])


def _rule(
    gateway: GatewayFacts,
    plan: RoutePlan,
    listener_arn: pulumi.Output[str],
    groups: Sequence[aws.lb.TargetGroup],
    *,
    ecs_forwards: bool,
    role: str = "",
) -> aws.lb.ListenerRule:
    """Creates a rule that sends everything to the first of `groups`, and nothing yet to the
    others."""
    checks = token_check(gateway.name, gateway.settings, plan, gateway.pools)
    forward: aws.lb.ListenerRuleActionArgsDict = {
        "type": "forward",
        "order": len(checks) + 1,
        "forward": {
            "target_groups": [
                {"arn": group.arn, "weight": 0 if index else 100}
                for index, group in enumerate(groups)
            ]
        },
    }
    return aws.lb.ListenerRule(
        f"{gateway.name}-{plan.rule}{role}",
        listener_arn=listener_arn,
        priority=plan.priority,
        conditions=_conditions(plan),
        actions=[*checks, forward],
        opts=pulumi.ResourceOptions(
            parent=gateway.parent,
            # ECS decides to which target groups a blue/green rule forwards, and with which weights.
            ignore_changes=[f"actions[{len(checks)}].forward"] if ecs_forwards else None,
        ),
    )


def _conditions(plan: RoutePlan) -> list[aws.lb.ListenerRuleConditionArgsDict]:
    conditions: list[aws.lb.ListenerRuleConditionArgsDict] = []
    if plan.hosts:
        conditions.append({"host_header": {"values": list(plan.hosts)}})
    if plan.path_patterns:
        conditions.append({"path_pattern": {"values": list(plan.path_patterns)}})
    return conditions


def _route(
    gateway: GatewayFacts,
    plan: RoutePlan,
    groups: Sequence[aws.lb.TargetGroup],
    rules: Sequence[aws.lb.ListenerRule],
) -> ListenerRoute:
    def usable(group: aws.lb.TargetGroup) -> pulumi.Output[str]:
        return pulumi.Output.all(group.arn, *(rule.id for rule in rules)).apply(
            lambda known: str(known[0])
        )

    blue_green = len(groups) == 2
    suffixes = tuple(group.arn_suffix for group in groups)
    return ListenerRoute(
        key=plan.key,
        target_group_arn=usable(groups[0]),
        alternate_target_group_arn=usable(groups[1]) if blue_green else None,
        production_rule_arn=rules[0].arn if blue_green else None,
        test_rule_arn=rules[1].arn if blue_green else None,
        target_group_suffixes=suffixes,
        resource_labels=tuple(
            pulumi.Output.concat(gateway.arn_suffix, "/", suffix) for suffix in suffixes
        ),
    )
