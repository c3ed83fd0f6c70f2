"""Everything that stacks make is watched, and alarms look at what exists and tell somebody."""

import json
import re
from typing import Any

import pytest

from engine.registration import Registration
from planning.alarms import KEYS
from stacks import cloud
from tests.factories import make_platform
from tests.graph import Graph, deploy_apart

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
COMPOSITE = "aws:cloudwatch/compositeAlarm:CompositeAlarm"
RULE = "aws:cloudwatch/eventRule:EventRule"

WATCHED: dict[str, tuple[str, str]] = {
    "aws:lb/loadBalancer:LoadBalancer": ("LoadBalancer", "arnSuffix"),
    "aws:ecs/service:Service": ("ServiceName", "name"),
    "aws:sqs/queue:Queue": ("QueueName", "name"),
    "aws:rds/instance:Instance": ("DBInstanceIdentifier", "identifier"),
    "aws:rds/proxy:Proxy": ("ProxyName", "name"),
    "aws:ec2/natGateway:NatGateway": ("NatGatewayId", "id"),
    "aws:cloudfront/distribution:Distribution": ("DistributionId", "id"),
    "aws:acm/certificate:Certificate": ("CertificateArn", "arn"),
    "aws:wafv2/webAcl:WebAcl": ("WebACL", "visibilityConfig.metricName"),
    "aws:lambda/function:Function": ("FunctionName", "name"),
    "aws:scheduler/schedule:Schedule": ("QueueName", "target.deadLetterConfig.arn"),
}
"""Watched types: the dimension by which an alarm names one, and the output that it holds."""
ONLY_IN_PRODUCTION = {"aws:rds/proxy:Proxy"}
CONCERNS = {
    "load balancer": "gateway-errors gateway-latency gateway-rejected service-down",
    "services": "deployment-failed service-tasks service-cpu service-memory task-stopped "
    "task-start-failed",
    "workers": "worker-age worker-backlog",
    "jobs": "job-failed job-unstarted job-slow",
    "queues": "dead-letter-queue queue-age",
    "database": "database-down database-cpu database-connections database-storage "
    "database-io-wait database-disk-queue database-transaction-ids database-event replica-lag",
    "proxy": "proxy-wait proxy-failures",
    "cache": "cache-memory cache-cpu cache-evictions cache-lag",
    "network": "nat-ports",
    "edge": "edge-errors edge-latency firewall-surge",
    "certificates": "certificate-expiry",
    "backups and rotation": "backup-failed rotation-failed",
}
"""Rows that production must have, by what they are about."""
UNWATCHED = {
    "stock-updates": "its worker's alarms look at it",
    "mails": "its worker's alarms look at it",
    "verifier": "ECS goes back where it fails, and the failed deployment is told",
    "task-runner": "who calls it waits for it: a failed run fails that `up` with its reason",
}


@pytest.fixture(scope="module", params=["staging", "prod"])
def graph(request: pytest.FixtureRequest) -> Graph:
    platform = make_platform(request.param)
    return deploy_apart(lambda: cloud.build(platform), stack=request.param)


def metrics(alarm: Registration) -> list[dict[str, Any]]:
    """The metrics that an alarm looks at."""
    inputs = alarm.inputs
    if "metricName" in inputs:
        return [dict(inputs)]
    return [each["metric"] for each in inputs["metricQueries"] if "metric" in each]


def ours(graph: Graph) -> list[Registration]:
    return [each for each in graph.all(ALARM) if each.name.startswith("alarms-")]


def values(graph: Graph, dimension: str) -> set[str]:
    return {
        str(metric["dimensions"][dimension])
        for alarm in ours(graph)
        for metric in metrics(alarm)
        if dimension in metric["dimensions"]
    }


@pytest.mark.parametrize("type_", WATCHED)
def test_each_part_has_an_alarm(graph: Graph, type_: str) -> None:
    dimension, output = WATCHED[type_]
    seen = values(graph, dimension)
    parts = graph.find(type_)
    assert parts or type_ in ONLY_IN_PRODUCTION
    for each in parts:
        value: Any = {**each.inputs, **each.outputs, "id": each.id}
        for key in output.split("."):
            value = value[key]
        # The last part of a queue's ARN is its name.
        name = str(value).rpartition(":")[2] if dimension == "QueueName" else str(value)
        assert name in seen or each.name in UNWATCHED, f"{each.urn} has no alarm"


def test_each_job_has_an_alarm(graph: Graph) -> None:
    seen = values(graph, "TaskDefinitionFamily")
    jobs = make_platform("prod").workload.jobs
    families = {
        each.name: each.inputs["family"]
        for each in graph.all("aws:ecs/taskDefinition:TaskDefinition")
    }
    assert jobs
    assert {families[name] for name in jobs} <= seen


