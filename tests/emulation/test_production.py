"""The whole of production in an emulated AWS, looked at through boto3."""

import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from aws_account.drift.drift import changes
from aws_account.moto.account import Refused
from emulation.emulation import Emulation, emulate
from operations.emulated import emulate_text
from operations.plan import plan_text
from operations.project import readme
from tests.emulation.environments import client, one
from tests.factories import SHOP

pytestmark = pytest.mark.xdist_group("emulated production")


@pytest.fixture(scope="module")
def production() -> Iterator[Emulation]:
    with emulate(SHOP, "prod") as emulation:
        yield emulation


def test_nothing_is_refused(production: Emulation) -> None:
    assert [attempt.problem for attempt in production.attempts if attempt.problem] == []


def test_nine_in_ten_resources_are_truly_in_the_account(production: Emulation) -> None:
    became = Counter(attempt.became for attempt in production.attempts)
    assert became["created"] / became.total() >= 0.9


def test_what_is_recorded_only_is_what_moto_lacks(production: Emulation) -> None:
    recorded = {r.type for r in production.resources if r.is_recorded_only}
    assert all(each.row.lacks for each in production.resources if each.is_recorded_only)
    assert "aws:cloudfront/vpcOrigin:VpcOrigin" in recorded


def test_readme_shows_what_comes_to_be(production: Emulation) -> None:
    # The numbers and names; seconds are the machine's.
    output = io.StringIO()
    plan_text.show(emulate_text.report(production), output)
    printed = f"{output.getvalue()}prod: {emulate_text.totals(production, 0)}"
    text = readme.README.read_text(encoding="utf-8")
    remedy = "`make readme-figures` writes README anew"
    expected = readme.fenced(readme.emulation_excerpt(printed))
    assert timeless(readme.taken(text, "emulate")) == timeless(expected), remedy
    planned = re.search(r"^prod: (\d+) resources in", readme.taken(text, "preview"), re.MULTILINE)
    assert planned, remedy
    assert int(planned[1]) == len(production.outcome.registrations), remedy


def timeless(text: str) -> str:
    return re.sub(r" in [\d.]+ s$", "", text, flags=re.MULTILINE)


def test_an_untouched_account_has_no_differences(production: Emulation) -> None:
    assert production.differences() == []


def test_the_logins_of_the_database_proxy_can_change(production: Emulation) -> None:
    resources = production.accounts[0]
    proxy = one(production, "aws:rds/proxy:Proxy", "database-proxy")
    changed = resources.update(proxy, {**proxy.inputs, "auths": proxy.inputs["auths"][:1]})
    answer = resources.read(changed)
    assert answer is not None
    assert list(changes(changed, answer)) == []
    assert {each.path.partition("[")[0] for each in changes(proxy, answer)} == {"auths"}
    resources.update(changed, proxy.inputs)


def test_subnets_are_in_the_zones_of_the_settings(production: Emulation) -> None:
    vpc = one(production, "aws:ec2/vpc:Vpc", "network")
    listed = client(production, "ec2").describe_subnets(
        Filters=[{"Name": "vpc-id", "Values": [vpc.id]}]
    )["Subnets"]
    zones = Counter(subnet["AvailabilityZone"] for subnet in listed)
    assert zones == {"eu-central-1a": 3, "eu-central-1b": 3, "eu-central-1c": 3}
    assert not any(subnet["MapPublicIpOnLaunch"] for subnet in listed)


def test_the_default_security_group_is_empty(production: Emulation) -> None:
    vpc = one(production, "aws:ec2/vpc:Vpc", "network")
    rules = client(production, "ec2").describe_security_group_rules(
        Filters=[{"Name": "group-id", "Values": [vpc.outputs["defaultSecurityGroupId"]]}]
    )["SecurityGroupRules"]
    assert rules == []


def test_a_new_security_group_lets_nothing_out(production: Emulation) -> None:
    group = one(production, "aws:ec2/securityGroup:SecurityGroup", "database")
    rules = client(production, "ec2").describe_security_group_rules(
        Filters=[{"Name": "group-id", "Values": [group.id]}]
    )["SecurityGroupRules"]
    assert rules
    assert not any(rule.get("CidrIpv4") == "0.0.0.0/0" for rule in rules)


def test_the_database_is_encrypted_by_the_platforms_key(production: Emulation) -> None:
    key = one(production, "aws:kms/key:Key", "key")
    (database,) = client(production, "rds").describe_db_instances(
        DBInstanceIdentifier="shop-prod-database"
    )["DBInstances"]
    assert database["KmsKeyId"] == key.outputs["arn"]
    assert database["MultiAZ"]
    assert database["DeletionProtection"]
    assert database["MasterUserSecret"]["SecretArn"].startswith("arn:aws:secretsmanager:")


