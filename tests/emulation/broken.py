"""Programs with one mistake each, and what AWS says about it."""

import json
from collections.abc import Callable

import pulumi
import pulumi_aws as aws

TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "ecs-tasks.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
        ],
    }
)


NOT_FOUND: aws.lb.ListenerDefaultActionFixedResponseArgsDict = {
    "content_type": "text/plain",
    "status_code": "404",
}
RULE_NOT_FOUND: aws.lb.ListenerRuleActionFixedResponseArgsDict = {
    "content_type": "text/plain",
    "status_code": "404",
}


def network() -> aws.ec2.Vpc:
    return aws.ec2.Vpc("network", cidr_block="10.0.0.0/16")


def subnet(name: str, vpc: aws.ec2.Vpc, block: str, zone: str = "us-east-1a") -> aws.ec2.Subnet:
    return aws.ec2.Subnet(name, vpc_id=vpc.id, cidr_block=block, availability_zone=zone)


def overlapping_subnets() -> None:
    vpc = network()
    first = subnet("one", vpc, "10.0.0.0/24")
    aws.ec2.Subnet(
        "broken",
        vpc_id=vpc.id,
        cidr_block="10.0.0.128/25",
        opts=pulumi.ResourceOptions(depends_on=[first]),
    )


def a_subnet_outside_its_network() -> None:
    subnet("broken", network(), "10.1.0.0/24")


def a_network_that_nobody_created() -> None:
    aws.ec2.Subnet("broken", vpc_id="vpc-0123456789abcdef0", cidr_block="10.0.0.0/24")


def a_key_that_nobody_created() -> None:
    aws.sqs.Queue("broken", kms_master_key_id="arn:aws:kms:us-east-1:123456789012:key/" + "0" * 36)


def a_load_balancer_in_one_zone() -> None:
    vpc = network()
    subnets = [subnet("one", vpc, "10.0.0.0/24").id, subnet("two", vpc, "10.0.1.0/24").id]
    aws.lb.LoadBalancer("broken", load_balancer_type="application", subnets=subnets)


def a_load_balancer_with_a_long_name() -> None:
    aws.lb.LoadBalancer("broken", name="a-name-of-more-than-thirty-two-characters")


def an_automatic_name_that_is_too_long() -> None:
    aws.lb.TargetGroup("broken" + "-and-long" * 4, port=80, protocol="HTTP", vpc_id=network().id)


def a_listener_for_tls_without_a_certificate() -> None:
    vpc = network()
    subnets = [
        subnet("one", vpc, "10.0.0.0/24").id,
        subnet("two", vpc, "10.0.1.0/24", zone="us-east-1b").id,
    ]
    balancer = aws.lb.LoadBalancer("balancer", subnets=subnets)
    aws.lb.Listener(
        "broken",
        load_balancer_arn=balancer.arn,
        port=443,
        protocol="HTTPS",
        default_actions=[{"type": "fixed-response", "fixed_response": NOT_FOUND}],
    )


def a_task_size_that_fargate_does_not_have() -> None:
    aws.ecs.TaskDefinition(
        "broken",
        family="api",
        requires_compatibilities=["FARGATE"],
        cpu="256",
        memory="4096",
        container_definitions="[]",
    )


def a_bucket_in_capitals() -> None:
    aws.s3.Bucket("broken", bucket="Uploads")


def a_bucket_policy_that_is_not_json() -> None:
    bucket = aws.s3.Bucket("bucket")
    aws.s3.BucketPolicy("broken", bucket=bucket.bucket, policy="everybody may read")


def a_role_that_trusts_nobody() -> None:
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole"}
    aws.iam.Role(
        "broken",
        assume_role_policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
    )


def a_role_with_a_long_name() -> None:
    aws.iam.Role("broken" + "-and-long" * 7, assume_role_policy=TRUST)


def a_policy_without_an_effect() -> None:
    role = aws.iam.Role("role", assume_role_policy=TRUST)
    statement = {"Action": "s3:*", "Resource": "*"}
    aws.iam.RolePolicy(
        "broken",
        role=role.name,
        policy=json.dumps({"Version": "2012-10-17", "Statement": statement}),
    )


def backups_for_a_year() -> None:
    aws.rds.Instance(
        "broken",
        identifier="broken",
        engine="postgres",
        instance_class="db.t3.small",
        allocated_storage=20,
        username="root",
        manage_master_user_password=True,
        backup_retention_period=365,
    )


