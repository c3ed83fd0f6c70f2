"""`adopt copilot`: what becomes of each property that Copilot documents."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from operations.__main__ import app
from operations.adopt.copilot.programs import _scheduler
from operations.adopt.copilot.remedies import UNKNOWN

RUNNER = CliRunner()
COMMON = """
platform: linux/arm64
exec: true
deployment: {rolling: recreate, rollback_alarms: [a]}
entrypoint: /run
command: [serve, --all]
network:
  connect: {alias: x}
  vpc: {placement: {subnets: {from_tags: {a: b}}}, security_groups: {deny_default: true}}
variables: {LOG_LEVEL: info, API_TOKEN: abcdefgh, TABLE: {from_cfn: x}}
env_file: ./a.env
secrets: {BANK_KEY: /copilot/bank, OTHER_KEY: {secretsmanager: x}, CFN_KEY: {from_cfn: y}}
storage:
  ephemeral: 30
  readonly_fs: true
  volumes:
    disk: {path: /data, read_only: false, efs: {id: fs-1, root_dir: /, auth: {iam: true}}}
    scratch: {path: /scratch}
publish: {topics: [{name: done, fifo: {content_based_deduplication: true}}]}
logging: {retention: 5, image: x, destination: {a: b}, enableMetadata: true, secretOptions: {a: b},
          configFilePath: x, envFile: y}
observability: {tracing: awsxray}
taskdef_overrides: [{path: a, value: b}]
sidecars:
  proxy:
    port: 80
    image: {location: "public.ecr.aws/x/proxy:1", build: x}
    essential: false
    credentialsParameter: arn
    variables: {A: b}
    secrets: {PROXY_KEY: x}
    env_file: b.env
    mount_points: [{source_volume: scratch, path: /s, read_only: true}]
    labels: {a: b}
    depends_on: {a: start}
    entrypoint: x
    command: run
    healthcheck: {command: [x], interval: 1s, retries: 1, timeout: 1s, start_period: 1s}
cpu: 300
memory: 600
"""
IMAGE = """
image:
  build: ./api/Dockerfile
  location: null
  credentials: arn
  labels: {a: b}
  depends_on: {proxy: start}
  healthcheck: {command: [x], interval: 1s, retries: 1, timeout: 1s, start_period: 1s}
"""
COUNT = """
count:
  range: {min: 1, max: 4, spot_from: 3}
  cooldown: {in: 1m, out: 2m}
  cpu_percentage: {value: 60, cooldown: {in: 1m}}
  memory_percentage: 70
  requests: 500
  response_time: 1s
"""
WEB = (
    """
name: api
type: Load Balanced Web Service
http:
  path: /api
  alb: x
  healthcheck: {path: /ok, port: 1, success_codes: "200", healthy_threshold: 1,
                unhealthy_threshold: 1, interval: 1s, timeout: 1s, grace_period: 1s}
  deregistration_delay: 1s
  target_container: proxy
  target_port: 80
  stickiness: true
  allowed_source_ips: [192.0.2.0/24]
  alias: [shop.example.org, api.shop.example.org]
  hosted_zone: Z1
  redirect_to_https: true
  version: http2
  additional_rules:
    - {path: /more, alias: more.shop.example.org, healthcheck: /x, deregistration_delay: 1s,
       target_container: a, target_port: 1, stickiness: true, allowed_source_ips: [192.0.2.0/24],
       hosted_zone: Z, redirect_to_https: true, version: grpc}
nlb: {port: 80/tcp, healthcheck: {port: 1}, target_container: x, target_port: 1, ssl_policy: x,
      stickiness: true, alias: x, additional_listeners: [{port: 81/tcp}]}
environments:
  test: {count: 1, cpu: 512, memory: 1024, variables: {A: b}, http: {alias: test.example.org}}
  prod: {count: {range: 1-5}, image: {location: "x:1"}, deployment: {rolling: default}}
"""
    + IMAGE
    + "  port: 8080\n"
    + COMMON
    + COUNT
)
WORKER = (
    """
name: mailer
type: Worker Service
subscribe:
  queue: {delay: 10s, retention: 96h, timeout: 20s, dead_letter: {tries: 4},
          fifo: {content_based_deduplication: true, deduplication_scope: queue,
                 throughput_limit: perQueue, high_throughput: true}}
  topics:
    - {name: done, service: api, filter_policy: {kind: [a]}, queue: {fifo: true}}