def test_resources_carry_the_providers_tags(production: Emulation) -> None:
    role = one(production, "aws:iam/role:Role", "orders-task")
    tags = client(production, "iam").list_role_tags(RoleName=role.id)["Tags"]
    assert {"Key": "environment", "Value": "production"} in tags


def test_tags_of_its_own_are_beside_the_providers(production: Emulation) -> None:
    vpc = one(production, "aws:ec2/vpc:Vpc", "network")
    (found,) = client(production, "ec2").describe_vpcs(VpcIds=[vpc.id])["Vpcs"]
    keys = {tag["Key"] for tag in found["Tags"]}
    assert {"Name", "owner", "environment"} <= keys


def test_a_region_of_its_own_is_where_a_resource_is(production: Emulation) -> None:
    bucket = one(production, "aws:s3/bucket:Bucket", "uploads-replica")
    location = client(production, "s3").get_bucket_location(Bucket=bucket.id)
    assert location["LocationConstraint"] == "eu-west-1"
    assert bucket.outputs["bucketRegionalDomainName"].endswith(".s3.eu-west-1.amazonaws.com")


def test_a_queue_has_its_policy_and_its_dead_letter_queue(production: Emulation) -> None:
    queue = one(production, "aws:sqs/queue:Queue", "mails")
    dead_letters = one(production, "aws:sqs/queue:Queue", "mails-dead-letter")
    attributes: Any = client(production, "sqs").get_queue_attributes(
        QueueUrl=queue.id, AttributeNames=["All"]
    )["Attributes"]
    redrive = json.loads(attributes["RedrivePolicy"])
    assert redrive["deadLetterTargetArn"] == dead_letters.outputs["arn"]
    assert json.loads(attributes["Policy"])["Statement"]


def test_a_listener_rule_checks_tokens_before_it_forwards(production: Emulation) -> None:
    rule = one(production, "aws:lb/listenerRule:ListenerRule", "gateway-orders.api-orders")
    (found,) = client(production, "elbv2").describe_rules(RuleArns=[rule.id])["Rules"]
    assert [action["Type"] for action in found["Actions"]] == ["jwt-validation", "forward"]


def test_the_load_balancers_attributes_are_set(production: Emulation) -> None:
    balancer = one(production, "aws:lb/loadBalancer:LoadBalancer", "gateway")
    listed = client(production, "elbv2").describe_load_balancer_attributes(
        LoadBalancerArn=balancer.id
    )["Attributes"]
    attributes = {entry["Key"]: entry["Value"] for entry in listed}
    assert attributes["routing.http.drop_invalid_header_fields.enabled"] == "true"
    assert attributes["access_logs.s3.enabled"] == "true"


def test_functions_have_the_code_that_is_deployed(production: Emulation) -> None:
    function = one(production, "aws:lambda/function:Function", "credentials")
    found = client(production, "lambda").get_function(FunctionName=function.id)
    assert found["Configuration"]["Handler"] == "create_credentials.handler"
    assert found["Configuration"]["CodeSize"] > 0


def test_outputs_have_the_shape_that_aws_gives_them(production: Emulation) -> None:
    balancer = one(production, "aws:lb/loadBalancer:LoadBalancer", "gateway").outputs
    assert balancer["arnSuffix"] == balancer["arn"].partition("loadbalancer/")[2]
    repository = one(production, "aws:ecr/repository:Repository", "registry-orders").outputs
    assert repository["repositoryUrl"] == (
        "111122223333.dkr.ecr.eu-central-1.amazonaws.com/shop/prod/orders"
    )
    cache = one(production, "aws:elasticache/replicationGroup:ReplicationGroup", "cache").outputs
    assert cache["readerEndpointAddress"].startswith("replica.cache-prod-")
    assert cache["readerEndpointAddress"].endswith(".euc1.cache.amazonaws.com")
    task = one(production, "aws:ecs/taskDefinition:TaskDefinition", "orders").outputs
    assert task["arn"] == f"{task['arnWithoutRevision']}:1"


def test_what_is_protected_cannot_be_deleted(production: Emulation) -> None:
    resources = production.accounts[0]
    balancer = one(production, "aws:lb/loadBalancer:LoadBalancer", "gateway")
    database = one(production, "aws:rds/instance:Instance", "database")
    with pytest.raises(Refused, match="deletion protection is enabled"):
        resources.delete(balancer)
    with pytest.raises(Refused, match="Cannot delete protected DB Instance"):
        resources.delete(database)
