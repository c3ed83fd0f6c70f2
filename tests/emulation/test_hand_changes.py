"""Each change by hand in an account is reported, with what it is now; and nothing else is."""

import json
from collections.abc import Iterator

import pytest

from aws_account.drift.drift import Difference
from emulation.emulation import Emulation, emulate
from tests.emulation.environments import client, one
from tests.factories import SHOP

Changes = dict[str, Difference]


def open_the_database_to_everybody(staging: Emulation) -> Difference:
    group = one(staging, "aws:ec2/securityGroup:SecurityGroup", "database")
    rule = client(staging, "ec2").authorize_security_group_ingress(
        GroupId=group.id,
        IpPermissions=[
            {
                "IpProtocol": "tcp",
                "FromPort": 5432,
                "ToPort": 5432,
                "IpRanges": [{"CidrIp": "0.0.0.0/0"}],
            }
        ],
    )["SecurityGroupRules"][0]["SecurityGroupRuleId"]
    return Difference("appeared", group.urn, "security group rule", None, rule)


def give_a_role_administrator_rights(staging: Emulation) -> Difference:
    role = one(staging, "aws:iam/role:Role", "orders-task")
    arn = "arn:aws:iam::aws:policy/AdministratorAccess"
    client(staging, "iam").attach_role_policy(RoleName=role.id, PolicyArn=arn)
    return Difference("appeared", role.urn, "attached policy", None, f"{role.id}/{arn}")


def give_a_role_another_inline_policy(staging: Emulation) -> Difference:
    role = one(staging, "aws:iam/role:Role", "accounts-task")
    client(staging, "iam").put_role_policy(
        RoleName=role.id,
        PolicyName="debug",
        PolicyDocument=json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}],
            }
        ),
    )
    return Difference("appeared", role.urn, "inline policy", None, f"{role.id}:debug")


def widen_a_trust_policy(staging: Emulation) -> Difference:
    role = one(staging, "aws:iam/role:Role", "stock-task")
    trust = json.loads(role.inputs["assumeRolePolicy"])
    before = trust["Statement"][0]["Principal"]["Service"]
    trust["Statement"][0]["Principal"]["Service"] = "ec2.amazonaws.com"
    client(staging, "iam").update_assume_role_policy(
        RoleName=role.id, PolicyDocument=json.dumps(trust)
    )
    path = "assumeRolePolicy.Statement.Principal.Service"
    return Difference("changed", role.urn, path, before, "ec2.amazonaws.com")


def delete_an_alarm(staging: Emulation) -> Difference:
    alarm = one(staging, "aws:cloudwatch/metricAlarm:MetricAlarm", "stock-scaling-deep-queue")
    client(staging, "cloudwatch").delete_alarms(AlarmNames=[alarm.id])
    return Difference("gone", alarm.urn)


def shorten_the_logs(staging: Emulation) -> Difference:
    group = one(staging, "aws:cloudwatch/logGroup:LogGroup", "orders")
    client(staging, "logs").put_retention_policy(logGroupName=group.id, retentionInDays=1)
    return Difference("changed", group.urn, "retentionInDays", 30, 1)


def slow_down_a_queue(staging: Emulation) -> Difference:
    queue = one(staging, "aws:sqs/queue:Queue", "mails")
    client(staging, "sqs").set_queue_attributes(
        QueueUrl=queue.id,
        # moto forgets a queue's policy where it is not set with the other attributes.
        Attributes={"VisibilityTimeout": "900", "Policy": _policy(staging, "mails")},
    )
    return Difference("changed", queue.urn, "visibilityTimeoutSeconds", 60, 900)


def _policy(staging: Emulation, queue: str) -> str:
    policy: str = one(staging, "aws:sqs/queuePolicy:QueuePolicy", queue).inputs["policy"]
    return policy


def stop_keeping_versions(staging: Emulation) -> Difference:
    versioning = one(staging, "aws:s3/bucketVersioning:BucketVersioning", "uploads")
    client(staging, "s3").put_bucket_versioning(
        Bucket=versioning.id, VersioningConfiguration={"Status": "Suspended"}
    )
    path = "versioningConfiguration.status"
    return Difference("changed", versioning.urn, path, "Enabled", "Suspended")


