"""Containers beside a program: their definitions, what they may read, and limits of open files."""

import json
from typing import Any

import pytest

from config import ConfigError
from config.files import YamlFile
from config.loader import check
from emulation.emulation import emulate_function
from stacks import cloud, local
from tests.factories import SHOP, make_local_platform, make_platform, raw_settings, raw_workload
from tests.graph import Graph, deploy_apart

AGENT = {
    "image": "agent:2.0.0",
    "command": ["--quiet"],
    "environment": {"LEVEL": "warn"},
    "secrets": ["agent-key"],
    "cpu": 64,
    "memory_mib": 128,
    "essential": False,
    "starts": "before",
    "health": {"command": ["/agent", "check"], "retries": 5, "start_seconds": 10},
    "writable_paths": ["/var/agent"],
    "shared_paths": ["/tmp"],
    "user": "1000:1000",
    "open_files": 4096,
    "stop_timeout_seconds": 10,
}
PROXY = {"image": "public.ecr.aws/envoy/envoy:v1", "starts": "before"}
PROGRAM = {"open_files": 200_000, "sidecars": {"agent": AGENT, "proxy": PROXY}}


@pytest.fixture(scope="module")
def graph() -> Graph:
    platform = make_platform("prod", workload={"services": {"orders": PROGRAM}})
    return deploy_apart(lambda: cloud.build(platform), stack="prod")


def containers(graph: Graph, name: str = "orders") -> dict[str, dict[str, Any]]:
    task = graph.one("aws:ecs/taskDefinition:TaskDefinition", name)
    return {each["name"]: each for each in json.loads(task.inputs["containerDefinitions"])}


def test_a_sidecar_is_a_container_of_its_own(graph: Graph) -> None:
    agent = containers(graph)["agent"]
    assert agent["image"].endswith("/shop/prod/agent:2.0.0")
    assert (agent["command"], agent["user"], agent["stopTimeout"]) == (["--quiet"], "1000:1000", 10)
    assert (agent["cpu"], agent["memory"], agent["essential"]) == (64, 128, False)
    assert agent["ulimits"] == [{"name": "nofile", "softLimit": 4096, "hardLimit": 4096}]
    assert agent["healthCheck"] == {
        "command": ["CMD", "/agent", "check"],
        "interval": 30,
        "timeout": 5,
        "retries": 5,
        "startPeriod": 10,
    }
    assert {"name": "LEVEL", "value": "warn"} in agent["environment"]
    assert agent["readonlyRootFilesystem"] is True


def test_what_is_left_out_is_not_written(graph: Graph) -> None:
    proxy = containers(graph)["proxy"]
    assert {"cpu", "memory", "healthCheck", "ulimits", "secrets", "dependsOn"} & set(proxy) == set()
    assert proxy["essential"] is True


def test_the_program_waits_for_those_before_it(graph: Graph) -> None:
    assert containers(graph)["orders"]["dependsOn"] == [
        {"containerName": "agent", "condition": "HEALTHY"},
        {"containerName": "proxy", "condition": "START"},
    ]
    assert "dependsOn" not in containers(graph, "accounts")["accounts"]


def mounts(graph: Graph, container: str) -> dict[str, str]:
    points = containers(graph)[container]["mountPoints"]
    return {each["containerPath"]: each["sourceVolume"] for each in points}


def test_a_shared_folder_is_the_programs_and_an_own_one_is_not(graph: Graph) -> None:
    found = containers(graph)
    program = {
        each["containerPath"]: each["sourceVolume"] for each in found["orders"]["mountPoints"]
    }
    agent = {each["containerPath"]: each["sourceVolume"] for each in found["agent"]["mountPoints"]}
    assert agent["/tmp"] == program["/tmp"]
    assert agent["/var/agent"] not in program.values()
    task = graph.one("aws:ecs/taskDefinition:TaskDefinition", "orders")
    assert {each["name"] for each in task.inputs["volumes"]} == {*program.values(), *agent.values()}


