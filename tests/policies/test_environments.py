"""The shipped environments keep to every rule, and what is broken in them on purpose is told."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from policies import RULES, judge_document
from policies.resources import stack_of

Documents = Callable[[str], dict[str, Any]]


@pytest.mark.parametrize("stack", ["staging", "prod"])
def test_a_shipped_environment_breaks_no_rule(documents: Documents, stack: str) -> None:
    judged = judge_document(documents(stack))
    assert [f"{each.rule.name}: {each.title}: {each.says}" for each in judged.violations] == []
    assert judged.not_known == 0


def test_most_rules_have_something_to_look_at_in_production(documents: Documents) -> None:
    found = stack_of(documents("prod"))
    idle = {each.name for each in RULES if not any(map(each.concerns, found))}
    # They are about what a team may add by itself, and about Aurora, NAT instances, search engines
    # and serverless caches, of which the shop has none.
    assert idle == {
        "aurora-accepts-iam",
        "aurora-admin-has-no-common-name",
        "aurora-encrypts",
        "aurora-is-not-deleted-by-accident",
        "aurora-logs",
        "aurora-snapshots-say-whose-they-are",
        "autoscaling-group-is-tagged",
        "dynamodb-is-not-deleted-by-accident",
        "dynamodb-restores-any-moment",
        "ec2-no-secret-in-user-data",
        "ec2-template-asks-for-metadata-tokens",
        "ec2-template-encrypts-its-volumes",
        "iam-people-have-no-rights-of-their-own",
        "lambda-address-asks-who-calls",
        "opensearch-encrypts",
        "opensearch-encrypts-between-nodes",
        "opensearch-logs-errors",
        "opensearch-requires-tls",
        "opensearch-stands-in-a-network",
        "opensearch-survives-a-zone",
        "secrets-policy-names-who-may",
        "serverless-caches-ask-who-connects",
        "serverless-caches-have-limits",
        "serverless-caches-keep-snapshots",
    }


@pytest.mark.parametrize(
    ("type_", "rules"),
    [
        ("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", {"ec2-default-group-is-taken-over"}),
        ("aws:ec2/flowLog:FlowLog", {"ec2-network-logs-its-traffic"}),
        (
            "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
            {"s3-blocks-public-access"},
        ),
        ("aws:s3/bucketLogging:BucketLogging", {"s3-logs-requests"}),
        ("aws:s3/bucketVersioning:BucketVersioning", {"s3-keeps-versions"}),
        (
            "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
            {"s3-has-a-lifecycle"},
        ),
        ("aws:sqs/queuePolicy:QueuePolicy", {"sqs-requires-tls"}),
        ("aws:sns/topicPolicy:TopicPolicy", {"sns-requires-tls"}),
        ("aws:ecr/lifecyclePolicy:LifecyclePolicy", {"ecr-forgets-old-images"}),
        ("aws:cloudwatch/logDeliverySource:LogDeliverySource", {"cloudfront-logs-requests"}),
        ("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration", {"waf-logs"}),
    ],
)
def test_what_must_stand_beside_a_resource_is_missed(
    documents: Documents, type_: str, rules: set[str]
) -> None:
    document = documents("prod")
    without = {**document, "steps": [s for s in document["steps"] if f"{type_}::" not in s["urn"]]}
    assert {each.rule.name for each in judge_document(without).violations} == rules


@pytest.mark.parametrize(
    ("resource", "path", "value", "rule"),
    [
        ("rds/instance:Instance::database", "publiclyAccessible", True, "rds-no-public-address"),
        ("rds/instance:Instance::database", "multiAz", False, "rds-survives-a-zone"),
        ("cloudwatch/logGroup:LogGroup::web", "retentionInDays", 30, "logs-are-kept"),
        ("ecs/service:Service::web", "networkConfiguration.assignPublicIp", True, "ecs-no-public"),
        ("lb/listener:Listener::gateway", "sslPolicy", "ELBSecurityPolicy-2016-08", "elb-tls-is"),
        ("ec2/subnet:Subnet::network-data-a", "mapPublicIpOnLaunch", True, "ec2-subnet-gives"),
        ("providers:aws::aws", "defaultTags", '{"tags": {"project": "a"}}', "tags-on-everything"),
        ("kms/key:Key::key", "enableKeyRotation", False, "kms-rotates"),
        ("wafv2/webAcl:WebAcl::firewall", "rules", [], "waf-has-rules"),
    ],
)
def test_a_change_of_one_input_is_told(
    documents: Documents, resource: str, path: str, value: Any, rule: str
) -> None:
    document = deepcopy(documents("prod"))
    (step,) = [each for each in document["steps"] if each["urn"].endswith(resource)]
    *parents, last = path.split(".")
    section = step["newState"]["inputs"]
    for parent in parents:
        section = section[parent]
    assert section.get(last) != value
    section[last] = value
    found = judge_document(document).violations
    assert [each.rule.name for each in found if each.rule.name.startswith(rule)]
    assert {each.urn for each in found if each.rule.name.startswith(rule)} == {step["urn"]}


def test_what_is_deleted_or_only_read_is_not_judged(documents: Documents) -> None:
    document = deepcopy(documents("prod"))
    (step,) = [s for s in document["steps"] if s["urn"].endswith("Instance::database-replica-1")]
    step["newState"]["inputs"]["publiclyAccessible"] = True
    assert judge_document(document).violations
    step["newState"]["external"] = True
    assert not judge_document(document).violations
    step["oldState"] = step.pop("newState")
    assert not judge_document(document).violations


def test_the_worst_comes_first(documents: Documents) -> None:
    document = deepcopy(documents("prod"))
    for step in document["steps"]:
        if "aws:rds/instance" in step["urn"]:
            step["newState"]["inputs"] |= {"publiclyAccessible": True, "copyTagsToSnapshot": False}
    severities = [each.rule.severity for each in judge_document(document).violations]
    assert severities == sorted(severities, reverse=True)
    assert len(set(severities)) > 1
