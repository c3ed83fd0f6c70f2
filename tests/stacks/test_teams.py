"""What belongs to a team carries its tags, and its alarms tell the team's people."""

from functools import cache

import pulumi
import pulumi_aws as aws

from config import CloudPlatform, load
from config.files import yaml_file
from stacks import cloud
from stacks.on_aws.owners import tagged
from tests.factories import ROOT
from tests.graph import Graph, deploy, deploy_apart

CLINIC = ROOT / "examples" / "clinic"


@cache
def built() -> Graph:
    stack_file = yaml_file.read(CLINIC / "Pulumi.prod.yaml")
    platform = load("prod", stack_file.content["config"]["plinth:settings"], CLINIC)
    assert isinstance(platform, CloudPlatform)
    return deploy_apart(lambda: cloud.build(platform), stack="prod")


def test_what_a_team_owns_carries_its_tags() -> None:
    graph = built()
    expected = {
        ("aws:ecs/service:Service", "records"): {"team": "records", "data-class": "medical"},
        ("aws:ecs/taskDefinition:TaskDefinition", "records"): {
            "team": "records",
            "data-class": "medical",
        },
        ("aws:sqs/queue:Queue", "invoices"): {"team": "billing", "cost-center": "9300"},
        ("aws:sns/topic:Topic", "visits"): {"team": "reception", "cost-center": "9100"},
        ("aws:secretsmanager/secret:Secret", "insurer-key"): {
            "team": "billing",
            "cost-center": "9300",
        },
        ("aws:ecs/service:Service", "stock"): {"team": "pharmacy"},
    }
    found = {key: graph.one(*key).inputs["tags"] for key in expected}
    assert found == expected


def test_a_tag_with_a_purpose_of_its_own_stays() -> None:
    def program() -> None:
        opts = tagged(pulumi.ResourceOptions(), {"team": "records", "purpose": "none"})
        group = pulumi.ComponentResource("test:group:Group", "group", None, opts)
        child = pulumi.ResourceOptions(parent=group)
        aws.sqs.Queue("own", tags={"purpose": "mails"}, opts=child)
        aws.sqs.QueuePolicy("policy", queue_url="https://queue", policy="{}", opts=child)

    graph = deploy(program)
    tags = graph.one("aws:sqs/queue:Queue", "own").inputs["tags"]
    assert tags == {"purpose": "mails", "team": "records"}
    assert "tags" not in graph.one("aws:sqs/queuePolicy:QueuePolicy", "policy").inputs


def test_what_nobody_owns_has_no_tag_of_a_team() -> None:
    database = built().one("aws:rds/instance:Instance", "database").inputs
    assert "team" not in (database.get("tags") or {})


def _tells(name: str, type_: str = "aws:cloudwatch/metricAlarm:MetricAlarm") -> str:
    graph = built()
    [arn] = graph.one(type_, name).inputs["alarmActions"]
    topics = graph.all("aws:sns/topic:Topic")
    return next(each.name for each in topics if each.outputs["arn"] == arn)


def test_alarms_tell_the_team_or_else_whoever_the_environment_tells() -> None:
    assert _tells("alarms-service-cpu--records") == "people-warning"
    page = "aws:cloudwatch/compositeAlarm:CompositeAlarm"
    assert _tells("alarms-page--records", page) == "people--records-critical"
    assert _tells("alarms-service-memory--billing") == "people--billing-warning"
    assert _tells("alarms-page--billing", page) == "people-critical"
    assert _tells("alarms-dead-letter-queue--invoices") == "people--billing-warning"
    assert _tells("alarms-service-cpu--stock") == "people-warning"
    assert _tells("alarms-page", page) == "people-critical"


def test_a_topic_that_no_team_hears_is_not_made() -> None:
    names = built().names("aws:sns/topic:Topic")
    assert {each for each in names if each.startswith("people")} == {
        "people-critical",
        "people-warning",
        "people-edge-critical",
        "people-edge-warning",
        "people--records-critical",
        "people--billing-warning",
    }