def test_its_secret_is_made_and_read_by_ecs_alone(graph: Graph) -> None:
    secret = graph.one("aws:secretsmanager/secret:Secret", "agent-key").outputs["arn"]
    found = containers(graph)
    assert found["agent"]["secrets"] == [{"name": "AGENT_KEY", "valueFrom": secret}]
    assert secret not in json.dumps(found["orders"])
    policy = "aws:iam/rolePolicy:RolePolicy"
    assert secret in json.dumps(graph.policy(graph.one(policy, "orders-execution")))
    assert secret not in json.dumps(graph.policy(graph.one(policy, "accounts-execution")))


def test_its_repository_is_made_and_may_be_pulled(graph: Graph) -> None:
    assert graph.one("aws:ecr/repository:Repository", "registry-agent")
    assert graph.one("aws:iam/rolePolicy:RolePolicy", "registry-to-orders--agent")


def test_a_program_has_its_own_limit_on_aws_and_on_docker(graph: Graph) -> None:
    limit = {"softLimit": 200_000, "hardLimit": 200_000}
    assert containers(graph)["orders"]["ulimits"] == [{"name": "nofile", **limit}]
    platform = make_local_platform(workload={"services": {"orders": PROGRAM}})
    secret = {"plinth:local-secret": "a secret of these tests"}
    docker = deploy_apart(lambda: local.build(platform), stack="dev", config=secret)
    container = docker.one("docker:index/container:Container", "orders")
    assert container.inputs["ulimits"] == [{"name": "nofile", "soft": 200_000, "hard": 200_000}]


def test_the_emulated_aws_takes_them() -> None:
    platform = make_platform("staging", workload={"services": {"orders": PROGRAM}})
    with emulate_function(lambda: void(cloud.build(platform)), stack="staging") as emulation:
        refused = [each.problem for each in emulation.attempts if each.problem]
        (task,) = (
            each for each in emulation.resources if each.urn.endswith("TaskDefinition::orders")
        )
    assert refused == []
    assert '"agent"' in task.inputs["containerDefinitions"]


def void(_: object) -> None:
    """Drops a result."""


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"sidecars": {"orders": PROXY}}, "sidecars.orders: is what the program's own container"),
        ({"sidecars": {"a": {**PROXY, "memory_mib": 9000}}}, "leaves the program nothing"),
        ({"sidecars": {"a": {**PROXY, "shared_paths": ["/x"]}}}, "sidecars.a.shared_paths: is not"),
        ({"sidecars": {"a": {"image": "agent"}}}, "sidecars.a.image: has no version"),
        (
            {"sidecars": {"a": {**PROXY, "environment": {"API_KEY": "x1"}}}},
            "sidecars.a.environment.API_KEY: looks like a secret",
        ),
        ({"sidecars": {"a": {**PROXY, "open_files": 10}}}, "open_files: must be at least 1024"),
        ({"sidecars": {f"a{n}": PROXY for n in range(9)}}, "sidecars: takes at most 8 entries"),
        ({"ulimits": {"nofile": 1}}, "it is called open_files here"),
    ],
)
def test_a_mistake_is_told_with_its_key(changes: dict[str, Any], says: str) -> None:
    workload = YamlFile("workload.yaml", raw_workload(services={"orders": changes}), {})
    with pytest.raises(ConfigError) as error:
        check("prod", raw_settings(), YamlFile("Pulumi.prod.yaml", None, {}), workload, SHOP)
    assert says in str(error.value)


def test_docker_says_that_they_do_not_run() -> None:
    workload = YamlFile("workload.yaml", raw_workload(services={"orders": PROGRAM}), {})
    stack_file = YamlFile("Pulumi.dev.yaml", None, {})
    platform = check("dev", raw_settings("dev"), stack_file, workload, SHOP)
    assert any("services.orders.sidecars: run on AWS only" in each for each in platform.notices)
