"""Two hundred services, and names as long as they may be: what AWS limits still holds."""

import json
import re
from collections import Counter
from typing import Any

import pytest

from backends import known_outputs
from config import ConfigError
from config.checks.quota_checks import gateway_rules
from config.edge import edge_behaviors
from config.gateway import answers, balancer_name
from config.settings.quota_settings import QuotaSettings
from config.values import aws_facts
from tests.graph import Graph
from tests.stacks import example
from tests.stacks.reach import EGRESS, INGRESS

pytestmark = pytest.mark.xdist_group("many and long")

RULE = "aws:lb/listenerRule:ListenerRule"
POLICY = "aws:iam/rolePolicy:RolePolicy"
BALANCER = "aws:lb/loadBalancer:LoadBalancer"
TARGET_GROUP = "aws:lb/targetGroup:TargetGroup"
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
    "aws:cloudfront/function:Function": 64,
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


SERVICES, CACHED = 198, 97
"""As many programs with a login as RDS Proxy takes, all with a route; and as many users of a cache
as AWS has room for unasked. Both without those of the example."""


CHAIN = 10
"""Length of a chain of calls. Pulumi's SDK looks for circles through all of a chain, at each of its
links: one of two hundred services takes minutes, and no company has it."""


def workload_of(count: int) -> dict[str, Any]:
    """Each service has a route and a database of its own, reads another's, and calls its neighbour;
    the first ones use the cache."""
    found: dict[str, Any] = {}
    for number in range(count):
        name = f"team-service-{number:03}"
        uses = {
            "databases": {name: "write", "shop": "read"},
            "cache": number < CACHED,
            "services": [f"team-service-{number - 1:03}"] if number % CHAIN else [],
        }
        found[f"services.{name}"] = service(name, uses=uses)
        found[f"databases.{name}"] = {}
    return found


BALANCERS = 6
"""Load balancers among which two hundred services with blue/green find room."""
SETTINGS = {
    "gateway.load_balancers": BALANCERS,
    "services.deployment": "blue_green",
    "services.bake_minutes": 10,
    "database.proxy": {},
    "database.read_replicas": 1,
}


def many() -> Graph:
    """Two hundred services, built once for all tests."""
    return example.build(SETTINGS, workload_of(SERVICES))


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
    rules = [(each.inputs["listenerArn"], each.inputs["priority"]) for each in many().all(RULE)]
    assert len(rules) >= 2 * SERVICES
    assert len(rules) == len(set(rules))
    assert all(1 <= priority <= 50_000 for _, priority in rules)


def test_no_two_resources_have_one_urn_and_no_two_of_a_region_one_name() -> None:
    registrations = many().registrations
    assert len({each.urn for each in registrations}) == len(registrations)
    physical = physical_names(many())
    # Inline policies are named within their role.
    named = [each for each in registrations if each.urn in physical and each.type != POLICY]
    names = {(each.region, *physical[each.urn]) for each in named}
    assert len(names) == len(named)


def test_no_role_has_more_policies_than_iam_takes() -> None:
    sizes: Counter[str] = Counter()
    for policy in many().all(POLICY):
        text = json.dumps(json.loads(policy.inputs["policy"]), separators=(",", ":"))
        # The tests' ARNs lack what autonaming adds.
        sizes[policy.inputs["role"]] += len(text) + len(SUFFIX) * text.count("arn:aws:")
    role, size = sizes.most_common(1)[0]
    assert size <= ROLE_LIMIT, role


def test_no_task_definition_is_larger_than_ecs_takes() -> None:
    for task in many().all("aws:ecs/taskDefinition:TaskDefinition"):
        assert len(task.inputs["containerDefinitions"]) < DEFINITION_LIMIT, task.name


def test_two_hundred_programs_are_there_with_their_logins() -> None:
    [proxy] = many().all("aws:rds/proxy:Proxy")
    assert len(proxy.inputs["auths"]) == aws_facts.LOGINS_PER_PROXY
    assert len(many().all("aws:ecs/service:Service")) >= 200