"""
    + IMAGE
    + COMMON
    + "count: {spot: 2, queue_delay: {acceptable_latency: 10m, msg_processing_time: 250ms,"
    " cooldown: {in: 1s}}}\n"
)
JOB = (
    "name: nightly\ntype: Scheduled Job\non: {schedule: '0 3 * * 1'}\nretries: 2\ntimeout: 1h\n"
    + IMAGE
    + COMMON
)
RUNNER_SERVICE = """
name: front
type: Request-Driven Web Service
http:
  private: {endpoint: vpce-1}
  healthcheck: {path: /, healthy_threshold: 1, unhealthy_threshold: 1, interval: 1s, timeout: 1s}
  alias: front.shop.example.org
image: {location: "public.ecr.aws/x/front:1", port: 80}
cpu: 1024
memory: 2048
network: {vpc: {placement: private}}
observability: {tracing: awsxray}
command: run
variables: {A: b}
secrets: {FRONT_KEY: x}
publish: {topics: [{name: seen}]}
tags: {a: b}
count: high/3
environments: {prod: {count: high/4}}
"""
BACKEND = "name: inner\ntype: Backend Service\nhttp: {path: /, alias: x.y}\n" + IMAGE + COMMON
SITE = """
name: docs
type: Static Site
http: {alias: docs.example.org, certificate: arn}
files: [{source: a, recursive: true, destination: b, exclude: c, reinclude: d}]
"""
ENVIRONMENT = """
name: prod
type: Environment
network:
  vpc:
    id: vpc-1
    cidr: 10.9.0.0/16
    subnets: {public: [{id: a, cidr: b, az: c}], private: [{id: a}]}
    security_group: {ingress: [{ip_protocol: tcp, ports: 80, cidr: x}], egress: []}
    flow_logs: {retention: 30}
cdn: {certificate: arn, static_assets: {alias: a, location: b, path: c}, terminate_tls: true}
http:
  public: {certificates: [arn], access_logs: {bucket_name: a, prefix: b}, ssl_policy: x,
           ingress: {cdn: true, source_ips: [x]}}
  private: {certificates: [arn], subnets: [a], ingress: {vpc: true}, ssl_policy: x}
observability: {container_insights: true}
"""
ADDON = """
Resources:
  ordersCluster: {Type: "AWS::RDS::DBCluster", Properties: {Engine: aurora-postgresql}}
  Uploads: {Type: "AWS::S3::Bucket"}
  Carts: {Type: "AWS::DynamoDB::Table"}
  Old: {Type: "AWS::RDS::DBInstance", Properties: {Engine: mysql}}
  Group: {Type: "AWS::EC2::SecurityGroup", Properties: {GroupDescription: !Sub "${App}"}}
