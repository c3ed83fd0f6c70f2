"""A new version that is tried before it gets traffic: what ECS is told, and who may do what."""

import json
from typing import Any

import pytest

from config import ConfigError
from config.notices import docker_notices
from config.notices.running_notices import long_deployments, untried_versions
from tests.factories import make_workload
from tests.graph import Graph
from tests.stacks import example

ECS_SERVICE = "aws:ecs/service:Service"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
TRIED: dict[str, Any] = {
    "services.prices.verification": {"command": ["verify", "--all"], "timeout_seconds": 90}
}
WAY = {"sizes": {"prices": {"deployment": "blue_green", "bake_minutes": 5}}}


@pytest.fixture(scope="module")
def graph() -> Graph:
    return example.build(WAY, TRIED)


def test_ecs_asks_the_verifier_when_the_new_tasks_are_well(graph: Graph) -> None:
    service = graph.one(ECS_SERVICE, "prices")
    function = graph.one("aws:lambda/function:Function", "verifier")
    [hook] = service.inputs["deploymentConfiguration"]["lifecycleHooks"]
    assert hook == {
        "targetType": "AWS_LAMBDA",
        "hookTargetArn": function.outputs["arn"],
        "roleArn": graph.one("aws:iam/role:Role", "verifier-caller").outputs["arn"],
        "lifecycleStages": ["POST_SCALE_UP"],
        "hookDetails": '{"service":"prices"}',
    }
    assert service.inputs["waitForSteadyState"] is True
    # Thirty minutes, five of baking, and two that the verification may take.
    assert service.custom_timeouts["update"] == (30 + 5 + 2) * 60
    entry = graph.one("aws:ssm/parameter:Parameter", "prices-verification")
    assert {entry.urn, graph.one(ROLE_POLICY, "verifier-caller").urn} <= set(service.dependencies)


def test_the_entry_says_what_is_run(graph: Graph) -> None:
    entry = graph.one("aws:ssm/parameter:Parameter", "prices-verification").inputs
    function = graph.one("aws:lambda/function:Function", "verifier")
    path = function.inputs["environment"]["variables"]["ENTRIES"]
    assert entry["name"] == f"{path}/prices"
    content = json.loads(entry["insecureValue"])
    [definition] = [
        each for each in graph.all("aws:ecs/taskDefinition:TaskDefinition") if each.name == "prices"
    ]
    assert content["family"] == definition.inputs["family"]
    assert (content["container"], content["command"]) == ("prices", ["verify", "--all"])
    assert (content["timeout_seconds"], content["port"]) == (90, 8080)


def test_the_program_reaches_its_own_new_tasks(graph: Graph) -> None:
    rule = graph.one(
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "prices-from-prices"
    )
    assert rule.inputs["securityGroupId"] == rule.inputs["referencedSecurityGroupId"]
    assert rule.inputs["fromPort"] == rule.inputs["toPort"] == 8080


def test_the_verifier_starts_tasks_and_reads_deployments_of_this_cluster(graph: Graph) -> None:
    statements = graph.policy(graph.one(ROLE_POLICY, "verifier"))["Statement"]
    allowed = {action for each in statements for action in each["Action"]}
    assert {each for each in allowed if each.startswith(("ecs:", "ssm:", "iam:"))} == {
        "ecs:DescribeServiceDeployments",
        "ecs:DescribeServiceRevisions",
        "ecs:DescribeServices",
        "ecs:DescribeTasks",
        "ecs:ListTasks",
        "ecs:RunTask",
        "ecs:StopTask",
        "ecs:TagResource",
        "iam:PassRole",
        "ssm:GetParameter",
    }
    caller = graph.policy(graph.one(ROLE_POLICY, "verifier-caller"))["Statement"]
    function = graph.one("aws:lambda/function:Function", "verifier")
    assert [(each["Action"], each["Resource"]) for each in caller] == [
        (["lambda:InvokeFunction"], [function.outputs["arn"]])
    ]


def test_a_gate_stands_beside_it() -> None:
    gated = {
        "sizes": {"prices": {**WAY["sizes"]["prices"], "approvals": [{"stage": "pre_scale_up"}]}}
    }
    hooks = example.build(gated, TRIED).one(ECS_SERVICE, "prices").inputs["deploymentConfiguration"]
    assert [each["targetType"] for each in hooks["lifecycleHooks"]] == ["AWS_LAMBDA", "PAUSE"]


def test_a_rolling_deployment_tries_nothing_and_a_notice_says_so() -> None:
    graph = example.build({}, TRIED)
    assert "verifier" not in graph.names("aws:lambda/function:Function")
    assert (
        "lifecycleHooks" not in graph.one(ECS_SERVICE, "prices").inputs["deploymentConfiguration"]
    )
    platform = example.platform({}, TRIED)
    [notice] = untried_versions(platform.workload, platform.settings)
    assert notice.key == "services.deployment"
    assert "runs no verification of prices" in notice.remedy
    platform = example.platform(WAY, TRIED)
    assert list(untried_versions(platform.workload, platform.settings)) == []


def test_a_long_verification_counts_for_the_workflows() -> None:
    hour = {"services.prices.verification": {"command": ["verify"], "timeout_seconds": 3600}}
    long = {"sizes": {"prices": {"deployment": "blue_green", "bake_minutes": 30}}}
    platform = example.platform(long, hour)
    [notice] = long_deployments(platform.workload, platform.settings)
    assert "makes a deployment of prices last 90 minutes" in notice.remedy


def test_docker_says_that_it_runs_none() -> None:
    workload = make_workload(services={"orders": {"verification": {"command": ["verify"]}}})
    [notice] = [each for each in docker_notices(workload) if "verification" in each.key]
    assert notice.key == "services.orders.verification"
    assert "VERIFY_URL" in notice.remedy


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"command": []}, "services.prices.verification.command"),
        ({}, "services.prices.verification.command: is missing"),
        (
            {"command": ["a"], "timeout_seconds": 3601},
            "verification.timeout_seconds: must be at most",
        ),
        ({"command": ["a"], "timeout_seconds": True}, "verification.timeout_seconds: must be a"),
        ({"command": ["a"], "stage": "x"}, "services.prices.verification.stage"),
    ],
)
def test_wrong_values_are_refused(value: Any, said: str) -> None:
    with pytest.raises(ConfigError, match=said.replace(".", r"\.")):
        example.build({}, {"services.prices.verification": value})
