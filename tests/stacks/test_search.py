"""A search engine: what is registered, what programs see and may do, and who watches it."""

import json
from fnmatch import fnmatchcase
from typing import Any

import pytest

from provider_facts import replacing
from tests.graph import Graph, waits_for
from tests.stacks import example

DOMAIN = "aws:opensearch/domain:Domain"
POLICY = "aws:iam/rolePolicy:RolePolicy"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
ARN = "arn:aws:es:eu-central-1:111122223333:domain/example-example-search"
SEARCH = {
    "engine_version": "2.19",
    "instance_type": "r7g.large.search",
    "instances": 2,
    "storage_gib": 100,
    "multi_az": True,
    "master_type": "m7g.large.search",
}
ALONE = {
    "engine_version": "3.3",
    "instance_type": "t3.small.search",
    "instances": 1,
    "storage_gib": 10,
    "multi_az": False,
    "off_peak_start": "01:30",
}
INDEXES = {
    "search_indexes": {"products": {}, "people": {}},
    "services.prices.uses.search_indexes": {"products": "write"},
    "workers.mailer.uses.search_indexes": {"products": "read", "people": "write"},
}


@pytest.fixture(scope="module")
def graph() -> Graph:
    return example.build({"search": SEARCH}, INDEXES)


def test_the_domain_is_what_the_settings_say(graph: Graph) -> None:
    domain = graph.one(DOMAIN)
    logs = {each["logType"] for each in domain.inputs["logPublishingOptions"]}
    assert logs == {"ES_APPLICATION_LOGS", "INDEX_SLOW_LOGS", "SEARCH_SLOW_LOGS"}
    wanted = {
        "domainName": "example-example-search",
        "engineVersion": "OpenSearch_2.19",
        "clusterConfig": {
            "instanceType": "r7g.large.search",
            "instanceCount": 2,
            "zoneAwarenessEnabled": True,
            "zoneAwarenessConfig": {"availabilityZoneCount": 2},
            "dedicatedMasterEnabled": True,
            "dedicatedMasterType": "m7g.large.search",
            "dedicatedMasterCount": 3,
        },
        "ebsOptions": {"ebsEnabled": True, "volumeType": "gp3", "volumeSize": 100},
        "advancedOptions": {"rest.action.multi.allow_explicit_index": "false"},
        "nodeToNodeEncryption": {"enabled": True},
        "domainEndpointOptions": {
            "enforceHttps": True,
            "tlsSecurityPolicy": "Policy-Min-TLS-1-2-PFS-2023-10",
        },
        "softwareUpdateOptions": {"autoSoftwareUpdateEnabled": True},
        "offPeakWindowOptions": {
            "enabled": True,
            "offPeakWindow": {"windowStartTime": {"hours": 22, "minutes": 0}},
        },
    }
    assert {key: domain.inputs.get(key) for key in wanted} == wanted
    assert domain.inputs["encryptAtRest"]["enabled"] is True
    assert len(domain.inputs["vpcOptions"]["subnetIds"]) == 2
    assert domain.protect
    permission = graph.one("aws:cloudwatch/logResourcePolicy:LogResourcePolicy", "search")
    assert permission.urn in waits_for(graph, domain)
    assert ARN in permission.inputs["policyDocument"]
    [shut] = json.loads(domain.inputs["accessPolicies"])["Statement"]
    assert (shut["Effect"], shut["Resource"]) == ("Deny", f"{ARN}/*")


def test_one_node_stands_in_one_zone_without_masters() -> None:
    graph = example.build({"search": ALONE}, INDEXES)
    inputs = graph.one(DOMAIN).inputs
    assert inputs["clusterConfig"] == {
        "instanceType": "t3.small.search",
        "instanceCount": 1,
        "zoneAwarenessEnabled": False,
        "dedicatedMasterEnabled": False,
    }
    assert len(inputs["vpcOptions"]["subnetIds"]) == 1
    window = inputs["offPeakWindowOptions"]["offPeakWindow"]
    assert window == {"windowStartTime": {"hours": 1, "minutes": 30}}
    assert "alarms-search-yellow" not in " ".join(graph.names(ALARM))


def _may(graph: Graph, program: str, method: str, path: str) -> bool:
    """Returns the answer that IAM gives to a request, by the policy of the program's role."""
    policy = json.loads(graph.one(POLICY, f"search-indexes--{program}").inputs["policy"])

    def fits(statement: Any) -> bool:
        return any(fnmatchcase(f"es:ESHttp{method}", each) for each in statement["Action"]) and any(
            fnmatchcase(f"{ARN}/{path}", each) for each in statement["Resource"]
        )

    effects = {each["Effect"] for each in policy["Statement"] if fits(each)}
    return effects == {"Allow"}


