"""Other companies: files that ask for less, or for something else, build as well."""

import json
import re
from typing import Any, NamedTuple

import pytest

from config import ConfigError
from config.values import aws_facts
from engine.registration import Registration
from tests.graph import Graph
from tests.stacks import example
from tests.stacks.example import REMOVED, Paths

NOTHING: Paths = {
    key: {} for key in ("services", "workers", "jobs", "databases", "topics", "queues", "buckets")
} | {"subscriptions": []}
BARE: Paths = {
    "database": None,
    "cache": None,
    "edge": None,
    "waf": None,
    "gateway.jwt": None,
    "protect": False,
}
SITE = {"image": "site:1", "port": 80, "routes": [{"auth": "none"}]}
ENDPOINTS = list(aws_facts.ENDPOINTS_WITHOUT_INTERNET)


class Company(NamedTuple):
    """What is otherwise than in the example, types that it has, and types that it has not."""

    settings: Paths
    workload: Paths
    has: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()


COMPANIES = {
    "one service and nothing else": Company(
        BARE,
        {**NOTHING, "services": {"site": SITE}},
        has=("ecs.Service", "lb.ListenerRule"),
        lacks=(
            "rds.",
            "elasticache.",
            "cloudfront.",
            "wafv2.",
            "sqs.",
            "sns.TopicSubscription",
            "lambda.Invocation",
        ),
    ),
    "an empty workload": Company(BARE, NOTHING, lacks=("ecs.Service", "ecr.", "lb.TargetGroup")),
    "workers and jobs only, of images that others keep": Company(
        {"gateway.jwt": None},
        {
            "services": {},
            "workers.mailer.image": "public.ecr.aws/nginx/nginx:1.27",
            "jobs.report.image": "public.ecr.aws/nginx/nginx:1.27",
        },
        has=("ecs.Service", "scheduler.Schedule"),
        lacks=("lb.TargetGroup", "ecr."),
    ),
    "an edge without a firewall, and a proxy before no database": Company(
        {"waf": None, "database.proxy": {}},
        {"services.shop.uses.databases": {}, "jobs": {}, "databases": {}},
        has=("cloudfront.Distribution", "rds.Instance"),
        lacks=("wafv2.", "rds.Proxy"),
    ),
    "no tokens, and a cache that nobody uses": Company(
        {"gateway.jwt": None},
        {
            "services.shop.routes": [{"paths": ["/api"], "auth": "none"}],
            "services.shop.uses.cache": False,
            "services.prices.uses": {},
        },
        has=("lb.ListenerRule", "elasticache.ReplicationGroup"),
    ),
    "everything otherwise": Company(
        {
            "account_id": "999999999999",
            "recovery_region": "us-east-1",
            "hosted_zone_id": "Z0123456789",
            "network.cidr": "172.16.8.0/21",
            "network.zones": ["c", "b"],
            "cache.engine": "valkey",
            "cache.engine_version": "8.1",
            "cache.node_type": "cache.t4g.small",
            "database.instance_class": "db.t4g.small",
            "services.cpu_architecture": "ARM64",
            "workers.cpu_architecture": "ARM64",
        },
        {"topics.events.fifo": True, "queues.mails.fifo": True},
        has=("route53.Record", "elasticache.ReplicationGroup", "ec2.Subnet"),
        lacks=("route53.Zone",),
    ),
    "a firewall without an edge": Company(
        {"edge": None}, {}, has=("wafv2.WebAclAssociation",), lacks=("cloudfront.",)
    ),
    "no way to the internet": Company(
        {
            "network.nat": "none",
            "network.interface_endpoints": ENDPOINTS,
            "database.setup_image": example.MIRROR,
        },
        {},
        has=("ec2.VpcEndpoint",),
        lacks=("ec2.NatGateway", "ec2.Eip"),
    ),
}


def short(each: Registration) -> str:
    """`sqs.Queue` of `aws:sqs/queue:Queue`."""
    module, _, name = each.type.removeprefix("aws:").rpartition(":")
    return f"{module.split('/')[0]}.{name}"


@pytest.mark.parametrize("name", COMPANIES)
def test_a_company_gets_what_it_asks_for(name: str) -> None:
    company = COMPANIES[name]
    graph = example.build(company.settings, company.workload)
    types = {short(each) for each in graph.registrations if each.custom}
    for prefix in company.has:
        assert [type_ for type_ in types if type_.startswith(prefix)], prefix
    for prefix in company.lacks:
        assert not [type_ for type_ in types if type_.startswith(prefix)], prefix
    [account] = json.loads(graph.one("pulumi:providers:aws").inputs["allowedAccountIds"])
    assert set(re.findall(r":(\d{12}):", inputs_of(graph))) <= {account}