def test_everything_that_can_go_wrong_is_watched_in_production() -> None:
    platform = make_platform("prod")
    graph = deploy_apart(lambda: cloud.build(platform), stack="prod")
    names = [each.name.partition("--")[0] for each in [*ours(graph), *graph.all(RULE)]]
    made = {key for key in KEYS for name in names if name.endswith(f"-{key}")}
    for what, keys in CONCERNS.items():
        assert set(keys.split()) <= made, what


def test_each_node_of_the_cache_has_alarms(graph: Graph) -> None:
    [cache] = graph.all("aws:elasticache/replicationGroup:ReplicationGroup")
    count = cache.inputs["numCacheClusters"]
    nodes = {f"{cache.outputs['replicationGroupId']}-{number:03}" for number in range(1, count + 1)}
    assert values(graph, "CacheClusterId") == nodes


def test_each_alarm_has_its_page_and_tells_a_topic_or_stands_in_a_page(graph: Graph) -> None:
    rules = " ".join(each.inputs["alarmRule"] for each in graph.find(COMPOSITE))
    topics = {each.outputs["arn"] for each in graph.all("aws:sns/topic:Topic")}
    for alarm in ours(graph):
        [key] = re.findall(r"docs/runbooks/([a-z-]+)\.md", alarm.inputs["alarmDescription"])
        assert key in KEYS
        if told := alarm.inputs.get("alarmActions"):
            assert set(told) <= topics
            # It says when it is over, too.
            assert alarm.inputs["okActions"] == told
        else:
            assert f'ALARM("{alarm.outputs["name"]}")' in rules, alarm.name


def test_an_alarm_tells_a_topic_of_its_own_region(graph: Graph) -> None:
    regions = {each.outputs["arn"]: each.region for each in graph.all("aws:sns/topic:Topic")}
    for alarm in ours(graph):
        for topic in alarm.inputs.get("alarmActions") or ():
            assert regions[topic] == alarm.region, alarm.name


def test_programs_that_need_the_database_are_silent_while_it_is_down(graph: Graph) -> None:
    down = graph.one(ALARM, "alarms-database-down").outputs["name"]
    page = graph.one(COMPOSITE, "alarms-page--orders")
    assert page.inputs["actionsSuppressor"]["alarm"] == down
    # A program that does without it has a page too, and no cause to wait for.
    assert "actionsSuppressor" not in graph.one(COMPOSITE, "alarms-page--docs").inputs


def test_the_windows_of_a_budget_must_agree(graph: Graph) -> None:
    rule = graph.one(COMPOSITE, "alarms-page--orders").inputs["alarmRule"]
    alone, *pairs = re.split(r" OR ", rule)
    assert re.fullmatch(r'ALARM\("alarms-service-down--orders[^"]*"\)', alone)
    found = [re.findall(r'"alarms-budget-(\w+-\w+)-(\w+)--orders', pair) for pair in pairs]
    assert all(pair.count(" AND ") == 1 for pair in pairs)
    assert found == [
        [(f"{measure}-fast", "1h"), (f"{measure}-fast", "5m")]
        if pace == "fast"
        else [(f"{measure}-slow", "6h"), (f"{measure}-slow", "30m")]
        for pace in ("fast", "slow")
        for measure in ("errors", "latency")
    ]


def test_the_environments_budgets_warn(graph: Graph) -> None:
    warning = graph.one("aws:sns/topic:Topic", "people-warning").outputs["arn"]
    for measure in ("errors", "latency"):
        composite = graph.one(COMPOSITE, f"alarms-budget-{measure}")
        assert composite.inputs["alarmActions"] == [warning]
        assert composite.inputs["alarmRule"].count(" AND ") == 3


def test_an_objective_decides_the_figure_of_its_service() -> None:
    objectives = {"services": {"orders": {"availability_percent": 99.5, "latency_seconds": 0.2}}}
    platform = make_platform("prod", settings={"objectives": objectives})
    graph = deploy_apart(lambda: cloud.build(platform), stack="prod")
    figures = {
        name: graph.one(ALARM, f"alarms-budget-errors-fast-1h--{name}").inputs["threshold"]
        for name in ("orders", "docs")
    }
    assert figures == {"orders": 7.2, "docs": 1.44}
    latency = graph.one(ALARM, "alarms-budget-latency-slow-6h--orders")
    assert {metric["stat"] for metric in metrics(latency)} == {"PR(0.2:)", "Sum"}
    assert {metric["period"] for metric in metrics(latency)} == {21600}