def open_a_bucket(staging: Emulation) -> Difference:
    block = one(staging, "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "reports")
    client(staging, "s3").delete_public_access_block(Bucket=block.id)
    return Difference("gone", block.urn)


def resize_the_database(staging: Emulation) -> Difference:
    database = one(staging, "aws:rds/instance:Instance", "database")
    client(staging, "rds").modify_db_instance(
        DBInstanceIdentifier=database.outputs["identifier"],
        DBInstanceClass="db.t3.large",
        ApplyImmediately=True,
    )
    return Difference("changed", database.urn, "instanceClass", "db.t3.small", "db.t3.large")


def retag_the_network(staging: Emulation) -> Difference:
    vpc = one(staging, "aws:ec2/vpc:Vpc", "network")
    client(staging, "ec2").create_tags(
        Resources=[vpc.id], Tags=[{"Key": "owner", "Value": "nobody"}]
    )
    return Difference("changed", vpc.urn, "tags.owner", "platform", "nobody")


def tag_a_subnet(staging: Emulation) -> Difference:
    subnet = one(staging, "aws:ec2/subnet:Subnet", "network-data-a")
    client(staging, "ec2").create_tags(
        Resources=[subnet.id], Tags=[{"Key": "temporary", "Value": "yes"}]
    )
    return Difference("changed", subnet.urn, "tags.temporary", "(nothing)", "yes")


def let_the_data_tier_out(staging: Emulation) -> Difference:
    table = one(staging, "aws:ec2/routeTable:RouteTable", "network-data")
    gateway = one(staging, "aws:ec2/internetGateway:InternetGateway", "network")
    client(staging, "ec2").create_route(
        RouteTableId=table.id, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway.id
    )
    return Difference("appeared", table.urn, "route", None, f"{table.id} 0.0.0.0/0")


def subscribe_to_a_topic(staging: Emulation) -> Difference:
    topic = one(staging, "aws:sns/topic:Topic", "order-events")
    arn = client(staging, "sns").subscribe(
        TopicArn=topic.id,
        Protocol="https",
        Endpoint="https://elsewhere.example.com",
        ReturnSubscriptionArn=True,
    )["SubscriptionArn"]
    return Difference("appeared", topic.urn, "subscription", None, arn)


def point_a_name_elsewhere(staging: Emulation) -> Difference:
    zone = one(staging, "aws:route53/zone:Zone", "zone")
    record = {
        "Name": "phishing.staging.shop.example.com",
        "Type": "A",
        "TTL": 60,
        "ResourceRecords": [{"Value": "192.0.2.1"}],
    }
    client(staging, "route53").change_resource_record_sets(
        HostedZoneId=zone.id,
        ChangeBatch={"Changes": [{"Action": "CREATE", "ResourceRecordSet": record}]},
    )
    return Difference(
        "appeared", zone.urn, "record", None, f"{zone.id} phishing.staging.shop.example.com. A"
    )


def stop_dropping_bad_headers(staging: Emulation) -> Difference:
    balancer = one(staging, "aws:lb/loadBalancer:LoadBalancer", "gateway")
    client(staging, "elbv2").modify_load_balancer_attributes(
        LoadBalancerArn=balancer.id,
        Attributes=[{"Key": "routing.http.drop_invalid_header_fields.enabled", "Value": "false"}],
    )
    return Difference("changed", balancer.urn, "dropInvalidHeaderFields", True, False)


def stop_rotating_a_key(staging: Emulation) -> Difference:
    key = one(staging, "aws:kms/key:Key", "key")
    client(staging, "kms").disable_key_rotation(KeyId=key.id)
    return Difference("changed", key.urn, "enableKeyRotation", True, False)


def scale_a_service_without_limit(staging: Emulation) -> Difference:
    target = one(staging, "aws:appautoscaling/target:Target", "orders-scaling")
    client(staging, "application-autoscaling").register_scalable_target(
        ServiceNamespace="ecs",
        ResourceId=target.inputs["resourceId"],
        ScalableDimension="ecs:service:DesiredCount",
        MinCapacity=2,
        MaxCapacity=100,
    )
    return Difference("changed", target.urn, "maxCapacity", 4, 100)


def switch_ecs_exec_off(staging: Emulation) -> Difference:
    service = one(staging, "aws:ecs/service:Service", "orders")
    client(staging, "ecs").update_service(
        cluster=service.inputs["cluster"], service=service.id, enableExecuteCommand=False
    )
    return Difference("changed", service.urn, "enableExecuteCommand", True, False)


HAND_CHANGES = (
    open_the_database_to_everybody,
    give_a_role_administrator_rights,
    give_a_role_another_inline_policy,
    widen_a_trust_policy,
    delete_an_alarm,
    shorten_the_logs,
    slow_down_a_queue,
    stop_keeping_versions,
    open_a_bucket,
    resize_the_database,
    retag_the_network,
    tag_a_subnet,
    let_the_data_tier_out,
    subscribe_to_a_topic,
    point_a_name_elsewhere,
    stop_dropping_bad_headers,
    stop_rotating_a_key,
    scale_a_service_without_limit,
    switch_ecs_exec_off,
)


@pytest.fixture(scope="module")
def reported() -> Iterator[tuple[dict[str, Difference], list[Difference]]]:
    """What each change should be reported as, and what is reported after all of them."""
    with emulate(SHOP, "staging") as staging:
        assert staging.differences() == []
        expected = {change.__name__: change(staging) for change in HAND_CHANGES}
        yield expected, staging.differences()


@pytest.mark.parametrize("change", [change.__name__ for change in HAND_CHANGES])
def test_a_change_by_hand_is_reported(
    change: str, reported: tuple[dict[str, Difference], list[Difference]]
) -> None:
    expected, found = reported
    assert expected[change] in found, [each for each in found if each.urn == expected[change].urn]


def test_nothing_else_is_reported(
    reported: tuple[dict[str, Difference], list[Difference]],
) -> None:
    expected, found = reported
    assert [each for each in found if each not in expected.values()] == []
