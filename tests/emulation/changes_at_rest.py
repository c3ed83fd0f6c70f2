"""Changes by hand of what keeps things: keys, buckets, databases, secrets, queues."""

import json
from typing import Any

from aws_account.drift.drift import Difference
from emulation.emulation import Emulation
from tests.emulation.environments import appeared, changed, client, one

NOBODY = "(nothing)"


def disable_the_main_key(prod: Emulation) -> Difference:
    key = one(prod, "aws:kms/key:Key", "key")
    client(prod, "kms").disable_key(KeyId=key.id)
    return changed(key, "isEnabled", True, False)


def stop_rotating_a_key(prod: Emulation) -> Difference:
    key = one(prod, "aws:kms/key:Key", "key")
    client(prod, "kms").disable_key_rotation(KeyId=key.id)
    return changed(key, "enableKeyRotation", True, False)


def let_everybody_use_the_key(prod: Emulation) -> Difference:
    key = one(prod, "aws:kms/key:Key", "key-recovery")
    policy = json.loads(key.inputs["policy"])
    added = {
        "Sid": "Everybody",
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": "kms:*",
        "Resource": "*",
    }
    policy["Statement"].append(added)
    client(prod, "kms", "eu-west-1").put_key_policy(
        KeyId=key.id, PolicyName="default", Policy=json.dumps(policy)
    )
    return changed(key, "policy.Statement[Everybody]", NOBODY, added)


def grant_the_key_to_another_account(prod: Emulation) -> Difference:
    key = one(prod, "aws:kms/key:Key", "key")
    grant = client(prod, "kms").create_grant(
        KeyId=key.id, GranteePrincipal="arn:aws:iam::999999999999:root", Operations=["Decrypt"]
    )["GrantId"]
    return appeared(key, "grant", grant)


def stop_keeping_versions(prod: Emulation) -> Difference:
    versioning = one(prod, "aws:s3/bucketVersioning:BucketVersioning", "uploads")
    client(prod, "s3").put_bucket_versioning(
        Bucket=versioning.id, VersioningConfiguration={"Status": "Suspended"}
    )
    return changed(versioning, "versioningConfiguration.status", "Enabled", "Suspended")


def open_a_bucket(prod: Emulation) -> Difference:
    block = one(prod, "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "reports")
    client(prod, "s3").delete_public_access_block(Bucket=block.id)
    return Difference("gone", block.urn)


def open_a_bucket_by_its_access_list(prod: Emulation) -> Difference:
    # The control of ownership refuses access lists, so who sets one removes it first.
    bucket = one(prod, "aws:s3/bucket:Bucket", "archive")
    client(prod, "s3").put_bucket_acl(Bucket=bucket.id, ACL="public-read")
    return appeared(bucket, "access grant", "READ http://acs.amazonaws.com/groups/global/AllUsers")


def send_notifications_of_a_bucket(prod: Emulation) -> Difference:
    bucket = one(prod, "aws:s3/bucket:Bucket", "uploads")
    queue = one(prod, "aws:sqs/queue:Queue", "mails")
    client(prod, "s3").put_bucket_notification_configuration(
        Bucket=bucket.id,
        NotificationConfiguration={
            "QueueConfigurations": [
                {"QueueArn": queue.outputs["arn"], "Events": ["s3:ObjectCreated:*"]}
            ]
        },
    )
    return appeared(bucket, "notification to", queue.outputs["arn"])


def serve_a_bucket_as_a_website(prod: Emulation) -> Difference:
    bucket = one(prod, "aws:s3/bucket:Bucket", "archive")
    client(prod, "s3").put_bucket_website(
        Bucket=bucket.id, WebsiteConfiguration={"IndexDocument": {"Suffix": "index.html"}}
    )
    return appeared(bucket, "website", bucket.id)


def accelerate_a_bucket(prod: Emulation) -> Difference:
    bucket = one(prod, "aws:s3/bucket:Bucket", "reports")
    client(prod, "s3").put_bucket_accelerate_configuration(
        Bucket=bucket.id, AccelerateConfiguration={"Status": "Enabled"}
    )
    return changed(bucket, "accelerationStatus", NOBODY, "Enabled")


def delete_objects_sooner(prod: Emulation) -> Difference:
    lifecycle = one(
        prod, "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "backups"
    )
    s3 = client(prod, "s3")
    rules = s3.get_bucket_lifecycle_configuration(Bucket=lifecycle.id)["Rules"]
    added = {"ID": "all", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 1}}
    s3.put_bucket_lifecycle_configuration(
        Bucket=lifecycle.id, LifecycleConfiguration={"Rules": [*rules, added]}
    )
    return changed(lifecycle, "rules[all]", NOBODY, _any)