def test_a_pace_that_no_error_can_reach_has_no_alarm() -> None:
    settings = {"objectives": {"availability_percent": 93}}
    graph = deploy_apart(
        lambda: cloud.build(make_platform("prod", settings=settings)), stack="prod"
    )
    names = graph.names(ALARM)
    assert "alarms-budget-errors-fast-1h--orders" not in names
    assert "alarms-budget-errors-slow-6h--orders" in names


def test_a_service_with_many_routes_has_its_budgets_by_route() -> None:
    routes = [{"paths": [f"/r{number}"], "auth": "none"} for number in range(3)]
    workload = {"services": {"docs": {"routes": routes}}}
    graph = deploy_apart(
        lambda: cloud.build(make_platform("prod", workload=workload)), stack="prod"
    )
    found = [n for n in graph.names(ALARM) if n.startswith("alarms-budget-errors-fast-1h--docs")]
    assert len(found) == 3
    assert all("--docs." in name for name in found)
    for alarm in ours(graph):
        assert len(metrics(alarm)) <= 10 or "io-wait" in alarm.name


def test_an_alarm_names_ten_metrics_at_most(graph: Graph) -> None:
    for alarm in ours(graph):
        assert 0 < len(metrics(alarm)) <= 10 or "io-wait" in alarm.name


def test_events_reach_a_topic_as_a_sentence(graph: Graph) -> None:
    topics = {each.outputs["arn"] for each in graph.all("aws:sns/topic:Topic")}
    targets = graph.all("aws:cloudwatch/eventTarget:EventTarget")
    assert len(targets) == len(graph.all(RULE)) == 6
    for target in targets:
        assert target.inputs["arn"] in topics
        transformer = target.inputs["inputTransformer"]
        # EventBridge wants a JSON text, and knows a value by its name in angle brackets.
        assert re.fullmatch(r'"[^"\n]+"', transformer["inputTemplate"])
        used = set(re.findall(r"<([a-z]+)>", transformer["inputTemplate"]))
        assert used == set(transformer["inputPaths"])


def test_no_condition_keeps_events_from_a_topic(graph: Graph) -> None:
    """EventBridge sends nothing that one could hold: AWS says so of topics' policies and of keys'.
    docs.aws.amazon.com/sns/latest/dg/sns-key-management.html"""
    documents = [
        each.inputs["policy"]
        for each in graph.all("aws:sns/topicPolicy:TopicPolicy")
        if each.name in ("people-critical", "people-warning")
    ]
    documents.append(graph.one("aws:kms/key:Key", "key").inputs["policy"])
    assert len(documents) == 3
    for document in documents:
        [statement] = [
            each
            for each in json.loads(document)["Statement"]
            if each.get("Principal") == {"Service": "events.amazonaws.com"}
        ]
        assert "Condition" not in statement


def test_receivers_and_windows_come_from_the_settings() -> None:
    notify = {
        "critical": {"email": ["a@example.com"], "pager": "https://pager.example.com/aws"},
        "warning": {"slack": {"workspace": "T0123ABCD", "channel": "C0123ABCD"}},
    }
    mute = {"sunday": {"starts": "cron(0 2 * * SUN)", "minutes": 60}}
    alarms = {"notify": notify, "mute": mute, "budget_usd": 500}
    platform = make_platform("prod", settings={"alarms": alarms})
    graph = deploy_apart(lambda: cloud.build(platform), stack="prod")
    told = [
        (each.name, each.inputs["protocol"])
        for each in graph.all("aws:sns/topicSubscription:TopicSubscription")
        if each.name.startswith("people")
    ]
    assert told == [
        ("people-critical-a@example.com", "email"),
        ("people-critical-pager", "https"),
        ("people-edge-critical-a@example.com", "email"),
        ("people-edge-critical-pager", "https"),
    ]
    channel = graph.one("aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration")
    assert len(channel.inputs["snsTopicArns"]) == 2
    [limit] = channel.inputs["guardrailPolicyArns"]
    assert limit.endswith("CloudWatchReadOnlyAccess")
    rules = graph.all("aws:cloudwatch/alarmMuteRule:AlarmMuteRule")
    assert {each.region for each in rules} == {"eu-central-1", "us-east-1"}
    for rule in rules:
        assert rule.inputs["rule"]["schedule"]["duration"] == "PT60M"
        assert 0 < len(rule.inputs["muteTargets"]["alarmNames"]) <= 100
    assert graph.one("aws:budgets/budget:Budget").inputs["limitAmount"] == "500"