@pytest.mark.parametrize("type_", [INGRESS, EGRESS])
def test_no_security_group_has_more_rules_than_a_quota_that_nobody_raised(type_: str) -> None:
    counts = Counter(rule.inputs["securityGroupId"] for rule in many().all(type_))
    for rule in many().all(type_):
        # CloudFront's addresses count as 55.
        counts[rule.inputs["securityGroupId"]] += 54 * ("prefixListId" in rule.inputs)
    group, count = counts.most_common(1)[0]
    assert count <= QuotaSettings().security_group_rules, group


def balancer_of_name(name: str) -> str:
    """The load balancer to which a target group, or a rule, belongs by its name."""
    found = re.match(r"gateway(-\d+)?(?=-)", name)
    assert found, name
    return found[0]


def test_no_load_balancer_has_more_than_aws_takes() -> None:
    groups = Counter(balancer_of_name(each.name) for each in many().all(TARGET_GROUP))
    rules = Counter(each.inputs["listenerArn"] for each in many().all(RULE))
    assert len(groups) == len(many().all(BALANCER)) == BALANCERS
    assert sum(groups.values()) >= 2 * SERVICES
    assert max(groups.values()) <= QuotaSettings().target_groups
    # Both listeners count for their load balancer, which has as many rules on each.
    assert 2 * max(rules.values()) <= QuotaSettings().listener_rules
    [users] = many().all("aws:elasticache/userGroup:UserGroup")
    assert len(users.inputs["userIds"]) == QuotaSettings().cache_users


def test_each_of_two_hundred_services_is_sent_to_the_load_balancer_that_knows_it() -> None:
    [function] = many().all("aws:cloudfront/function:Function")
    line = function.inputs["code"].splitlines()[1]
    table = json.loads(line.removeprefix("var table = ").removesuffix(";"))
    known = {
        pattern: balancer_of_name(rule.name)
        for rule in many().all(RULE)
        for condition in rule.inputs["conditions"]
        for pattern in condition.get("pathPattern", {}).get("values", ())
    }
    for number in range(SERVICES):
        path = f"/team-service-{number:03}"
        assert balancer_name(answers(table, "@", f"{path}/x")) == known[path]
    assert len(function.inputs["code"]) <= 10_240
    [distribution] = many().all("aws:cloudfront/distribution:Distribution")
    origins = {each["originId"] for each in distribution.inputs["origins"]}
    assert {"load-balancer", *(f"load-balancer-{n}" for n in range(2, BALANCERS + 1))} <= origins


def test_what_the_configuration_counts_is_what_is_built() -> None:
    for settings, workload in (({}, {}), (SETTINGS, {}), (SETTINGS, workload_of(30))):
        platform, graph = example.platform(settings, workload), example.build(settings, workload)
        rules = sum(map(gateway_rules, platform.workload.services.values()))
        sets = 2 if settings else 1
        assert len(graph.all(TARGET_GROUP)) == rules * sets
        preflight = bool(platform.settings.gateway.cors.allowed_origins)
        refusal = 1
        balancers = len(graph.all(BALANCER))
        assert len(graph.all(RULE)) == (rules + (preflight + refusal) * balancers) * sets
        [distribution] = graph.all("aws:cloudfront/distribution:Distribution")
        ordered = distribution.inputs.get("orderedCacheBehaviors", ())
        assert edge_behaviors(platform.workload, {}) == len(ordered) + 1


def test_a_service_more_changes_no_priority_of_the_others() -> None:
    priorities = {each.name: each.inputs["priority"] for each in many().all(RULE)}
    before = {each.name: each.inputs["priority"] for each in example.build(SETTINGS).all(RULE)}
    # The names say at which load balancer they stand: none has moved either.
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