def a_database_with_another_versions_parameters() -> None:
    parameters = aws.rds.ParameterGroup("parameters", name="fifteen", family="postgres15")
    aws.rds.Instance(
        "broken",
        identifier="broken",
        engine="postgres",
        engine_version="16.3",
        instance_class="db.t3.small",
        allocated_storage=20,
        username="root",
        manage_master_user_password=True,
        parameter_group_name=parameters.name,
    )


def logs_for_six_weeks() -> None:
    aws.cloudwatch.LogGroup("broken", retention_in_days=42)


def an_alarm_every_61_seconds() -> None:
    aws.cloudwatch.MetricAlarm(
        "broken",
        namespace="AWS/SQS",
        metric_name="NumberOfMessagesSent",
        statistic="Sum",
        period=61,
        evaluation_periods=1,
        threshold=1,
        comparison_operator="GreaterThanThreshold",
    )


def dead_letters_of_a_fifo_queue_in_a_standard_one() -> None:
    dead_letters = aws.sqs.Queue("dead-letters")
    policy = pulumi.Output.json_dumps(
        {"deadLetterTargetArn": dead_letters.arn, "maxReceiveCount": 3}
    )
    aws.sqs.Queue("broken", fifo_queue=True, redrive_policy=policy)


def a_word_that_aws_does_not_know() -> None:
    aws.ecr.Repository("broken", image_tag_mutability="SOMETIMES")


def a_record_outside_its_zone() -> None:
    zone = aws.route53.Zone("zone", name="shop.example.com")
    aws.route53.Record(
        "broken", zone_id=zone.zone_id, name="example.org", type="A", ttl=60, records=["192.0.2.1"]
    )


def two_rules_of_one_priority() -> None:
    vpc = network()
    subnets = [
        subnet("one", vpc, "10.0.0.0/24").id,
        subnet("two", vpc, "10.0.1.0/24", zone="us-east-1b").id,
    ]
    balancer = aws.lb.LoadBalancer("balancer", subnets=subnets)
    listener = aws.lb.Listener(
        "listener",
        load_balancer_arn=balancer.arn,
        port=80,
        protocol="HTTP",
        default_actions=[{"type": "fixed-response", "fixed_response": NOT_FOUND}],
    )
    for name in ("first", "broken"):
        aws.lb.ListenerRule(
            name,
            listener_arn=listener.arn,
            priority=1,
            conditions=[{"path_pattern": {"values": ["/"]}}],
            actions=[{"type": "fixed-response", "fixed_response": RULE_NOT_FOUND}],
        )


BROKEN: dict[Callable[[], None], str] = {
    overlapping_subnets: "ec2.CreateSubnet: InvalidSubnet.Conflict",
    a_subnet_outside_its_network: "ec2.CreateSubnet: InvalidSubnet.Range",
    a_network_that_nobody_created: "vpcId: nobody created vpc-0123456789abcdef0",
    a_key_that_nobody_created: "kmsMasterKeyId: nobody created arn:aws:kms:us-east-1",
    a_load_balancer_in_one_zone: "At least two subnets in two different Availability Zones",
    a_load_balancer_with_a_long_name: "elbv2.CreateLoadBalancer: ValidationError",
    an_automatic_name_that_is_too_long: "AWS allows 32",
    a_listener_for_tls_without_a_certificate: "A certificate must be specified",
    a_task_size_that_fargate_does_not_have: "256 CPU, 4096 memory",
    a_bucket_in_capitals: "s3.CreateBucket: InvalidBucketName",
    a_bucket_policy_that_is_not_json: "s3.PutBucketPolicy: MalformedPolicyDocument",
    a_role_that_trusts_nobody: "AssumeRolepolicy must contain principal",
    a_role_with_a_long_name: "AWS allows 64",
    a_policy_without_an_effect: "iam.PutRolePolicy: MalformedPolicyDocument",
    backups_for_a_year: "must be between 0 and 35",
    a_database_with_another_versions_parameters: "DBParameterGroupFamily postgres16",
    logs_for_six_weeks: "42 is not a number of days that logs can be kept",
    an_alarm_every_61_seconds: "multiple of 60, got 61",
    dead_letters_of_a_fifo_queue_in_a_standard_one: "must be same type of queue",
    a_word_that_aws_does_not_know: "imageTagMutability: must be one of MUTABLE, IMMUTABLE",
    a_record_outside_its_zone: "route53.ChangeResourceRecordSets: InvalidChangeBatch",
    two_rules_of_one_priority: "PriorityInUse",
}
