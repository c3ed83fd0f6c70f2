"""Rows for buckets, image registries and the search engine."""

from typing import Any

from aws_account.mapping import shapes
from aws_account.mapping.row import Hash, Named, Row, Table, Values, call, row


def _no_notifications(_: Values) -> Values:
    """Returns what takes the place of a bucket's notifications when there are none."""
    return {"NotificationConfiguration": {}}


def _part(
    put: str,
    *,
    get: str = "",
    delete: str = "",
    into: str = "",
    fixed: Values | None = None,
    **more: Any,
) -> Row:
    """Returns the row for a part of a bucket that has operations of its own and is named after the
    bucket. `delete="-"` means that S3 has no operation for it, and that it is deleted with the
    bucket."""
    write = call(put, into=into, **(fixed or {}))
    return row(
        "s3",
        write,
        "{bucket}",
        read=get or put.replace("Put", "Get", 1),
        update=write,
        delete=() if delete == "-" else delete or put.replace("Put", "Delete", 1),
        **more,
    )


ROWS: Table = {
    "aws:opensearch/domain:Domain": row(
        "opensearch",
        call("CreateDomain", special=shapes.published_logs),
        "DomainStatus.ARN",
        read=call("DescribeDomain", at="DomainStatus", DomainName="{domainName}"),
        tags=call("ListTags", ARN="{arn}"),
        update=(
            call("UpdateDomainConfig", special=shapes.published_logs, DomainName="{domainName}"),
            # moto cannot upgrade.
            call(
                "UpgradeDomain",
                takes="engineVersion",
                rename={"engineVersion": "TargetVersion"},
                recorded="-",
                DomainName="{domainName}",
            ),
        ),
        delete=call("DeleteDomain", DomainName="{domainName}"),
        named=Named(28, "domainName", lower=True),
        rename={
            "tags": "TagList",
            "encryptAtRest": "EncryptionAtRestOptions",
            "nodeToNodeEncryption": "NodeToNodeEncryptionOptions",
        },
        found={"logPublishingOptions": shapes.PUBLISHED_LOGS},
        outputs={
            "arn": "{id}",
            "domainId": "{aws.DomainId}",
            "endpoint": "{aws.Endpoints.vpc}",
        },
    ),
    "aws:s3/bucket:Bucket": row(
        "s3",
        call("CreateBucket", CreateBucketConfiguration={"LocationConstraint": "{location}"}),
        "{bucket}",
        also=call("PutBucketTagging", takes="tags", into="Tagging"),
        read=(
            call("HeadBucket"),
            call("GetBucketAccelerateConfiguration", at="{Acceleration: Status}", optional=True),
            call("GetBucketRequestPayment", optional=True),
        ),
        found={"accelerationStatus": "Acceleration", "requestPayer": "Payer"},
        tags=call("GetBucketTagging"),
        clear=shapes.empty_bucket,
        delete="DeleteBucket",
        named=Named(63, "bucket", lower=True),
        rename={"objectLockEnabled": "ObjectLockEnabledForBucket", "tags": "TagSet"},
        outputs={
            "arn": "arn:{partition}:s3:::{bucket}",
            "bucketDomainName": "{bucket}.s3.amazonaws.com",
            "bucketRegionalDomainName": "{bucket}.s3.{region}.amazonaws.com",
            "bucketRegion": "{region}",
        },
        local="forceDestroy",
    ),
    "aws:s3/bucketVersioning:BucketVersioning": _part(
        "PutBucketVersioning", delete="-", found={"versioningConfiguration": "@"}
    ),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": _part(
        "PutBucketEncryption",
        into="ServerSideEncryptionConfiguration",
        rename={"rules.applyServerSideEncryptionByDefault.kmsMasterKeyId": "KMSMasterKeyID"},
        loses="rules.blockedEncryptionTypes",
    ),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": _part(
        "PutPublicAccessBlock", into="PublicAccessBlockConfiguration"
    ),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": _part(
        "PutBucketOwnershipControls", into="OwnershipControls", rename={"rule": "Rules"}
    ),
    "aws:s3/bucketPolicy:BucketPolicy": _part("PutBucketPolicy"),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": _part(
        "PutBucketLifecycleConfiguration",
        delete="DeleteBucketLifecycle",
        into="LifecycleConfiguration",
        rename={"rules.id": "ID"},
    ),
    "aws:s3/bucketNotification:BucketNotification": row(
        "s3",
        call("PutBucketNotificationConfiguration", special=shapes.notifications, whole=True),
        "{bucket}",
        read="GetBucketNotificationConfiguration",
        update=call("PutBucketNotificationConfiguration", special=shapes.notifications, whole=True),
        # S3 has no operation that deletes it: an empty one takes its place.
        delete=call("PutBucketNotificationConfiguration", special=_no_notifications),
        found={
            "eventbridge": "EventBridgeConfiguration != `null`",
            "lambdaFunctions": "LambdaFunctionConfigurations",
            "queues": shapes.notified("Queue"),
            "topics": shapes.notified("Topic"),
        },
    ),
    "aws:s3/bucketLogging:BucketLogging": _part(
        "PutBucketLogging",
        delete="-",
        into="BucketLoggingStatus.LoggingEnabled",
        loses="targetObjectKeyFormat",
    ),
    "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": _part(
        "PutBucketCors", into="CORSConfiguration"
    ),
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": _part(
        "PutBucketReplication",
        into="ReplicationConfiguration",
        rename={"rules.id": "ID", "rules.destination.replicationTime.time.minutes": "Minutes"},
        loses="rules.deleteMarkerReplication.status rules.sourceSelectionCriteria",
    ),
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": _part(
        "PutObjectLockConfiguration",
        delete="-",
        into="ObjectLockConfiguration",
        fixed={"ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled"}},
    ),
    "aws:ecr/repository:Repository": row(
        "ecr",
        "CreateRepository",
        "repository.repositoryName",
        read="DescribeRepositories",
        tags=call("ListTagsForResource", resourceArn="{arn}"),
        update=(
            call("PutImageTagMutability", takes="imageTagMutability"),
            call("PutImageScanningConfiguration", takes="imageScanningConfiguration"),
        ),
        delete=call("DeleteRepository", force="{forceDelete}"),
        named=Named(256),
        rename={"encryptionConfigurations": "encryptionConfiguration"},
        outputs={
            "arn": "{aws.repositoryArn}",
            "repositoryUrl": "{account}.dkr.ecr.{region}.amazonaws.com/{name}",
        },
        local="forceDelete",
    ),
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": row(
        "ecr",
        "PutLifecyclePolicy",
        "{repository}",
        read="GetLifecyclePolicy",
        update="PutLifecyclePolicy",
        delete="DeleteLifecyclePolicy",
        rename={"policy": "lifecyclePolicyText"},
    ),
    "aws:s3/bucketObjectv2:BucketObjectv2": row(
        "s3",
        call("PutObject", special=shapes.object_tags),
        "{bucket}/{key}",
        read="HeadObject",
        tags=call("GetObjectTagging"),
        # Each change creates a new version, which has no tags at first.
        update=call(
            "PutObject",
            takes="bucket key content contentType cacheControl serverSideEncryption kmsKeyId tags",
            special=shapes.object_tags,
        ),
        delete="DeleteObject",
        rename={"content": "Body", "kmsKeyId": "SSEKMSKeyId"},
        hashes={"content": Hash("MD5", "ETag", shapes.content_hash)},
        outputs={"arn": "arn:{partition}:s3:::{bucket}/{key}", "versionId": "{aws.VersionId}"},
    ),
}
