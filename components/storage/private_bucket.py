"""What every bucket of the workload has, the original as well as its replica.

    Bucket
    BucketVersioning                    always on
    BucketServerSideEncryption...       by the customer key, with a bucket key
    BucketPublicAccessBlock             all four
    BucketOwnershipControls             no access control lists
    BucketLifecycleConfiguration        by purpose
    BucketObjectLockConfiguration       where it has a lock (`lock_objects`)
    BucketLogging                       of every request, to the log bucket of its region

Left out: the bucket's policy, of which there can be only one. Who creates the bucket writes it,
from `closed_statements`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pulumi
import pulumi_aws as aws

from components.common import waits
from components.security import Statement, deny_plain_http
from components.storage.bucket_lifecycle import lifecycle_rules
from components.storage.log_bucket import S3_PREFIX
from config.workload import workload
from planning import Environment


@dataclass(frozen=True, kw_only=True)
class PrivateBucketArgs:
    """What a bucket is made from."""

    environment: Environment
    settings: workload.Bucket
    kms_key_arn: pulumi.Input[str]
    """A key of the bucket's region."""
    log_bucket: pulumi.Input[str]
    """The name of a log bucket of the bucket's region: S3 logs within a region only."""
    region: str | None
    """None: the environment's."""


class PrivateBucket(NamedTuple):
    """The bucket, and what others must wait for."""

    bucket: aws.s3.Bucket
    versioning: aws.s3.BucketVersioning
    public_access_block: aws.s3.BucketPublicAccessBlock
    guards: Sequence[pulumi.Resource]
    """What decides how an object is kept, at the moment in which it is stored and never after."""


def private_bucket(name: str, args: PrivateBucketArgs, parent: pulumi.Resource) -> PrivateBucket:
    """A bucket that nobody outside the account can be let into."""
    opts = pulumi.ResourceOptions(parent=parent)
    bucket = aws.s3.Bucket(
        name,
        region=args.region,
        # Without protection the environment is there to be destroyed, with all that is in it.
        force_destroy=not args.environment.protect,
        # Without `object_lock_enabled`: a change of it replaces the bucket, with all that is in it,
        # where `lock_objects` gives a lock to a bucket that is there.
        opts=pulumi.ResourceOptions(parent=parent, protect=args.environment.protect),
    )
    versioning = aws.s3.BucketVersioning(
        name,
        region=args.region,
        bucket=bucket.bucket,
        versioning_configuration={"status": "Enabled"},
        opts=opts,
    )
    block = aws.s3.BucketPublicAccessBlock(
        name,
        region=args.region,
        bucket=bucket.bucket,
        block_public_acls=True,
        block_public_policy=True,
        ignore_public_acls=True,
        restrict_public_buckets=True,
        opts=opts,
    )
    ownership = _own(name, args, bucket, parent)
    encryption = _encrypt(name, args, bucket, parent)
    _keep(name, args, bucket, versioning, parent)
    logging = _log(name, args, bucket, parent)
    return PrivateBucket(
        bucket, versioning, block, [versioning, block, ownership, encryption, logging]
    )


def lock_objects(
    name: str,
    args: PrivateBucketArgs,
    private: PrivateBucket,
    parent: pulumi.Resource,
    *,
    after: Sequence[pulumi.Resource] = (),
) -> list[pulumi.Resource]:
    """Keeps new objects from being deleted for `lock_days`; nothing where there are none.

    S3 takes it on a bucket that is there already, and never takes it back: without `lock_days` new
    objects are free again, and those that are locked stay so. `after`: the lock of the bucket that
    it is replicated to, which S3 asks for first.
    """
    if not args.settings.lock_days:
        return []
    lock = aws.s3.BucketObjectLockConfiguration(
        name,
        region=args.region,
        bucket=private.bucket.bucket,
        rule={
            "default_retention": {
                # COMPLIANCE binds even the account's root: an environment that is there to be
                # destroyed could not be, until the last object's days are over.
                "mode": "COMPLIANCE" if args.environment.protect else "GOVERNANCE",
                "days": args.settings.lock_days,
            }
        },
        # S3 locks objects of versioned buckets only.
        opts=pulumi.ResourceOptions(parent=parent, depends_on=[private.versioning, *after]),
    )
    return [lock]