@pytest.mark.parametrize(
    ("method", "path", "reads", "writes"),
    [
        ("Get", "products", True, True),
        ("Head", "products", True, True),
        ("Get", "products/_doc/1", True, True),
        ("Post", "products/_search", True, True),
        ("Post", "products-2027/_search", True, True),
        ("Post", "products-*/_search", True, True),
        ("Post", "products/_msearch", True, True),
        ("Post", "_search/scroll", True, True),
        ("Put", "products", False, True),
        ("Delete", "products-2026", False, True),
        ("Post", "products/_bulk", False, True),
        ("Put", "products/_doc/1", False, True),
        ("Post", "products/_doc/_search", False, True),
        ("Post", "products-1/_update/_search", False, True),
        ("Post", "_bulk", False, False),
        ("Post", "_search", False, False),
        ("Get", "_cat/indices", False, False),
        ("Get", "_all/_search", False, False),
        ("Get", "*/_search", False, False),
        ("Post", "_aliases", False, False),
        ("Post", "_reindex", False, False),
        ("Get", "productsold/_search", False, False),
        ("Get", "products-1,orders/_search", False, False),
        ("Get", "products-1%2Corders/_search", False, False),
        ("Get", "orders/_search", False, False),
    ],
)
def test_a_program_reaches_its_indexes_by_their_paths(
    graph: Graph, method: str, path: str, reads: bool, writes: bool
) -> None:
    assert _may(graph, "mailer", method, path) is reads
    assert _may(graph, "prices", method, path) is writes


def test_a_reader_of_one_index_writes_the_other(graph: Graph) -> None:
    assert _may(graph, "mailer", "Put", "people/_doc/1")
    assert not _may(graph, "prices", "Get", "people/_doc/1")


def test_programs_see_the_address_and_their_indexes(graph: Graph) -> None:
    task = graph.one("aws:ecs/taskDefinition:TaskDefinition", "mailer")
    [container] = json.loads(task.inputs["containerDefinitions"])
    values = {each["name"]: each["value"] for each in container["environment"]}
    host = "vpc-example-example-search.eu-central-1.es.amazonaws.com"
    assert values["SEARCH_URL"] == f"https://{host}"
    assert values["SEARCH_SIGNED"] == "true"
    assert values["SEARCH_INDEX_PRODUCTS"] == "products"
    assert values["SEARCH_INDEX_PEOPLE"] == "people"


def test_only_programs_with_an_index_reach_its_port(graph: Graph) -> None:
    kind = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
    rule = graph.one(kind, "search-from-clients")
    assert (rule.inputs["fromPort"], rule.inputs["toPort"]) == (443, 443)
    carried = {
        each.name: len(each.inputs["networkConfiguration"]["securityGroups"])
        for each in graph.all("aws:ecs/service:Service")
    }
    plain = {
        each.name: len(each.inputs["networkConfiguration"]["securityGroups"])
        for each in example.build().all("aws:ecs/service:Service")
    }
    more = {name for name in carried if carried[name] > plain[name]}
    assert more == {"mailer", "prices"}


def test_it_is_watched(graph: Graph) -> None:
    names = {each for each in graph.names(ALARM) if each.startswith("alarms-search-")}
    keys = "cpu key key-lost memory red snapshot storage writes-blocked"
    assert names == {f"alarms-search-{key}--search-engine" for key in keys.split()} | {
        "alarms-search-yellow"
    }
    storage = graph.one(ALARM, "alarms-search-storage--search-engine").inputs
    assert storage["threshold"] == 25 * 1024
    assert storage["dimensions"] == {
        "DomainName": "example-example-search",
        "ClientId": "111122223333",
    }


def test_without_search_nothing_of_it_is_there() -> None:
    graph = example.build()
    assert not [each for each in graph.registrations if "search" in each.name]


@pytest.mark.parametrize(
    ("old", "new", "replaced"),
    [
        ({"engineVersion": "OpenSearch_2.19"}, {"engineVersion": "OpenSearch_3.1"}, []),
        (
            {"engineVersion": "OpenSearch_2.17"},
            {"engineVersion": "OpenSearch_3.1"},
            ["engineVersion"],
        ),
        (
            {"engineVersion": "OpenSearch_2.19"},
            {"engineVersion": "OpenSearch_2.17"},
            ["engineVersion"],
        ),
        (
            {"encryptAtRest": {"enabled": True, "kmsKeyId": "a"}},
            {"encryptAtRest": {"enabled": True, "kmsKeyId": "b"}},
            ["encryptAtRest"],
        ),
        (
            {"nodeToNodeEncryption": {"enabled": True}},
            {"nodeToNodeEncryption": {"enabled": False}},
            ["nodeToNodeEncryption"],
        ),
        ({"vpcOptions": {"subnetIds": ["a"]}}, {"vpcOptions": {"subnetIds": ["a", "b"]}}, []),
        ({"vpcOptions": {"subnetIds": ["a"]}}, {}, ["vpcOptions"]),
    ],
)
def test_what_replaces_a_domain_is_what_the_provider_replaces(
    old: dict[str, Any], new: dict[str, Any], replaced: list[str]
) -> None:
    assert sorted(replacing(DOMAIN, old, new)) == replaced