def test_other_choices_reach_aws() -> None:
    company = COMPANIES["everything otherwise"]
    graph = example.build(company.settings, company.workload)
    tasks = graph.all("aws:ecs/taskDefinition:TaskDefinition")
    assert {each.inputs["runtimePlatform"]["cpuArchitecture"] for each in tasks} == {"ARM64"}
    assert graph.one("aws:sqs/queue:Queue", "mails").inputs["name"].endswith(".fifo")
    assert graph.one("aws:sns/topic:Topic", "events").inputs["fifoTopic"] is True
    cache = graph.one("aws:elasticache/replicationGroup:ReplicationGroup").inputs
    assert (cache["engine"], cache["engineVersion"]) == ("valkey", "8.1")
    first = graph.one("aws:ec2/natGateway:NatGateway")
    assert first.name == "network-nat-c"
    zones = {each.inputs["zoneId"] for each in graph.all("aws:route53/record:Record")}
    assert zones == {"Z0123456789"}


def inputs_of(graph: Graph) -> str:
    """All inputs of all resources, as one text."""
    return json.dumps([dict(each.inputs) for each in graph.registrations], default=str)


def test_in_us_east_1_one_certificate_and_one_key_serve_the_edge_as_well() -> None:
    graph = example.build({"region": "us-east-1"})
    assert graph.names("aws:acm/certificate:Certificate") == ["certificate"]
    assert graph.names("aws:kms/key:Key") == ["key"]
    arn = graph.one("aws:acm/certificateValidation:CertificateValidation").outputs["certificateArn"]
    edge = graph.one("aws:cloudfront/distribution:Distribution")
    assert edge.inputs["viewerCertificate"]["acmCertificateArn"] == arn
    listener = graph.one("aws:lb/listener:Listener", "gateway")
    assert listener.inputs["certificateArn"] == arn


def test_the_region_is_in_every_name_that_holds_one() -> None:
    graph = example.build({"region": "ap-southeast-2", "edge": None})
    # The log bucket lets CloudFront write, whose sources of logs are all there.
    text = inputs_of(graph).replace("arn:aws:logs:us-east-1:", "")
    regions = set(re.findall(r"\b(?:us|eu|ap|sa|ca|me|af)-[a-z]+-\d\b", text))
    assert regions == {"ap-southeast-2"}


SHARED: Paths = {"services.prices.image": "shop:2.0.0"}
ASLEEP: Paths = {"workers.tasks_min": 0}
"""Two companies in one: the two keys do not meet."""


def test_two_programs_may_run_one_image_and_share_its_repository() -> None:
    graph = example.build(ASLEEP, SHARED)
    repositories = graph.names("aws:ecr/repository:Repository")
    assert repositories == ["registry-mailer", "registry-report", "registry-shop"]


def test_a_worker_that_may_sleep_is_woken() -> None:
    graph = example.build(ASLEEP, SHARED)
    target = graph.one("aws:appautoscaling/target:Target", "mailer-scaling").inputs
    assert target["minCapacity"] == 0
    wake = graph.one("aws:cloudwatch/metricAlarm:MetricAlarm", "mailer-scaling-wake")
    policy = graph.one("aws:appautoscaling/policy:Policy", "mailer-scaling-wake")
    assert wake.inputs["alarmActions"] == [policy.outputs["arn"]]


@pytest.mark.parametrize(
    ("settings", "workload", "says"),
    [
        ({"database": None}, {}, "database: "),
        ({"cache": None}, {}, "cache: "),
        ({"gateway.jwt": None}, {}, "gateway.jwt: "),
        ({"edge": None}, {"buckets.pages": {"purpose": "static", "path": "/pages"}}, "edge: "),
        ({}, {"services.prices": REMOVED}, "services.shop.uses.services"),
        ({}, {"databases": {}}, "uses.databases"),
        ({"network.nat": "none"}, {}, "network.interface_endpoints"),
    ],
)
def test_what_cannot_work_is_said_before_anything_is_built(
    settings: dict[str, Any], workload: dict[str, Any], says: str
) -> None:
    with pytest.raises(ConfigError, match=re.escape(says)):
        example.build(settings, workload)
