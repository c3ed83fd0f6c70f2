"""Traces: programs get OpenTelemetry's variables, and on AWS a collector beside each of them."""

import json
from typing import Any

import pytest

from config import CloudPlatform, ConfigError
from config.files import YamlFile
from config.loader import check
from config.values import aws_facts
from stacks import cloud
from tests.factories import SHOP, raw_settings, raw_workload
from tests.graph import Graph, deploy_apart
from tests.stacks.local_stack import CONTAINER, deployed
from tests.stacks.local_stack import variables as variables_of

TASK = "aws:ecs/taskDefinition:TaskDefinition"
OTLP = {"exporter": "otlp", "endpoint": "https://otlp.example.com:4319", "secret": "tracing-key"}


def platform(stack: str = "prod", **changes: Any) -> Any:
    """A stack of the shop with `tracing`."""
    files = (
        YamlFile(f"Pulumi.{stack}.yaml", None, {}),
        YamlFile("config/workload.yaml", raw_workload(), {}),
    )
    return check(stack, raw_settings(stack, **changes), *files, SHOP)


def refused(**changes: Any) -> str:
    """All that is said of such a stack."""
    with pytest.raises(ConfigError) as error:
        platform(**changes)
    return "\n".join(error.value.problems)


def build(**tracing: Any) -> Graph:
    found = platform(tracing=tracing)
    return deploy_apart(lambda: cloud.build(found), stack="prod")


@pytest.fixture(scope="module")
def graph() -> Graph:
    return build(programs={"orders": 100})


@pytest.fixture(scope="module")
def otlp() -> Graph:
    return build(**OTLP)


def containers(graph: Graph, name: str) -> dict[str, dict[str, Any]]:
    found = json.loads(graph.one(TASK, name).inputs["containerDefinitions"])
    return {each["name"]: each for each in found}


def variables(container: dict[str, Any]) -> dict[str, str]:
    return {each["name"]: each["value"] for each in container["environment"]}


def configuration(graph: Graph) -> dict[str, Any]:
    collector = containers(graph, "orders")["otel-collector"]
    found: dict[str, Any] = json.loads(variables(collector)["COLLECTOR_CONFIG"])
    return found


@pytest.mark.parametrize("name", ["web", "notifications", "nightly-report"])
def test_each_kind_of_program_sends_to_the_collector_beside_it(graph: Graph, name: str) -> None:
    both = containers(graph, name)
    told = variables(both[name])
    assert told["OTEL_EXPORTER_OTLP_ENDPOINT"] == "http://localhost:4318"
    assert told["OTEL_SERVICE_NAME"] == name
    assert told["OTEL_PROPAGATORS"] == "tracecontext,baggage"
    assert "deployment.environment.name=production" in told["OTEL_RESOURCE_ATTRIBUTES"]
    collector = both["otel-collector"]
    assert (collector["essential"], collector["memory"]) == (False, 192)
    # ECS stops in the reverse order: the last traces still find the collector.
    after = {"containerName": "otel-collector", "condition": "START"}
    assert both[name]["dependsOn"] == [after]


def test_the_share_of_one_program_differs(graph: Graph) -> None:
    shares = {
        name: variables(containers(graph, name)[name])["OTEL_TRACES_SAMPLER_ARG"]
        for name in ("orders", "web")
    }
    assert shares == {"orders": "1", "web": "0.1"}


def test_every_part_of_the_pipeline_is_described(graph: Graph, otlp: Graph) -> None:
    for content in map(configuration, (graph, otlp)):
        pipeline = content["service"]["pipelines"]["traces"]
        for kind in ("receivers", "processors", "exporters"):
            assert pipeline[kind], kind
            assert set(pipeline[kind]) == set(content[kind])
        assert pipeline["processors"][0] == "memory_limiter"


def test_x_ray_takes_traces_from_the_programs_role(graph: Graph) -> None:
    policy = graph.one("aws:iam/rolePolicy:RolePolicy", "orders-statements")
    (statement,) = json.loads(policy.inputs["policy"])["Statement"]
    assert statement["Action"] == ["xray:PutTelemetryRecords", "xray:PutTraceSegments"]
    assert list(configuration(graph)["exporters"]) == ["awsxray"]


def test_another_service_gets_the_secret_as_a_header(otlp: Graph) -> None:
    exporter = configuration(otlp)["exporters"]["otlphttp"]
    assert exporter["endpoint"] == "https://otlp.example.com:4319"
    assert exporter["headers"] == {"authorization": "${env:TRACING_KEY}"}
    collector = containers(otlp, "web")["otel-collector"]
    assert [each["name"] for each in collector["secrets"]] == ["TRACING_KEY"]
    assert "tracing-key" in [each.name for each in otlp.all("aws:secretsmanager/secret:Secret")]
    # Its port is open, for each program.
    rule = otlp.one(
        "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", "web-to-internet-4319"
    )
    assert rule.inputs["fromPort"] == 4319
    assert not [
        each
        for each in otlp.all("aws:iam/rolePolicy:RolePolicy")
        if "xray" in str(each.inputs["policy"]) and each.name == "orders-statements"
    ]


def test_what_a_program_says_itself_wins() -> None:
    files = (
        YamlFile("Pulumi.prod.yaml", None, {}),
        YamlFile(
            "config/workload.yaml",
            raw_workload(
                services={"orders": {"environment": {"OTEL_SERVICE_NAME": "shop.orders"}}}
            ),
            {},
        ),
    )
    found = check("prod", raw_settings(tracing={}), *files, SHOP)
    assert isinstance(found, CloudPlatform)
    graph = deploy_apart(lambda: cloud.build(found), stack="prod")
    assert variables(containers(graph, "orders")["orders"])["OTEL_SERVICE_NAME"] == "shop.orders"


def test_on_docker_one_viewer_takes_all_traces() -> None:
    found = platform("dev", tracing={"sample_percent": 100})
    graph = deployed(found)
    viewer = graph.one(CONTAINER, "traces")
    ports = {each["external"]: each["internal"] for each in viewer.inputs["ports"]}
    assert ports == {16686: 16686, 4318: 4318}
    reached = {each["name"] for each in viewer.inputs["networksAdvanced"]}
    for name in ("orders", "notifications", "nightly-report"):
        program = graph.one(CONTAINER, name)
        told = variables_of(program)
        assert told["OTEL_EXPORTER_OTLP_ENDPOINT"] == "http://traces:4318"
        assert told["OTEL_TRACES_SAMPLER_ARG"] == "1"
        assert reached & {each["name"] for each in program.inputs["networksAdvanced"]}


def test_without_the_section_nothing_of_it_is_planned() -> None:
    found = platform("dev")
    graph = deployed(found)
    assert "traces" not in [each.name for each in graph.all(CONTAINER)]


def test_wrong_settings_are_told_with_their_remedy() -> None:
    assert "exporter: otlp needs the address" in refused(tracing={"exporter": "otlp"})
    assert "is for exporter: otlp" in refused(tracing={"secret": "tracing-key"})
    assert "did you mean orders?" in refused(tracing={"programs": {"order": 5}})
    assert "nothing of its task's 4096 MiB" in refused(tracing={"memory_mib": 4096})
    endpoints = [*aws_facts.ENDPOINTS_WITHOUT_INTERNET]
    closed = {"nat": "none", "interface_endpoints": endpoints}
    said = refused(tracing={}, network=closed)
    assert "tracing.image: cannot be pulled" in said
    assert "needs `xray`" in said
    assert "tracing.endpoint: cannot be reached" in refused(tracing=OTLP, network=closed)
