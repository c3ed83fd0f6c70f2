"""The environment on Docker, and that programs see the same there as on AWS."""

import json
from dataclasses import replace
from typing import Any

import pytest

from config import LocalPlatform, contract
from config.programs import Worker
from emulator.errors import ProgramError
from emulator.registration import Registration
from stacks import local
from tests.factories import make_local_platform
from tests.graph import UNKNOWN, Graph, Secret, deploy

CONTAINER = "docker:index/container:Container"
TASK = "aws:ecs/taskDefinition:TaskDefinition"
TARGET_GROUP = "aws:lb/targetGroup:TargetGroup"
PROGRAMS = sorted(path.split(".")[1] for path in make_local_platform().workload.programs())


def build(**changes: dict[str, Any]) -> Graph:
    return _deployed(make_local_platform(settings=changes))


def _deployed(platform: LocalPlatform, *, exit_code: int = 0) -> Graph:
    return deploy(
        lambda: local.build(platform),
        stack="dev",
        overrides={f"{CONTAINER} database-setup": {"exitCode": exit_code}},
        config={"plinth:local-secret": "a secret of these tests"},
    )


@pytest.fixture(scope="module")
def dev() -> Graph:
    return build()


@pytest.fixture(scope="module")
def dev_on_sqs() -> Graph:
    return build(docker={"messaging": "aws"})


def plain(value: Any) -> Any:
    return plain(value.value) if isinstance(value, Secret) else value


def variables(container: Registration) -> dict[str, str]:
    envs = plain(container.inputs["envs"])
    return dict(plain(each).split("=", 1) for each in envs)


def networks(container: Registration) -> set[str]:
    return {each["name"] for each in container.inputs["networksAdvanced"]}


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
def test_the_names_are_those_of_the_contract(program: str, dev: Graph) -> None:
    workload = make_local_platform().workload
    described = next(
        each for path, each in workload.programs().items() if path.split(".")[1] == program
    )
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
        if each.name.split(".")[0] == program or each.name.startswith(f"{program}-")
    ]
    uploads = {
        each["file"]: plain(each["content"])
        for each in plain(dev.one(CONTAINER, "gateway").inputs["uploads"])
    }
    gateway = uploads["/usr/local/etc/haproxy/haproxy.cfg"]
    for path in groups:
        assert f"http-check send meth GET uri {path} ver HTTP/1.1 hdr host {program}" in gateway
    assert f"server {program} {program}:{port} " in gateway


def test_the_databases_and_users_have_the_same_names_on_both_sides(dev: Graph, prod: Graph) -> None:
    for program in ("orders", "accounts", "stock", "nightly-report"):
        there = {each["name"]: each["value"] for each in on_aws(prod, program)["environment"]}
        here = variables(dev.one(CONTAINER, program))
        assert (here["DB_NAME"], here["DB_USER"]) == (there["DB_NAME"], there["DB_USER"])


def test_the_gateway_and_the_database_share_no_network(dev: Graph) -> None:
    gateway, database = (networks(dev.one(CONTAINER, name)) for name in ("gateway", "database"))
    assert gateway
    assert database
    assert not gateway & database


def test_a_container_joins_only_the_networks_it_needs(dev: Graph) -> None:
    assert networks(dev.one(CONTAINER, "notifications")) == {"shop-dev-backend"}
    assert networks(dev.one(CONTAINER, "stock")) == {"shop-dev-backend", "shop-dev-database"}
    assert networks(dev.one(CONTAINER, "web")) == {"shop-dev-backend", "shop-dev-gateway"}


def test_nobody_else_on_the_network_reaches_a_port(dev: Graph) -> None:
    for each in dev.all(CONTAINER):
        for port in each.inputs.get("ports") or []:
            assert port["ip"] == "127.0.0.1", each.name


def test_every_container_has_limits_rotated_logs_and_labels(dev: Graph) -> None:
    for each in dev.all(CONTAINER):
        assert each.inputs["memory"] > 0, each.name
        assert each.inputs["logOpts"] == {"max-file": "3", "max-size": "10m"}
        assert {label["label"] for label in each.inputs["labels"]} >= {"plinth.stack"}


