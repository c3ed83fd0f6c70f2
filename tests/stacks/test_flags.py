"""Feature flags of an environment: what turning one changes, and what programs get of them."""

import json

from config import LocalPlatform
from config.files import YamlFile
from config.loader import check
from tests.factories import SHOP, raw_settings, raw_workload
from tests.graph import waits_for
from tests.stacks import example
from tests.stacks.changes import changes
from tests.stacks.local_stack import CONTAINER, deployed, uploads, variables

WORKLOAD = {"flags": {"new_checkout": {}}, "services.prices.uses.flags": ["new_checkout"]}
ON = {"flags": {"new_checkout": True}}


def test_turning_a_flag_deploys_another_version_and_replaces_no_task() -> None:
    off, on = example.build({}, WORKLOAD), example.build(ON, WORKLOAD)
    assert changes(off, on) == {
        "± appconfig.HostedConfigurationVersion flags description",
        "± appconfig.Deployment flags configurationVersion",
    }


def test_a_program_that_reads_flags_has_the_agent_and_waits_for_the_first_values() -> None:
    graph = example.build(ON, WORKLOAD)
    task = graph.one("aws:ecs/taskDefinition:TaskDefinition", "prices")
    program, agent = json.loads(task.inputs["containerDefinitions"])
    given = {each["name"]: each["value"] for each in program["environment"]}
    assert given["FLAGS_URL"].startswith("http://localhost:2772/applications/")
    assert program["dependsOn"] == [{"containerName": "flags-agent", "condition": "START"}]
    assert {"name": "POLL_INTERVAL", "value": "45"} in agent["environment"]
    assert agent["image"] == "public.ecr.aws/aws-appconfig/aws-appconfig-agent:2.x"
    assert (agent["essential"], agent["memory"]) == (True, 128)
    service = graph.one("aws:ecs/service:Service", "prices")
    assert graph.one("aws:appconfig/deployment:Deployment").urn in waits_for(graph, service)


def test_on_docker_one_container_answers_with_the_document() -> None:
    files = (
        YamlFile("Pulumi.dev.yaml", None, {}),
        YamlFile(
            "config/workload.yaml",
            raw_workload(
                flags={"new_checkout": {}, "dark": {"default": True}},
                services={"orders": {"uses": {"flags": ["new_checkout"]}}},
            ),
            {},
        ),
    )
    platform = check("dev", raw_settings("dev", **ON), *files, SHOP)
    assert isinstance(platform, LocalPlatform)
    graph = deployed(platform)
    given = uploads(graph.one(CONTAINER, "flags"))
    assert json.loads(given["/usr/local/etc/haproxy/flags.json"]) == {
        "dark": {"enabled": True},
        "new_checkout": {"enabled": True},
    }
    orders = graph.one(CONTAINER, "orders")
    assert variables(orders)["FLAGS_URL"] == "http://flags:2772/flags"
    networks = [
        {each["name"] for each in container.inputs["networksAdvanced"]}
        for container in (orders, graph.one(CONTAINER, "flags"))
    ]
    assert networks[0] & networks[1]
    assert "FLAGS_URL" not in variables(graph.one(CONTAINER, "accounts"))
