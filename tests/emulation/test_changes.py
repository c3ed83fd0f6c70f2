"""What can be changed in place is, and what AWS fixes is not."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from aws_account.drift.drift import changes
from aws_account.resources.resources import Resource
from aws_account.spelling.scalars import Mismatch
from emulation.emulation import Emulation, emulate
from plugin.planned import has_same_name, with_all_tags
from tests.emulation.environments import client, one
from tests.factories import SHOP

pytestmark = pytest.mark.xdist_group("emulated changes")


@pytest.fixture(scope="module")
def staging() -> Iterator[Emulation]:
    with emulate(SHOP, "staging") as emulation:
        yield emulation


def first(staging: Emulation, type_: str, needs: str) -> Resource:
    """A resource of a type that has an input."""
    return next(r for r in staging.resources if r.type == type_ and needs in r.inputs)


def with_id(policy: str) -> str:
    return json.dumps({**json.loads(policy), "Id": "changed"})


Change = tuple[str, str, Callable[[Any], Any]]

CHANGES: tuple[Change, ...] = (
    ("aws:appautoscaling/target:Target", "maxCapacity", lambda _: 50),
    ("aws:cloudfront/distribution:Distribution", "priceClass", lambda _: "PriceClass_All"),
    ("aws:cloudwatch/logGroup:LogGroup", "retentionInDays", lambda _: 7),
    ("aws:cloudwatch/metricAlarm:MetricAlarm", "threshold", lambda _: 77),
    ("aws:ec2/subnet:Subnet", "mapPublicIpOnLaunch", lambda _: True),
    ("aws:ec2/vpc:Vpc", "enableDnsHostnames", lambda _: False),
    ("aws:ec2/vpcEndpoint:VpcEndpoint", "policy", with_id),
    ("aws:ec2/vpcEndpoint:VpcEndpoint", "routeTableIds", lambda tables: tables[1:]),
    ("aws:ecr/repository:Repository", "imageTagMutability", lambda _: "MUTABLE"),
    (
        "aws:ecs/cluster:Cluster",
        "settings",
        lambda _: [{"name": "containerInsights", "value": "disabled"}],
    ),
    ("aws:ecs/service:Service", "desiredCount", lambda _: 3),
    ("aws:ecs/service:Service", "deploymentMaximumPercent", lambda _: 150),
    ("aws:elasticache/replicationGroup:ReplicationGroup", "description", lambda _: "x"),
    ("aws:elasticache/replicationGroup:ReplicationGroup", "numCacheClusters", lambda _: 2),
    ("aws:elasticache/subnetGroup:SubnetGroup", "subnetIds", lambda subnets: subnets[1:]),
    ("aws:iam/role:Role", "assumeRolePolicy", with_id),
    ("aws:iam/rolePolicy:RolePolicy", "policy", with_id),
    ("aws:kms/key:Key", "policy", with_id),
    ("aws:lambda/function:Function", "memorySize", lambda _: 1024),
    ("aws:lambda/function:Function", "code", lambda _: {"assets": {"x.py": {"text": "pass"}}}),
    ("aws:lb/listenerRule:ListenerRule", "priority", lambda _: 777),
    ("aws:lb/loadBalancer:LoadBalancer", "idleTimeout", lambda _: 77),
    ("aws:lb/loadBalancer:LoadBalancer", "subnets", lambda subnets: subnets[::-1]),
    ("aws:lb/loadBalancer:LoadBalancer", "securityGroups", lambda _: []),
    ("aws:lb/targetGroup:TargetGroup", "healthCheck", lambda check: {**check, "path": "/x"}),
    ("aws:rds/instance:Instance", "instanceClass", lambda _: "db.t3.large"),
    ("aws:rds/instance:Instance", "enabledCloudwatchLogsExports", lambda _: ["postgresql"]),
    ("aws:rds/subnetGroup:SubnetGroup", "subnetIds", lambda subnets: subnets[::-1]),
    ("aws:route53/record:Record", "ttl", lambda _: 60),
    ("aws:route53/zone:Zone", "comment", lambda _: "x"),
    ("aws:s3/bucketPolicy:BucketPolicy", "policy", with_id),
    (
        "aws:s3/bucketVersioning:BucketVersioning",
        "versioningConfiguration",
        lambda _: {"status": "Suspended"},
    ),
    ("aws:scheduler/schedule:Schedule", "scheduleExpression", lambda _: "cron(0 5 * * ? *)"),
    ("aws:secretsmanager/secret:Secret", "description", lambda _: "x"),
    ("aws:sns/topicPolicy:TopicPolicy", "policy", with_id),
    ("aws:sns/topicSubscription:TopicSubscription", "rawMessageDelivery", lambda _: False),
    ("aws:sqs/queue:Queue", "visibilityTimeoutSeconds", lambda _: 77),
    ("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "toPort", lambda _: 65535),
    ("aws:wafv2/webAcl:WebAcl", "description", lambda _: "x"),
)


@pytest.mark.parametrize(
    ("type_", "name", "change"), CHANGES, ids=[f"{t} {n}" for t, n, _ in CHANGES]
)
def test_a_change_in_place_is_in_the_account(
    staging: Emulation, type_: str, name: str, change: Callable[[Any], Any]
) -> None:
    resources = staging.accounts[0]
    old = first(staging, type_, name)
    new = resources.update(old, {**old.inputs, name: change(old.inputs[name])})
    answer = resources.read(new)
    assert answer is not None
    assert list(changes(new, answer)) == []
    assert new.id == old.id
    assert resources.read(resources.update(new, old.inputs)) is not None


Removal = tuple[str, str, Callable[[Any], Any]]

REMOVALS: tuple[Removal, ...] = (
    (
        "aws:cloudfront/distribution:Distribution",
        "webAclId",
        lambda answer: answer["DistributionConfig"].get("WebACLId", ""),
    ),
    (
        "aws:cloudwatch/metricAlarm:MetricAlarm",
        "alarmDescription",
        lambda answer: answer.get("AlarmDescription", ""),
    ),
    (
        "aws:sns/topicSubscription:TopicSubscription",
        "filterPolicy",
        lambda answer: json.loads(answer.get("FilterPolicy", "{}")),
    ),
)


@pytest.mark.parametrize(
    ("type_", "name", "found"), REMOVALS, ids=[f"{t} {n}" for t, n, _ in REMOVALS]
)
def test_what_is_no_longer_declared_is_no_longer_in_the_account(
    staging: Emulation, type_: str, name: str, found: Callable[[Any], Any]
) -> None:
    resources = staging.accounts[0]
    old = first(staging, type_, name)
    assert found(resources.read(old))
    new = resources.update(old, {key: old.inputs[key] for key in old.inputs if key != name})
    assert not found(resources.read(new))
    resources.update(new, old.inputs)


def test_what_the_provider_keeps_is_in_the_account_when_it_is_no_longer_declared(
    staging: Emulation,
) -> None:
    resources = staging.accounts[0]
    old = first(staging, "aws:sqs/queue:Queue", "redrivePolicy")
    less = {key: old.inputs[key] for key in old.inputs if key != "redrivePolicy"}
    new = resources.update(old, {**less, "visibilityTimeoutSeconds": 88})
    assert new.inputs == {**less, "visibilityTimeoutSeconds": 88}
    answer = resources.read(new)
    assert answer is not None
    assert json.loads(answer["RedrivePolicy"]) == json.loads(old.inputs["redrivePolicy"])
    resources.update(new, old.inputs)


REFUSED = {
    # Constants of the program, and moto has no UpdateDeliveryConfiguration.
    ("aws:cloudwatch/logDelivery:LogDelivery", "recordFields"),
    ("aws:cloudwatch/logDelivery:LogDelivery", "s3DeliveryConfigurations"),
}


def test_every_input_can_be_changed_or_is_fixed(
    staging: Emulation, monkeypatch: pytest.MonkeyPatch
) -> None:
    resources, account = staging.accounts[0], staging.account
    really = account.send

    def reading_only(service: str, operation: str, *args: Any, **region: Any) -> dict[str, Any]:
        reads = operation.startswith(("Get", "Describe", "List", "Head"))
        return really(service, operation, *args, **region) if reads else {}

    monkeypatch.setattr(account, "send", reading_only)
    impossible = set()
    for each in staging.resources:
        for name in set(each.inputs) - each.row.replaces - {"tags", "region"}:
            before = {key: value for key, value in each.inputs.items() if key != name}
            try:
                resources.update(replace(each, inputs=before), each.inputs)
            except Mismatch:
                impossible.add((each.type, name))
    assert impossible == REFUSED


def test_tags_of_the_provider_change_on_every_type(staging: Emulation) -> None:
    resources = staging.accounts[0]
    types = {each.type: each for each in staging.resources if not each.is_recorded_only}
    for each in types.values():
        other = replace(each, default_tags={**each.default_tags, "owner": "others", "new": "yes"})
        if other.declared == each.declared:
            continue
        changed = resources.update(*with_all_tags(each, other))
        answer = resources.read(changed)
        assert answer is not None
        assert list(changes(other, answer)) == []
        resources.update(*with_all_tags(changed, each))


def test_a_task_definition_is_a_new_revision_beside_the_old_one(staging: Emulation) -> None:
    resources = staging.accounts[0]
    old = one(staging, "aws:ecs/taskDefinition:TaskDefinition", "orders")
    changed = {**old.inputs, "cpu": "1024", "memory": "2048"}
    assert {"cpu", "memory"} <= old.row.replaces
    assert not has_same_name(old, changed)
    new = resources.create(replace(old, inputs=changed, id="", outputs={}))
    assert new.outputs["arn"] != old.outputs["arn"]
    assert resources.read(old)
    assert resources.read(new)


def test_tags_are_added_and_taken_away(staging: Emulation) -> None:
    resources = staging.accounts[0]
    role = one(staging, "aws:iam/role:Role", "orders-task")
    tagged = resources.update(role, {**role.inputs, "tags": {"reviewed": "yes"}})
    iam = client(staging, "iam")
    tag = {"Key": "reviewed", "Value": "yes"}
    assert tag in iam.list_role_tags(RoleName=role.id)["Tags"]
    resources.update(tagged, role.inputs)
    assert tag not in iam.list_role_tags(RoleName=role.id)["Tags"]


def test_what_aws_fixes_at_creation_cannot_be_changed(staging: Emulation) -> None:
    vpc = one(staging, "aws:ec2/vpc:Vpc", "network")
    with pytest.raises(Mismatch, match="cidrBlock: AWS fixes it at creation"):
        staging.accounts[0].update(vpc, {**vpc.inputs, "cidrBlock": "10.99.0.0/16"})


def test_deleting_twice_is_no_error(staging: Emulation) -> None:
    alarm = first(staging, "aws:cloudwatch/metricAlarm:MetricAlarm", "threshold")
    resources = staging.accounts[0]
    resources.delete(alarm)
    assert resources.read(alarm) is None
    resources.delete(alarm)
