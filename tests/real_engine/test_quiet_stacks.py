"""Staging and production stay as they are: nothing changes by itself, and what a controller of AWS
owns stays as it left it. Skipped where there is no Pulumi CLI.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from aws_account.moto import moto_server
from operations.pulumi_cli import cli
from tests.real_engine.stack import Stack, unchanged

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(cli.find_cli() is None, reason="the Pulumi CLI is not on PATH"),
    # One account for each stack, changed by one test after the other.
    pytest.mark.xdist_group("quiet-engine"),
]

REGION = "eu-central-1"


@pytest.fixture(scope="module", params=["staging", "prod"])
def stack(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    """A whole environment, up."""
    made = Stack(tmp_path_factory.mktemp(request.param), request.param)
    try:
        made.engine("up", "--skip-preview")
        yield made
    finally:
        moto_server.stop(made.server_file)


def test_nothing_changes_by_itself(stack: Stack) -> None:
    assert unchanged(stack.engine("preview"))
    assert unchanged(stack.engine("refresh", "--preview-only"))


def test_a_scaled_service_stays_scaled(stack: Stack) -> None:
    """Application Auto Scaling owns the number of tasks."""
    before = services(stack)
    assert before
    for arn, service in before.items():
        scaled = {"cluster": service["clusterArn"], "service": arn, "desiredCount": 9}
        stack.account.send("ecs", "UpdateService", scaled, region=REGION)
    stack.engine("refresh", "--yes")
    assert unchanged(stack.engine("up", "--skip-preview"))
    assert {service["desiredCount"] for service in services(stack).values()} == {9}


def test_a_finished_blue_green_deployment_keeps_its_weights(stack: Stack) -> None:
    """ECS owns the weights of a blue/green route: after a deployment they are the other way."""
    split = {arn: actions for arn, actions in rules(stack).items() if weights(actions)}
    for arn, actions in split.items():
        change = {"RuleArn": arn, "Actions": turned(actions)}
        stack.account.send("elbv2", "ModifyRule", change, region=REGION)
    after = {arn: weights(actions) for arn, actions in rules(stack).items()}
    if stack.name == "prod":
        assert split
        assert all(after[arn] == weights(actions)[::-1] for arn, actions in split.items())
    stack.engine("refresh", "--yes")
    assert unchanged(stack.engine("up", "--skip-preview"))
    assert {arn: weights(actions) for arn, actions in rules(stack).items()} == after


def services(stack: Stack) -> dict[str, Any]:
    """ARN -> the ECS service."""
    found: dict[str, Any] = {}
    for cluster in stack.account.send("ecs", "ListClusters", {}, region=REGION)["clusterArns"]:
        listed = stack.account.send(
            "ecs", "ListServices", {"cluster": cluster, "maxResults": 100}, region=REGION
        )
        for arn in listed["serviceArns"]:
            described = stack.account.send(
                "ecs", "DescribeServices", {"cluster": cluster, "services": [arn]}, region=REGION
            )
            found[arn] = described["services"][0]
    return found


def rules(stack: Stack) -> dict[str, Any]:
    """ARN -> the actions of a listener rule."""
    found: dict[str, Any] = {}
    balancers = stack.account.send("elbv2", "DescribeLoadBalancers", {}, region=REGION)
    for balancer in balancers["LoadBalancers"]:
        arn = {"LoadBalancerArn": balancer["LoadBalancerArn"]}
        listeners = stack.account.send("elbv2", "DescribeListeners", arn, region=REGION)
        for listener in listeners["Listeners"]:
            arn = {"ListenerArn": listener["ListenerArn"]}
            described = stack.account.send("elbv2", "DescribeRules", arn, region=REGION)
            found |= {rule["RuleArn"]: rule["Actions"] for rule in described["Rules"]}
    return found


def weights(actions: list[dict[str, Any]]) -> list[int]:
    """The weights of a rule's two target groups; none where it has one."""
    groups = actions[-1].get("ForwardConfig", {}).get("TargetGroups", [])
    return [group["Weight"] for group in groups] if len(groups) == 2 else []


def turned(actions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The actions with the weights exchanged, as ECS sends them at the end of a deployment."""
    *checks, forward = actions
    first, second = forward["ForwardConfig"]["TargetGroups"]
    groups = [{**first, "Weight": second["Weight"]}, {**second, "Weight": first["Weight"]}]
    return [
        *checks,
        {**forward, "ForwardConfig": {**forward["ForwardConfig"], "TargetGroups": groups}},
    ]