def test_infrastructure_is_checked_every_ten_seconds_and_waited_for(dev: Graph) -> None:
    for name in ("database", "cache", "broker", "objects", "gateway"):
        inputs = dev.one(CONTAINER, name).inputs
        assert inputs["healthcheck"]["interval"] == "10s"
        assert inputs["wait"] is True
        assert inputs["restart"] == "unless-stopped"


def test_a_migration_runs_once_before_its_service(dev: Graph) -> None:
    migration, service = dev.one(CONTAINER, "orders-migration"), dev.one(CONTAINER, "orders")
    assert migration.inputs["attach"] is True
    assert migration.inputs["restart"] == "no"
    assert migration.inputs["command"] == ["python", "-m", "orders.migrate"]
    assert migration.inputs["image"] == service.inputs["image"]
    assert migration.urn in service.property_dependencies["image"]


def test_a_program_waits_for_what_it_uses(dev: Graph) -> None:
    waits = dev.one(CONTAINER, "orders").dependencies
    for name in ("database", "cache", "objects", "broker", "accounts"):
        assert dev.one(CONTAINER, name).urn in waits, name
    assert dev.one(CONTAINER, "cache").urn not in dev.one(CONTAINER, "stock").dependencies


def test_a_failed_setup_stops_what_needs_it() -> None:
    with pytest.raises(ProgramError, match="database-setup failed with exit status 3"):
        _deployed(make_local_platform(), exit_code=3)


def test_a_job_is_created_and_waits_to_be_run(dev: Graph) -> None:
    inputs = dev.one(CONTAINER, "nightly-report").inputs
    assert inputs["start"] is False
    assert inputs["mustRun"] is False


def test_passwords_are_secrets_and_in_no_plain_input(dev: Graph) -> None:
    password = variables(dev.one(CONTAINER, "orders"))["DB_PASSWORD"]
    assert len(password) == 32
    for each in dev.registrations:
        assert password not in json.dumps(each.inputs, default=_hidden), each.urn


def _hidden(value: object) -> str:
    return "[secret]" if isinstance(value, Secret) else "[unknown]" if value is UNKNOWN else ""


def test_data_outlives_the_stack(dev: Graph) -> None:
    volumes = dev.all("docker:index/volume:Volume")
    assert {each.name for each in volumes} == {"broker", "cache", "database", "objects"}
    assert all(each.retain_on_delete for each in volumes)


def test_only_one_of_the_two_carries_messages(dev: Graph, dev_on_sqs: Graph) -> None:
    assert "broker" in dev.names(CONTAINER)
    assert "aws" not in dev.names(CONTAINER)
    assert "aws" in dev_on_sqs.names(CONTAINER)
    assert "broker" not in dev_on_sqs.names(CONTAINER)
    url = variables(dev_on_sqs.one(CONTAINER, "stock"))["QUEUE_URL"]
    assert url == "http://aws:5000/123456789012/stock-updates.fifo"
    amqp = variables(dev.one(CONTAINER, "stock"))["QUEUE_URL"]
    assert amqp.startswith("amqp://stock:")
    assert amqp.endswith("@broker:5672/%2F/stock-updates")


def test_what_the_workload_does_not_use_does_not_run() -> None:
    platform = make_local_platform()
    workload = platform.workload.model_copy(
        update={
            **{key: {} for key in ("databases", "buckets", "workers", "jobs", "queues", "topics")},
            "subscriptions": [],
            "services": {"docs": platform.workload.services["docs"]},
        }
    )
    graph = _deployed(replace(platform, workload=workload))
    assert graph.names(CONTAINER) == ["docs", "gateway"]


def test_an_update_without_the_stacks_secret_is_refused() -> None:
    platform = make_local_platform()
    with pytest.raises(ProgramError, match="make up STACK=dev"):
        deploy(lambda: local.build(platform), stack="dev")