def widen_a_bucket_policy(prod: Emulation) -> Difference:
    policy = one(prod, "aws:s3/bucketPolicy:BucketPolicy", "static")
    document = json.loads(policy.inputs["policy"])
    added = {
        "Sid": "Public",
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": "*",
    }
    document["Statement"].append(added)
    client(prod, "s3").put_bucket_policy(Bucket=policy.id, Policy=json.dumps(document))
    return changed(policy, "policy.Statement[Public]", NOBODY, added)


def replace_the_page_of_outages(prod: Emulation) -> Difference:
    page = one(prod, "aws:s3/bucketObjectv2:BucketObjectv2", "edge-error-page")
    client(prod, "s3").put_object(
        Bucket=page.inputs["bucket"],
        Key=page.inputs["key"],
        Body=b"<p>gone</p>",
        ContentType=page.inputs["contentType"],
        CacheControl=page.inputs["cacheControl"],
        ServerSideEncryption="aws:kms",
        SSEKMSKeyId=page.inputs["kmsKeyId"],
        Tagging="&".join(f"{key}={value}" for key, value in page.declared["tags"].items()),
    )
    return changed(page, "content (MD5)", _any, _any)


def log_all_statements(prod: Emulation) -> Difference:
    group = one(prod, "aws:rds/parameterGroup:ParameterGroup", "database-postgres16")
    client(prod, "rds").modify_db_parameter_group(
        DBParameterGroupName=group.inputs["name"],
        Parameters=[
            {
                "ParameterName": "log_statement",
                "ParameterValue": "all",
                "ApplyMethod": "immediate",
            }
        ],
    )
    return changed(group, "parameters[log_statement].value", "ddl", "all")


def resize_the_database(prod: Emulation) -> Difference:
    database = one(prod, "aws:rds/instance:Instance", "database")
    _modify(prod, DBInstanceClass="db.r5.xlarge")
    return changed(database, "instanceClass", "db.r5.large", "db.r5.xlarge")


def stop_protecting_the_database(prod: Emulation) -> Difference:
    database = one(prod, "aws:rds/instance:Instance", "database")
    _modify(prod, DeletionProtection=False)
    return changed(database, "deletionProtection", True, False)


def keep_backups_for_a_day(prod: Emulation) -> Difference:
    database = one(prod, "aws:rds/instance:Instance", "database")
    _modify(prod, BackupRetentionPeriod=1)
    return changed(database, "backupRetentionPeriod", 30, 1)


def publish_the_database(prod: Emulation) -> Difference:
    database = one(prod, "aws:rds/instance:Instance", "database")
    _modify(prod, PubliclyAccessible=True)
    return changed(database, "publiclyAccessible", False, True)


def put_the_database_into_another_group(prod: Emulation) -> Difference:
    database = one(prod, "aws:rds/instance:Instance", "database")
    mine, other = (
        one(prod, "aws:ec2/securityGroup:SecurityGroup", name).id for name in ("database", "cache")
    )
    _modify(prod, VpcSecurityGroupIds=[other])
    return changed(database, "vpcSecurityGroupIds", mine, other)