"""
FILES = {
    "api/manifest.yml": WEB,
    "api/addons/data.yml": ADDON,
    "mailer/manifest.yml": WORKER,
    "nightly/manifest.yml": JOB,
    "front/manifest.yml": RUNNER_SERVICE,
    "inner/manifest.yml": BACKEND,
    "docs/manifest.yml": SITE,
    "environments/prod/manifest.yml": ENVIRONMENT,
    "api/overrides/cfn.patches.yml": "- {op: remove}\n",
    "pipelines/main/manifest.yml": "name: main\n",
    ".workspace": "application: corner-shop\n",
}


@pytest.fixture(scope="module")
def adopted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("team")
    (folder / "api").mkdir()
    (folder / "api/Dockerfile").write_text("FROM scratch\n")
    for name, text in FILES.items():
        file = folder / "copilot" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    out = folder / "out"
    told = RUNNER.invoke(
        app,
        ["adopt", "copilot", str(folder / "copilot"), "--out", str(out), "--json"],
        catch_exceptions=False,
    )
    return out, json.loads(told.stdout)


def workload(out: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((out / "config/workload.yaml").read_text("utf-8"))
    return found


def parsed(text: str) -> Any:
    """The content as YAML 1.2 has it, where `on` is a name."""
    return yaml.safe_load(text.replace("\non:", "\n'on':"))


def leaves(value: Any, path: str = "") -> list[str]:
    """The paths of all values of a file."""
    if isinstance(value, dict) and value:
        return [each for key in value for each in leaves(value[key], f"{path}.{key}".lstrip("."))]
    if isinstance(value, list) and value:
        return [each for i, one in enumerate(value) for each in leaves(one, f"{path}[{i}]")]
    return [path] if value is not None else []


@pytest.mark.parametrize("name", [each for each in FILES if each.endswith("/manifest.yml")])
def test_every_documented_property_is_told(adopted: tuple[Path, dict[str, Any]], name: str) -> None:
    if name.startswith("pipelines"):
        assert any(each["file"] == name for each in adopted[1]["lines"])
        return
    told = {each["key"]: each for each in adopted[1]["lines"] if each["file"] == name}
    assert not [key for key, each in told.items() if each["says"] == UNKNOWN]
    paths = leaves(parsed(FILES[name]))
    assert len(paths) > 3
    for path in paths:
        assert any(path == key or path.startswith((f"{key}.", f"{key}[")) for key in told), path


def test_the_result_loads(adopted: tuple[Path, dict[str, Any]]) -> None:
    left = [each for each in adopted[1]["to_do"] if "placeholder" not in each]
    assert len(left) == 4
    assert all("no queue is subscribed to it" in each for each in left)


def test_programs_have_what_the_manifests_say(adopted: tuple[Path, dict[str, Any]]) -> None:
    found = workload(adopted[0])
    api = found["services"]["api"]
    assert (api["port"], api["cpu"], api["memory_mib"]) == (8080, 512, 1024)
    assert api["health_path"] == "/ok"
    assert api["routes"][0]["paths"] == ["/api"]
    assert api["uses"]["databases"] == {"orderscluster": "write"}
    assert found["services"]["inner"].get("routes") is None
    mailer = found["workers"]["mailer"]
    assert (mailer["acceptable_latency_seconds"], mailer["seconds_per_message"]) == (600, 0.25)
    assert found["queues"]["mailer"]["max_receives"] == 4
    assert found["subscriptions"] == [
        {"topic": "api-done", "queue": "mailer", "filter": {"kind": ["a"]}}
    ]
    assert found["jobs"]["nightly"]["schedule"] == "cron(0 3 ? * 2 *)"


def test_environments_have_their_sizes(adopted: tuple[Path, dict[str, Any]]) -> None:
    text = (adopted[0] / "Pulumi.prod.yaml").read_text("utf-8")
    prod = yaml.safe_load(text)["config"]["plinth:settings"]
    assert (prod["sizes"]["api"]["tasks_min"], prod["sizes"]["api"]["tasks_max"]) == (2, 5)
    assert prod["network"]["cidr"] == "10.9.0.0/16"


def test_no_secret_is_written(adopted: tuple[Path, dict[str, Any]]) -> None:
    assert "abcdefgh" not in json.dumps([adopted[1], workload(adopted[0])])


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("@daily", "cron(0 0 * * ? *)"),
        ("@every 5m", "rate(5 minutes)"),
        ("0 9 * * 1-5", "cron(0 9 ? * 2-6 *)"),
        ("0 9 * * 0", "cron(0 9 ? * 1 *)"),
        ("rate(1 day)", "rate(1 day)"),
        ("none", None),
    ],
)
def test_schedules_count_days_as_eventbridge_does(text: str, means: str | None) -> None:
    assert _scheduler(text) == means


def test_an_environment_that_only_its_folder_names_has_sizes_and_no_edge_where_it_had_none(
    tmp_path: Path,
) -> None:
    files = {
        "api/manifest.yml": (
            "name: api\ntype: Load Balanced Web Service\nhttp: {path: /}\n"
            "image: {location: example.com/api:1, port: 80}\ncpu: 256\nmemory: 512\ncount: 3\n"
        ),
        "environments/prod/manifest.yml": "name: prod\ntype: Environment\ncdn: false\n",
        "environments/test/manifest.yml": "name: test\ntype: Environment\n",
    }
    for name, text in files.items():
        file = tmp_path / "copilot" / name
        file.parent.mkdir(parents=True)
        file.write_text(text, "utf-8")
    out = tmp_path / "out"
    words = ["adopt", "copilot", str(tmp_path / "copilot"), "--out", str(out), "--json"]
    RUNNER.invoke(app, words, catch_exceptions=False)
    for name in ("prod", "test"):
        text = (out / f"Pulumi.{name}.yaml").read_text("utf-8")
        settings = yaml.safe_load(text)["config"]["plinth:settings"]
        assert settings["sizes"]["api"]["tasks_min"] == 3
        assert settings["edge"] is None