def closed_statements(
    bucket_arn: pulumi.Output[str], kms_key_arn: pulumi.Input[str]
) -> list[Statement]:
    """TLS only, and no object that another key than the bucket's encrypts. An upload that names no
    encryption gets the bucket's."""
    objects = pulumi.Output.concat(bucket_arn, "/*")
    encryption = "s3:x-amz-server-side-encryption"
    key = "s3:x-amz-server-side-encryption-aws-kms-key-id"
    return [
        deny_plain_http([bucket_arn, objects], ["s3:*"]),
        _deny_upload("KmsOnly", objects, encryption, "aws:kms"),
        _deny_upload("OwnKeyOnly", objects, key, kms_key_arn),
    ]


def _deny_upload(
    sid: str, objects: pulumi.Input[str], header: str, value: pulumi.Input[str]
) -> Statement:
    """Refuses uploads that have a header of another value. Without `Null`, those that lack the
    header would be refused as well."""
    return Statement(
        Sid=sid,
        Effect="Deny",
        Principal="*",
        Action=["s3:PutObject"],
        Resource=[objects],
        Condition={"StringNotEquals": {header: value}, "Null": {header: "false"}},
    )


def _own(
    name: str, args: PrivateBucketArgs, bucket: aws.s3.Bucket, parent: pulumi.Resource
) -> pulumi.Resource:
    return aws.s3.BucketOwnershipControls(
        name,
        region=args.region,
        bucket=bucket.bucket,
        rule={"object_ownership": "BucketOwnerEnforced"},
        opts=pulumi.ResourceOptions(parent=parent),
    )


def _encrypt(
    name: str, args: PrivateBucketArgs, bucket: aws.s3.Bucket, parent: pulumi.Resource
) -> pulumi.Resource:
    return aws.s3.BucketServerSideEncryptionConfiguration(
        name,
        region=args.region,
        bucket=bucket.bucket,
        rules=[
            {
                "apply_server_side_encryption_by_default": {
                    "sse_algorithm": "aws:kms",
                    "kms_master_key_id": args.kms_key_arn,
                },
                # S3 asks KMS for a key of the bucket's own, not for one an object.
                "bucket_key_enabled": True,
                # Objects under a key that only their client knows are lost with the client. New
                # buckets refuse them since March 2026 anyway.
                "blocked_encryption_types": ["SSE-C"],
            }
        ],
        opts=pulumi.ResourceOptions(parent=parent),
    )


def _keep(
    name: str,
    args: PrivateBucketArgs,
    bucket: aws.s3.Bucket,
    versioning: aws.s3.BucketVersioning,
    parent: pulumi.Resource,
) -> None:
    aws.s3.BucketLifecycleConfiguration(
        name,
        region=args.region,
        bucket=bucket.bucket,
        rules=lifecycle_rules(args.settings, args.environment.object_versions_days),
        opts=pulumi.ResourceOptions(
            parent=parent,
            # S3 takes rules about old versions on versioned buckets only.
            depends_on=[versioning],
            custom_timeouts=waits.LIFECYCLE_RULES,
        ),
    )


def _log(
    name: str, args: PrivateBucketArgs, bucket: aws.s3.Bucket, parent: pulumi.Resource
) -> pulumi.Resource:
    return aws.s3.BucketLogging(
        name,
        region=args.region,
        bucket=bucket.bucket,
        target_bucket=args.log_bucket,
        target_prefix=f"{S3_PREFIX}{name}/",
        # One folder a day, by the time of the request: what a query engine needs.
        target_object_key_format={"partitioned_prefix": {"partition_date_source": "EventTime"}},
        opts=pulumi.ResourceOptions(parent=parent),
    )
