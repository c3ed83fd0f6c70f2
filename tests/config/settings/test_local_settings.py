"""What an environment on Docker may say."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from components.local.data import redis_users
from components.local.messaging import rabbitmq_definitions
from config import ConfigError, LocalPlatform, LocalSettings, load
from config.checks.local_checks import ADMINISTRATOR, local_problems
from tests.factories import SHOP, make_workload, raw_settings


def problems(**changes: Any) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load("dev", raw_settings("dev", **changes), SHOP)
    return list(caught.value.problems)


def test_the_target_decides_what_is_built() -> None:
    assert isinstance(load("dev", raw_settings("dev"), SHOP), LocalPlatform)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"protect": True}, "protect: "),
        ({"services": {"tasks_max": 2}}, "services.tasks_max: "),
        ({"workers": {"spot_percent": 10}}, "workers.spot_percent: "),
        ({"services": {"deployment": "blue_green"}}, "services.deployment: "),
        (
            {"sizes": {"orders": {"approvals": [{"stage": "pre_scale_up"}]}}},
            "sizes.orders.approvals: must be left out: Docker replaces containers at once",
        ),
        ({"sizes": {"orders": {"tasks_max": 3}}}, "sizes.orders: "),
        ({"region": "eu-central-1"}, "region: "),
        ({"docker": {"ports": {"cache": 5432}}}, "docker.ports.cache: "),
        (
            {"docker": {"on_host": {"web": 9999}, "ports": {"services": 8439}}},
            "docker.ports.services: goes on to 8443, past docker.ports.gateway (8443); move one",
        ),
        (
            {"docker": {"on_host": {"web": 9999}, "ports": {"services": 65533}}},
            "docker.ports.services: goes on to 65537, and ports end at 65535; lower it, got 65533",
        ),
        (
            {"docker": {"on_host": {"web": 18004}}},
            "docker.on_host.web: is also docker.ports.services; yours needs a port of its own",
        ),
        (
            {"docker": {"init_scripts": "Pulumi.yaml"}},
            "docker.init_scripts: is a file; name the folder in which the scripts stand",
        ),
        (
            {"services": {"cpu_architecture": "arm64"}},
            "services.cpu_architecture: must be one of X86_64, ARM64; did you mean ARM64?",
        ),
        ({"gateway": {"jwt": None}}, "gateway.jwt: "),
        ({"environment": "production"}, "environment: "),
    ],
)
def test_what_docker_cannot_keep_is_refused(changes: dict[str, Any], told: str) -> None:
    [problem] = problems(**changes)
    assert told in problem


@pytest.mark.parametrize(
    "subscription",
    [
        {"raw": False},
        {"filter": {"price": [{"numeric": [">", 5]}]}},
        {"filter": {"event": ["a"]}, "filter_scope": "MessageBody"},
    ],
)
def test_what_an_exchange_cannot_carry_is_refused(subscription: dict[str, Any]) -> None:
    workload = make_workload(
        subscriptions=[{"topic": "order-events", "queue": "mails", **subscription}]
    )
    rabbitmq = LocalSettings.model_validate(raw_settings("dev"))
    aws = LocalSettings.model_validate(raw_settings("dev", docker={"messaging": "aws"}))
    assert [each.key for each in local_problems(workload, rabbitmq)] == ["docker.messaging"]
    assert not list(local_problems(workload, aws))


def test_a_program_is_not_named_like_the_infrastructure() -> None:
    workload = make_workload()
    named = workload.model_copy(update={"services": {"database": workload.services["docs"]}})
    settings = LocalSettings.model_validate(raw_settings("dev"))
    assert [each.value for each in local_problems(named, settings)] == ["database"]


@pytest.mark.parametrize(
    ("name", "uses", "says"),
    [
        ("platform", {"cache": True}, "is the user who may do everything in the broker and the"),
        ("platform", {"queues": {"mails": "send"}}, "is the user who may do everything"),
        ("default", {"cache": True}, "is the user whom Redis takes for whoever names none"),
    ],
)
def test_a_program_is_not_named_like_a_user_of_the_infrastructure(
    name: str, uses: dict[str, Any], says: str
) -> None:
    assert ADMINISTRATOR == rabbitmq_definitions.ADMIN == redis_users.ADMIN
    docs = make_workload().services["docs"]
    changed = docs.model_copy(update={"uses": docs.uses.model_copy(update=uses)})
    workload = make_workload().model_copy(update={"services": {name: changed}})
    settings = LocalSettings.model_validate(raw_settings("dev"))
    [found] = local_problems(workload, settings)
    assert says in found.remedy
    unused = workload.model_copy(update={"services": {name: docs}})
    assert not list(local_problems(unused, settings))


def own_problems(folder: Path, text: str, stack: str = "dev") -> list[str]:
    """What is told of a developer's own file beside the shop's."""
    for name in ("Pulumi.dev.yaml", "Pulumi.prod.yaml"):
        shutil.copy(SHOP / name, folder)
    shutil.copytree(SHOP / "config", folder / "config", dirs_exist_ok=True)
    (folder / f"Pulumi.{stack}.local.yaml").write_text(text)
    with pytest.raises(ConfigError) as caught:
        load(stack, raw_settings(stack), folder)
    return list(caught.value.problems)


def test_a_developer_s_own_file_is_laid_over_the_stack_s(tmp_path: Path) -> None:
    shutil.copy(SHOP / "Pulumi.dev.yaml", tmp_path)
    shutil.copytree(SHOP / "config", tmp_path / "config")
    own = tmp_path / "Pulumi.dev.local.yaml"
    own.write_text("docker: {clone: 1, ports: {database: 6000}, memory_mib: {cache: 64}}\n")
    docker = load("dev", raw_settings("dev"), tmp_path).settings.docker
    assert docker is not None
    assert (docker.ports.database, docker.ports.cache) == (6100, 6479)
    assert (docker.memory_mib.cache, docker.memory_mib.database) == (64, 512)
    assert docker.messaging == "rabbitmq"
    everybody = load("dev", raw_settings("dev"), tmp_path, own=False).settings.docker
    assert everybody is not None
    assert everybody.clone == 0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("docker:\n  ports:\n    cache: none\n", ":3: docker.ports.cache: must be a whole number"),
        ("docker:\n  ports:\n    cache: 5432\n", ":3: docker.ports.cache: is also database"),
        ("docker: {onhost: {}}\n", ":1: docker.onhost: is no key that exists; did you mean on_h"),
        ("region: eu-central-1\n", ":1: region: is no key of this file; they are docker, gate"),
        ("docker: [\n", ":1: is not YAML"),
        ("- docker\n", ": must hold `docker:` and so on"),
        ("docker: {only: [ordres]}\n", ":1: docker.only: is no program of the workload; did you m"),
        ("docker:\n  on_host:\n    nope: 80\n", ":3: docker.on_host.nope: is no program"),
        (
            "docker: {on_host: {nightly-report: 80}}\n",
            ":1: docker.on_host.nightly-report: is a job",
        ),
        ("docker: {on_host: {orders: 5432}}\n", "is also docker.ports.database"),
        ("docker: {programs: {orders: {ports: {5432: 1}}}}\n", "is also docker.ports.database"),
        ("docker: {programs: {orders: {mounts: [src]}}}\n", "must be a folder relative to the"),
        (
            "docker: {programs: {nightly-report: {replicas: 2}}}\n",
            "must be 1: a job runs once at a time",
        ),
        (
            "docker: {ports: {gateway: 65500}, clone: 9}\n",
            "with docker.clone it is more than 65535",
        ),
    ],
)
def test_an_error_names_the_developer_s_own_file_and_its_line(
    tmp_path: Path, text: str, told: str
) -> None:
    [problem] = own_problems(tmp_path, text)
    assert problem.startswith("Pulumi.dev.local.yaml:")
    assert told in problem


def test_an_error_of_the_stack_s_file_names_that_beside_an_own_one(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.dev.local.yaml").write_text("docker: {clone: 1}\n")
    shutil.copy(SHOP / "Pulumi.dev.yaml", tmp_path)
    shutil.copytree(SHOP / "config", tmp_path / "config")
    with pytest.raises(ConfigError, match=r"Pulumi.dev.yaml:12: protect: must be false"):
        load("dev", raw_settings("dev", protect=True), tmp_path)


def test_what_is_on_aws_has_no_own_file(tmp_path: Path) -> None:
    [problem] = own_problems(tmp_path, "sizes: {}\n", "prod")
    assert "Pulumi.prod.local.yaml: is for stacks on Docker" in problem


def test_one_setting_says_the_gateway_s_port() -> None:
    jwt = load("dev", raw_settings("dev", docker={"ports": {"gateway": 9443}}), SHOP, own=False)
    assert jwt.settings.gateway.jwt is not None
    assert jwt.settings.gateway.jwt.issuer == "https://localhost:9443/"
    assert jwt.settings.gateway.jwt.jwks_endpoint == "https://localhost:9443/.well-known/jwks.json"
    given = {"jwt": {"issuer": "https://localhost:8443/", "audience": None}}
    [problem] = problems(gateway=given, docker={"ports": {"gateway": 9443}})
    assert "gateway.jwt.issuer: names another port than the gateway's, 9443" in problem
    elsewhere = {"jwt": {"issuer": "https://id.example.com/", "audience": None}}
    kept = load("dev", raw_settings("dev", gateway=elsewhere), SHOP, own=False).settings.gateway
    assert kept.jwt is not None
    assert kept.jwt.issuer == "https://id.example.com/"
