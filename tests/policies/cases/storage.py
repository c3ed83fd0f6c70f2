"""Cases of buckets, queues, topics, logs and alarms."""

import json
from typing import Any

from tests.policies.case import Beside, Case
from tests.policies.cases.access import allows

BUCKET = "aws:s3/bucket:Bucket"
QUEUE, QUEUE_POLICY = "aws:sqs/queue:Queue", "aws:sqs/queuePolicy:QueuePolicy"
TOPIC, TOPIC_POLICY = "aws:sns/topic:Topic", "aws:sns/topicPolicy:TopicPolicy"
BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
VERSIONING = "aws:s3/bucketVersioning:BucketVersioning"
BLOCKED = dict.fromkeys(
    ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"), True
)


def denies(value: str = "false", **changes: Any) -> dict[str, str]:
    """A policy that refuses requests, as a rule those without TLS."""
    statement = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": ["*"],
        "Condition": {"Bool": {"aws:SecureTransport": value}},
        **changes,
    }
    return {"policy": json.dumps({"Statement": [statement]})}


def requires_tls(rule: str, type_: str, policy: str, by: str) -> Case:
    """The case of something whose policy refuses requests without TLS."""
    return Case(
        rule=rule,
        type=type_,
        absent=True,
        beside=(Beside(type=policy, by=by, inputs=denies()),),
        beside_bad=(Beside(type=policy, by=by, inputs=denies("true")),),
    )


def names_who(rule: str, type_: str, action: str) -> Case:
    """The case of a policy that lets somebody in."""
    bound = {"ArnLike": {"aws:SourceArn": "${sns.Topic order-events.arn}"}}
    return Case(
        rule=rule,
        type=type_,
        good={"policy": allows(Action=action, Principal="*", Condition=bound)},
        bad={
            "policy": allows(
                Action=action,
                Principal={"AWS": ["*"]},
                Condition={"StringNotEquals": {"aws:SourceAccount": "1"}},
            )
        },
        absent=False,
    )


def _receives(service: str) -> Beside:
    """The policy of a bucket into which a service may write."""
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "s3:PutObject"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    return Beside(type="aws:s3/bucketPolicy:BucketPolicy", by="bucket", inputs={"policy": document})


CASES = [
    Case(
        rule="s3-blocks-public-access",
        type=BUCKET,
        absent=True,
        beside=(Beside(type=BLOCK, by="bucket", inputs=BLOCKED),),
        beside_bad=(Beside(type=BLOCK, by="bucket", inputs={**BLOCKED, "blockPublicAcls": False}),),
    ),
    names_who("s3-policy-names-who-may", "aws:s3/bucketPolicy:BucketPolicy", "s3:GetObject"),
    requires_tls("s3-requires-tls", BUCKET, "aws:s3/bucketPolicy:BucketPolicy", "bucket"),
    Case(
        rule="s3-logs-requests",
        type=BUCKET,
        absent=True,
        beside=(Beside(type="aws:s3/bucketLogging:BucketLogging", by="bucket"),),
    ),
    Case(
        rule="s3-logs-requests",
        type=BUCKET,
        absent=True,
        beside=(_receives("logging.s3.amazonaws.com"),),
        beside_bad=(_receives("cloudtrail.amazonaws.com"),),
    ),
    Case(
        rule="s3-has-no-access-lists",
        type="aws:s3/bucketOwnershipControls:BucketOwnershipControls",
        good={"rule": {"objectOwnership": "BucketOwnerEnforced"}},
        bad={"rule": {"objectOwnership": "ObjectWriter"}},
        absent=True,
    ),
    Case(
        rule="s3-has-a-lifecycle",
        type=BUCKET,
        absent=True,
        beside=(
            Beside(
                type="aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
                by="bucket",
            ),
        ),
    ),
    Case(
        rule="s3-keeps-versions",
        type=BUCKET,
        absent=True,
        beside=(
            Beside(
                type=VERSIONING,
                by="bucket",
                inputs={"versioningConfiguration": {"status": "Enabled"}},
            ),
        ),
        beside_bad=(
            Beside(
                type=VERSIONING,
                by="bucket",
                inputs={"versioningConfiguration": {"status": "Suspended"}},
            ),
        ),
    ),
    Case(
        rule="sqs-encrypts",
        type=QUEUE,
        good={"kmsMasterKeyId": "${kms.Key key.arn}", "sqsManagedSseEnabled": False},
        bad={"sqsManagedSseEnabled": False},
        absent=False,
    ),
    names_who("sqs-policy-names-who-may", QUEUE_POLICY, "sqs:SendMessage"),
    requires_tls("sqs-requires-tls", QUEUE, QUEUE_POLICY, "queueUrl"),
    Case(
        rule="sns-encrypts",
        type=TOPIC,
        good={"kmsMasterKeyId": "${kms.Key key.arn}"},
        bad={"kmsMasterKeyId": ""},
        absent=True,
    ),
    names_who("sns-policy-names-who-may", TOPIC_POLICY, "sns:Publish"),
    requires_tls("sns-requires-tls", TOPIC, TOPIC_POLICY, "arn"),
    Case(
        rule="logs-are-kept",
        type="aws:cloudwatch/logGroup:LogGroup",
        good={"retentionInDays": 90},
        bad={"retentionInDays": 60},
        absent=False,
    ),
    Case(
        rule="alarms-are-armed",
        type="aws:cloudwatch/metricAlarm:MetricAlarm",
        good={"actionsEnabled": True},
        bad={"actionsEnabled": False},
        absent=False,
    ),
]
