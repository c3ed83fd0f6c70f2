"""`adopt compose`: what becomes of a Compose file, line by line."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from operations.__main__ import app
from operations.adopt.compose.files import filled
from operations.adopt.compose.remedies import UNKNOWN
from operations.errors import OperationError
from operations.plan import preview
from tests.apart import in_a_child

RUNNER = CliRunner()
SHOP = """
name: Corner_Shop
x-common: &common {LOG_LEVEL: info}
services:
  web:
    build: ./web
    ports: ["8080:80"]
    environment:
      <<: *common
      API_KEY: abcdefgh
      DATABASE_URL: "postgres://shop:${DB_PASS:-hunter2pass}@db:5432/shop"
      ORDERS: http://orders:9000/
      port_name: x
    volumes: [./src:/src, "data:/var/data"]
    healthcheck: {test: [CMD, curl, -f, "http://localhost/health"], interval: 10s}
    stop_grace_period: 1m30s
    user: "1000"
    ulimits: {nofile: 4096}
    deploy: {replicas: 2, resources: {limits: {cpus: "0.5", memory: 900M}}}
    depends_on: {migrate: {condition: service_completed_successfully}}
  migrate: {image: "acme/web:1", command: rake db:migrate}
  orders:
    image: acme/orders:1.2
    read_only: true
    tmpfs: /run/app
    expose: [9000]
    environment: ["PORT=9000", "REDIS_URL=redis://cache:6379/0", PASSED]
    secrets: [bank_key]
    privileged: true
  worker:
    image: acme/orders:1.2
    command: celery -A app worker
    environment: {QUEUE: "http://mq:9324/queue/mails"}
  nightly: {image: "acme/orders:1.2", command: "a | b"}
  desk: {image: "acme/desk:1", profiles: [desk]}
  silent: {image: "acme/silent:1"}
  db: {image: "postgres:16", environment: {POSTGRES_DB: shop}}
  cache: {image: "valkey/valkey:8"}
  mq: {image: softwaremill/elasticmq}
  mail: {image: mailhog/mailhog}
  old: {image: "mysql:8"}