def promote_the_replica(prod: Emulation) -> Difference:
    replica = one(prod, "aws:rds/instance:Instance", "database-replica-1")
    client(prod, "rds").promote_read_replica(DBInstanceIdentifier=replica.inputs["identifier"])
    return changed(replica, "replicateSourceDb", replica.inputs["replicateSourceDb"], NOBODY)


def let_anybody_read_a_secret(prod: Emulation) -> Difference:
    secret = one(prod, "aws:secretsmanager/secret:Secret", "payment-provider-key")
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": "secretsmanager:GetSecretValue",
        "Resource": "*",
    }
    client(prod, "secretsmanager").put_resource_policy(
        SecretId=secret.id,
        ResourcePolicy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
    )
    return appeared(secret, "resource policy", secret.id)


def stop_rotating_the_master_password(prod: Emulation) -> Difference:
    rotation = one(
        prod, "aws:secretsmanager/secretRotation:SecretRotation", "database-credentials-master"
    )
    client(prod, "secretsmanager").cancel_rotate_secret(SecretId=rotation.inputs["secretId"])
    return Difference("gone", rotation.urn)


def slow_down_a_queue(prod: Emulation) -> Difference:
    queue = one(prod, "aws:sqs/queue:Queue", "mails")
    _queue(prod, "mails", VisibilityTimeout="900")
    return changed(queue, "visibilityTimeoutSeconds", 60, 900)


def delay_a_queue(prod: Emulation) -> Difference:
    queue = one(prod, "aws:sqs/queue:Queue", "mails")
    _queue(prod, "mails", DelaySeconds="60")
    return changed(queue, "delaySeconds", 0, 60)


def subscribe_to_a_topic(prod: Emulation) -> Difference:
    topic = one(prod, "aws:sns/topic:Topic", "order-events")
    arn = client(prod, "sns").subscribe(
        TopicArn=topic.id,
        Protocol="https",
        Endpoint="https://elsewhere.example.com",
        ReturnSubscriptionArn=True,
    )["SubscriptionArn"]
    return appeared(topic, "subscription", arn)


def narrow_what_a_queue_receives(prod: Emulation) -> Difference:
    type_ = "aws:sns/topicSubscription:TopicSubscription"
    subscription = one(prod, type_, "order-events--mails")
    policy = {**json.loads(subscription.inputs["filterPolicy"]), "country": ["DE"]}
    client(prod, "sns").set_subscription_attributes(
        SubscriptionArn=subscription.id,
        AttributeName="FilterPolicy",
        AttributeValue=json.dumps(policy),
    )
    return changed(subscription, "filterPolicy.country", NOBODY, ["DE"])


def rename_a_topic_for_people(prod: Emulation) -> Difference:
    topic = one(prod, "aws:sns/topic:Topic", "order-events")
    client(prod, "sns").set_topic_attributes(
        TopicArn=topic.id, AttributeName="DisplayName", AttributeValue="Bank"
    )
    return changed(topic, "displayName", NOBODY, "Bank")


class _Anything:
    """Stands for a value that a test need not repeat."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


_any: Any = _Anything()


def _modify(prod: Emulation, **changes: Any) -> None:
    database = one(prod, "aws:rds/instance:Instance", "database")
    client(prod, "rds").modify_db_instance(
        DBInstanceIdentifier=database.outputs["identifier"], ApplyImmediately=True, **changes
    )


def _queue(prod: Emulation, name: str, **attributes: str) -> None:
    """moto forgets a queue's policy where it is not set with the other attributes."""
    policy = one(prod, "aws:sqs/queuePolicy:QueuePolicy", name).inputs["policy"]
    client(prod, "sqs").set_queue_attributes(
        QueueUrl=one(prod, "aws:sqs/queue:Queue", name).id,
        Attributes={"Policy": policy, **attributes},
    )
