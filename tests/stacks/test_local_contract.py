"""Programs see the same on Docker as on AWS: names of variables, ports, health paths, secrets."""

import json
from typing import Any

import pytest

from config.workload import contract
from config.workload.programs import Worker
from tests.factories import make_local_platform
from tests.graph import Graph, Secret
from tests.stacks.local_stack import CONTAINER, PROGRAMS, build, plain, uploads, variables

TASK = "aws:ecs/taskDefinition:TaskDefinition"
TARGET_GROUP = "aws:lb/targetGroup:TargetGroup"


@pytest.fixture(scope="module")
def dev() -> Graph:
    return build()


@pytest.fixture(scope="module")
def dev_on_sqs() -> Graph:
    return build(docker={"messaging": "aws"})


def on_aws(prod: Graph, program: str) -> dict[str, Any]:
    definition = json.loads(prod.one(TASK, program).inputs["containerDefinitions"])[0]
    found: dict[str, Any] = definition
    return found


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("side", ["dev", "dev_on_sqs"])
def test_a_program_sees_the_same_names_on_docker_and_on_aws(
    program: str, side: str, prod: Graph, request: pytest.FixtureRequest
) -> None:
    graph: Graph = request.getfixturevalue(side)
    there = on_aws(prod, program)
    names = {each["name"] for each in there["environment"]}
    secrets = {each["name"] for each in there.get("secrets", [])}
    here = set(variables(graph.one(CONTAINER, program)))
    assert here - set(contract.SDK_VARIABLES) == names | secrets


@pytest.mark.parametrize("program", PROGRAMS)
def test_what_is_a_secret_on_aws_is_one_on_docker(program: str, dev: Graph, prod: Graph) -> None:
    there = [each["name"] for each in on_aws(prod, program).get("secrets", [])]
    described = make_local_platform().workload.by_name()[program].program
    assert sorted(there) == sorted(contract.secret_variables(described.uses))
    envs = dev.one(CONTAINER, program).inputs["envs"]
    hidden = {plain(each).split("=")[0] for each in envs if isinstance(each, Secret)}
    assert hidden >= set(there)


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_names_are_those_of_the_contract(program: str, dev: Graph) -> None:
    workload = make_local_platform().workload
    described = workload.by_name()[program].program
    expected = {
        *contract.plain_variables(
            described.uses,
            port=getattr(described, "port", None),
            worker=isinstance(described, Worker),
        ),
        *contract.secret_variables(described.uses),
        *described.environment,
    }
    assert set(variables(dev.one(CONTAINER, program))) - set(contract.SDK_VARIABLES) == expected


@pytest.mark.parametrize("program", sorted(make_local_platform().workload.services))
def test_a_service_has_its_port_and_health_path_on_both_sides(
    program: str, dev: Graph, prod: Graph
) -> None:
    port = variables(dev.one(CONTAINER, program))["PORT"]
    [mapping] = on_aws(prod, program)["portMappings"]
    assert port == str(mapping["containerPort"])
    groups = [
        each.inputs["healthCheck"]["path"]
        for each in prod.all(TARGET_GROUP)
        if each.name.startswith(f"gateway-{program}.")
    ]
    gateway = uploads(dev.one(CONTAINER, "gateway"))["/usr/local/etc/haproxy/haproxy.cfg"]
    # Every service of this workload has routes, so each has a group on AWS.
    assert groups
    for path in groups:
        assert f"http-check send meth GET uri {path} ver HTTP/1.1 hdr host {program}" in gateway
    assert f"server {program} {program}:{port} " in gateway


def test_the_databases_and_users_have_the_same_names_on_both_sides(dev: Graph, prod: Graph) -> None:
    for program in ("orders", "accounts", "stock", "nightly-report"):
        there = {each["name"]: each["value"] for each in on_aws(prod, program)["environment"]}
        here = variables(dev.one(CONTAINER, program))
        assert (here["DB_NAME"], here["DB_USER"]) == (there["DB_NAME"], there["DB_USER"])