volumes: {data: {}}
secrets: {bank_key: {file: ./key}}
"""


@dataclass(frozen=True)
class Adopted:
    """The result of a command: the list, the workload, and the folder."""

    lines: dict[str, list[dict[str, Any]]]
    to_do: list[str]
    workload: dict[str, Any]
    folder: Path


def adopt(folder: Path, *texts: str, options: tuple[str, ...] = ()) -> Adopted:
    names = []
    for index, text in enumerate(texts):
        file = folder / f"compose-{index}.yml"
        file.write_text(text, "utf-8")
        names.append(str(file))
    out = folder / "out"
    told = RUNNER.invoke(
        app,
        ["adopt", "compose", *names, "--out", str(out), "--json", *options],
        catch_exceptions=False,
    )
    found = json.loads(told.stdout)
    lines: dict[str, list[dict[str, Any]]] = {}
    for line in found["lines"]:
        lines.setdefault(line["key"], []).append(line)
    workload = yaml.safe_load((out / "config/workload.yaml").read_text("utf-8"))
    return Adopted(lines, found["to_do"], workload, out)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Adopted:
    folder = tmp_path_factory.mktemp("shop")
    (folder / "web").mkdir()
    (folder / "web/Dockerfile").write_text("FROM scratch\n")
    return adopt(folder, SHOP)


def test_programs_are_sorted_by_what_they_do(shop: Adopted) -> None:
    assert list(shop.workload["services"]) == ["web", "orders"]
    assert list(shop.workload["workers"]) == ["worker"]
    assert list(shop.workload["jobs"]) == ["nightly"]
    assert shop.workload["databases"] == {"shop": {}, "old": {"engine": "mysql"}}
    assert shop.workload["queues"] == {"mails": {}}


def test_a_service_has_what_the_file_says(shop: Adopted) -> None:
    assert shop.workload["services"]["web"] == {
        "port": 80,
        "build": {"context": "../web"},
        "image": "web:1.0.0",
        "routes": [{"hosts": ["@"], "paths": ["/"], "auth": "none"}],
        "environment": {"LOG_LEVEL": "info"},
        "uses": {"secrets": ["api-key"], "databases": {"shop": "write"}, "services": ["orders"]},
        "cpu": 512,
        "memory_mib": 1024,
        "writable_paths": ["/var/data", "/tmp"],
        "health_path": "/health",
        "user": "1000",
        "stop_timeout_seconds": 90,
        "open_files": 4096,
    }
    orders = shop.workload["services"]["orders"]
    assert orders["writable_paths"] == ["/run/app"]
    assert orders["uses"] == {"secrets": ["bank-key"], "cache": True}
    assert shop.workload["workers"]["worker"]["queue"] == "mails"
    assert shop.workload["jobs"]["nightly"]["command"] == ["sh", "-c", "a | b"]


def test_secrets_are_in_no_file_and_in_no_line(shop: Adopted) -> None:
    everything = json.dumps([shop.lines, shop.to_do, shop.workload])
    everything += "".join(file.read_text("utf-8") for file in shop.folder.glob("*.yaml"))
    assert "abcdefgh" not in everything
    assert "hunter2pass" not in everything


@pytest.mark.parametrize(
    ("key", "fate", "says"),
    [
        ("services.web.ports[0]", "guessed", "everybody may call it"),
        ("services.web.environment.port_name", "left out", "upper-case"),
        ("services.web.environment.DATABASE_URL", "left out", "DB_HOST"),
        ("services.web.environment.ORDERS", "left out", "ORDERS_URL"),
        ("services.web.volumes[0]", "left out", "copy it into the image"),
        ("services.web.volumes[1]", "guessed", "lost with the task"),
        ("services.web.deploy.replicas", "left out", "sizes.web.tasks_min"),
        ("services.orders.environment[0]", "left out", "the platform gives PORT"),
        ("services.orders.environment[2]", "left out", "has no value"),
        ("services.orders.privileged", "left out", "Fargate does not offer it"),
        ("services.migrate", "left out", "migration"),
        ("services.desk", "left out", "--profile"),
        ("services.silent", "left out", "has no port"),
        ("services.mail", "left out", "SES"),
        ("services.old", "translated", "RDS for MySQL 8.4"),
        ("services.nightly", "guessed", "when it starts"),
        ("volumes", "left out", "databases and buckets"),
    ],
)
def test_each_line_is_told(shop: Adopted, key: str, fate: str, says: str) -> None:
    told = [each for each in shop.lines[key] if says in each["says"]]
    assert [each["fate"] for each in told] == [fate]
    assert told[0]["line"]


def test_the_result_loads_and_previews(shop: Adopted) -> None:
    assert shop.to_do == [
        "Pulumi.staging.yaml: account_id: is a placeholder; enter the account's number",
        "Pulumi.staging.yaml: domain: is a placeholder; enter the environment's domain",
    ]
    names = {each["urn"].rpartition("::")[2] for each in _resources(shop.folder)}
    assert {"database-setup", "mysql-database-setup"} <= names
    assert {"web", "orders", "worker", "nightly", "database"} <= names


def _resources(folder: Path) -> list[dict[str, Any]]:
    from operations.plan import document

    found = in_a_child(lambda: document.build(preview.run_for_references(folder, "staging")))
    return [dict(step) for step in found["steps"]]


def test_every_key_of_the_specification_is_told(tmp_path: Path) -> None:
    body = "\n".join(f"    {key}: {value}" for key, value in KEYS.items())
    text = f"services:\n  app:\n    image: acme/app:1\n    ports: ['80:80']\n{body}\n"
    found = adopt(tmp_path, text + "".join(f"{key}: {{a: {{}}}}\n" for key in TOP))
    told = {key: lines[0]["says"] for key, lines in found.lines.items()}
    for key in KEYS:
        says = [said for path, said in told.items() if path.startswith(f"services.app.{key}")]
        assert says, f"{key} is nowhere"
        assert UNKNOWN not in says, f"{key} is not known"
    for key in TOP:
        assert told[key] != UNKNOWN


def test_a_key_that_nobody_knows_is_told_too(tmp_path: Path) -> None:
    text = "services: {app: {image: 'acme/app:1', ports: ['80'], colour: red}}\n"
    assert adopt(tmp_path, text).lines["services.app.colour"][0]["says"] == UNKNOWN


def test_later_files_win_and_services_extend_others(tmp_path: Path) -> None:
    base = "services: {base: &b {image: 'a/b:1', expose: [80], environment: [A=1, B=1]}}\n"
    over = (
        "services:\n  base: {environment: {B: 2}, ports: ['81:80']}\n"
        "  more: {extends: base, environment: {C: 3}}\n"
    )
    found = adopt(tmp_path, base, over)
    assert found.workload["services"]["base"]["environment"] == {"A": "1", "B": "2"}
    assert found.workload["services"]["more"]["environment"] == {"A": "1", "B": "2", "C": "3"}
    assert found.lines["services.base.ports[0]"][0]["file"] == "compose-1.yml"


def test_files_that_stand_there_are_kept(tmp_path: Path) -> None:
    text = "services: {app: {image: 'acme/app:1', ports: ['80']}}\n"
    adopt(tmp_path, text)
    with pytest.raises(OperationError, match=r"has config/workload\.yaml.* already.*--replace"):
        adopt(tmp_path, text)
    adopt(tmp_path, text, options=("--replace",))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: 1\n", "has no `services:`"),
        ("services: {db: {image: postgres}}\n", "has no program"),
        ("services: [1\n", "is not YAML"),
        ("services: {a: {extends: b}}\n", "there is no service b"),
        ("services: {a: {extends: a}}\n", "extends itself"),
    ],
)
def test_a_file_without_programs_is_refused(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(OperationError, match=says):
        adopt(tmp_path, text)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("$A-${B}", "a-"),
        ("${B:-x}${B-y}${A:+z}${B:+z}", "xyz"),
        ("$$A", "$A"),
        ("${B:-${A}}", "a"),
        ("${A:?must be}", "a"),
    ],
)
def test_variables_are_filled_as_compose_does(text: str, means: str) -> None:
    assert filled(text, {"A": "a"}) == means


TOP = ("networks", "volumes", "configs", "secrets", "models", "x-any", "include")
_NAMES = """
annotations attach blkio_config build cap_add cap_drop cgroup cgroup_parent command configs
container_name cpu_count cpu_percent cpu_period cpu_quota cpu_rt_period cpu_rt_runtime
cpu_shares cpus cpuset credential_spec depends_on deploy develop device_cgroup_rules devices dns
dns_opt dns_search domainname entrypoint env_file expose external_links extra_hosts gpus
group_add healthcheck hostname init ipc isolation label_file labels links logging mac_address
mem_limit mem_reservation mem_swappiness memswap_limit models network_mode networks
oom_kill_disable oom_score_adj pid pids_limit platform post_start pre_stop privileged profiles
provider pull_policy pull_refresh_after read_only restart runtime scale secrets security_opt
shm_size stdin_open stop_grace_period stop_signal storage_opt sysctls tmpfs tty ulimits
use_api_socket user userns_mode uts volumes volumes_from working_dir
"""
KEYS = dict.fromkeys(_NAMES.split(), "[x]") | {
    "build": ".",
    "command": "run",
    "cpus": "0.5",
    "deploy": "{update_config: {parallelism: 1}}",
    "expose": "[80]",
    "healthcheck": "{test: none, interval: 5s}",
    "mem_limit": "600m",
    "profiles": "[]",
    "read_only": "true",
    "scale": "2",
    "stop_grace_period": "5s",
    "ulimits": "{nproc: 5}",
    "user": "app",
}
"""Keys of a service in the Compose specification, each with a value."""
