"""Sixty services, and names as long as they may be: what AWS limits still holds."""

import json
import re
from collections import Counter
from typing import Any

import pytest

from config import ConfigError
from emulator import known_outputs
from tests.graph import Graph
from tests.stacks import example

RULE = "aws:lb/listenerRule:ListenerRule"
POLICY = "aws:iam/rolePolicy:RolePolicy"
ROLE_LIMIT = 10_240
"""Characters of inline policies in one role; IAM does not count white space.
Source: docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""
DEFINITION_LIMIT = 65_536
"""Bytes of a task definition: docs.aws.amazon.com/AmazonECS/latest/developerguide/
service-quotas.html"""

SUFFIX = f"-{example.STACK}-a1b2c3"
"""What autonaming adds to a name that the program does not fix (Pulumi.yaml)."""

LONGEST = "x" * 39
"""One less than a key may have: with the longest role and this stack's name, IAM's 64."""

LIMITS = {
    "aws:cloudwatch/logGroup:LogGroup": 512,
    "aws:cloudwatch/metricAlarm:MetricAlarm": 255,
    "aws:ecr/repository:Repository": 256,
    "aws:ecs/service:Service": 255,
    "aws:ecs/taskDefinition:TaskDefinition": 255,
    "aws:elasticache/user:User": 40,
    "aws:elasticache/userGroup:UserGroup": 40,
    "aws:iam/role:Role": 64,
    "aws:iam/rolePolicy:RolePolicy": 128,
    "aws:lambda/function:Function": 64,
    "aws:lb/loadBalancer:LoadBalancer": 32,
    "aws:lb/targetGroup:TargetGroup": 32,
    "aws:rds/instance:Instance": 63,
    "aws:rds/proxy:Proxy": 63,
    "aws:s3/bucket:Bucket": 63,
    "aws:scheduler/schedule:Schedule": 64,
    "aws:secretsmanager/secret:Secret": 512,
    "aws:sns/topic:Topic": 256,
    "aws:sqs/queue:Queue": 80,
}
"""Characters of a physical name, by type: the API reference of each service."""
NAMES = {
    **known_outputs.NAMES,
    "aws:elasticache/user:User": "userId",
    "aws:elasticache/userGroup:UserGroup": "userGroupId",
}


def service(name: str, **more: Any) -> dict[str, Any]:
    """A service that answers below its own path."""
    return {"image": f"{name}:1", "port": 8080, "routes": [{"paths": [f"/{name}"]}], **more}


def sixty() -> Graph:
    """A third of the services has a login, and a user of the cache."""
    uses = {"uses": {"databases": {"shop": "read"}, "cache": True}}
    return example.build(
        workload={
            f"services.team-service-{number:02}": service(
                f"team-service-{number:02}", **(uses if number < 20 else {})
            )
            for number in range(60)
        }
    )


def physical_names(graph: Graph) -> dict[str, tuple[str, str]]:
    """By URN: the type, and the name at AWS, with what autonaming would add."""
    return {
        each.urn: (
            each.type,
            str(each.inputs.get(NAMES.get(each.type, "name")) or f"{each.name}{SUFFIX}"),
        )
        for each in graph.registrations
        if each.type in LIMITS
    }


def test_no_two_rules_of_a_listener_have_one_priority() -> None:
    rules = [(each.inputs["listenerArn"], each.inputs["priority"]) for each in sixty().all(RULE)]
    assert len(rules) >= 60
    assert len(rules) == len(set(rules))
    assert all(1 <= priority <= 50_000 for _, priority in rules)


def test_no_two_resources_have_one_urn_and_no_two_of_a_region_one_name() -> None:
    registrations = sixty().registrations
    assert len({each.urn for each in registrations}) == len(registrations)
    physical = physical_names(sixty())
    # Inline policies are named within their role.
    named = [each for each in registrations if each.urn in physical and each.type != POLICY]
    names = {(each.region, *physical[each.urn]) for each in named}
    assert len(names) == len(named)


def test_no_role_has_more_policies_than_iam_takes() -> None:
    sizes: Counter[str] = Counter()
    for policy in sixty().all(POLICY):
        text = json.dumps(json.loads(policy.inputs["policy"]), separators=(",", ":"))
        # The tests' ARNs lack what autonaming adds.
        sizes[policy.inputs["role"]] += len(text) + len(SUFFIX) * text.count("arn:aws:")
    role, size = sizes.most_common(1)[0]
    assert size <= ROLE_LIMIT, role


def test_no_task_definition_is_larger_than_ecs_takes() -> None:
    for task in sixty().all("aws:ecs/taskDefinition:TaskDefinition"):
        assert len(task.inputs["containerDefinitions"]) < DEFINITION_LIMIT, task.name


def test_a_service_more_changes_no_priority_of_the_others() -> None:
    priorities = {each.name: each.inputs["priority"] for each in sixty().all(RULE)}
    before = {each.name: each.inputs["priority"] for each in example.build().all(RULE)}
    assert before.items() <= priorities.items()


def test_the_longest_names_are_within_aws_limits() -> None:
    name = LONGEST
    uses = {
        "databases": {name: "write"},
        "cache": True,
        "buckets": {f"b{name}"[:40]: "read_write"},
        "topics": {name: "publish"},
        "queues": {f"q{name}": "send"},
        "secrets": [name],
    }
    graph = example.build(
        {"recovery_region": "eu-west-1", "database.proxy": {}},
        {
            f"services.{name}": service(name, uses=uses, migration={"command": ["migrate"]}),
            f"services.{name[:-1]}y": service("y", uses={"services": [name], **uses}),
            f"jobs.{name[:-1]}z": {"image": "z:1", "schedule": "rate(1 day)", "uses": uses},
            f"databases.{name}": {},
            f"buckets.b{name}": {"purpose": "uploads"},
            f"topics.{name}": {},
            f"topics.{name[:-1]}f": {"fifo": True},
            f"queues.q{name}": {},
            f"queues.{name[:-1]}f": {"fifo": True},
            "subscriptions": [
                {"topic": "events", "queue": "mails"},
                {"topic": name, "queue": f"q{name}"},
                {"topic": f"{name[:-1]}f", "queue": f"{name[:-1]}f"},
            ],
        },
    )
    for urn, (type_, physical) in physical_names(graph).items():
        assert len(physical) <= LIMITS[type_], f"{urn}: {physical}"
    # Service Connect takes 64 characters, and a service is called by this.
    [endpoint] = [
        each.inputs["serviceConnectConfiguration"]["services"][0]["discoveryName"]
        for each in graph.all("aws:ecs/service:Service")
        if each.name == name
    ]
    assert endpoint == name


def test_a_name_too_long_for_this_stack_is_refused_with_the_figures() -> None:
    name = "y" * 40
    with pytest.raises(ConfigError, match=re.escape("65 characters and AWS takes 64")):
        example.build(workload={f"services.{name}": service(name)})


def test_a_program_may_be_called_as_a_part_of_the_platform() -> None:
    names = ("gateway", "database", "cache", "logs", "key", "registry")
    uses = {"databases": {"shop": "write"}, "cache": True}
    graph = example.build(
        workload={
            **{f"services.{name}": service(name) for name in names},
            **{f"services.{name}": service(name, uses=uses) for name in ("database", "cache")},
            **{f"queues.{name}": {} for name in names},
            "topics.gateway": {},
            "buckets.logs": {"purpose": "uploads"},
        }
    )
    # That no two resources share a URN, the test's engine checks itself.
    assert set(names) < set(graph.names("aws:ecs/service:Service"))
