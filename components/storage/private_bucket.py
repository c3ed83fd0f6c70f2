"""A private bucket with all the settings that buckets of the workload and their replicas share.

    Bucket
    BucketVersioning                    always on
    BucketServerSideEncryption...       by the customer key, with a bucket key
    BucketPublicAccessBlock             all four
    BucketOwnershipControls             no access control lists
    BucketLifecycleConfiguration        as the workload says, or by purpose
    BucketObjectLockConfiguration       if it has a lock (`lock_objects`)
    BucketLogging                       of every request, to the log bucket of its region

Left out: the bucket's policy, since there can be only one. The owner of the bucket writes it, and
includes `closed_statements`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import pulumi
import pulumi_aws as aws

from components.common import waits
from components.security import Statement, allow, deny_plain_http
from components.storage.bucket_lifecycle import lifecycle_rules
from components.storage.log_bucket import S3_PREFIX
from config.buckets import Bucket as BucketSettings
from planning import Environment, account_bucket_name


@dataclass(frozen=True, kw_only=True)
class PrivateBucketArgs:
    """The inputs from which a private bucket is built."""

    environment: Environment
    settings: BucketSettings
    kms_key_arn: pulumi.Input[str]
    """A key of the bucket's region."""
    log_bucket: pulumi.Input[str]
    """The name of a log bucket of the bucket's region: S3 logs within a region only."""
    region: str | None
    """The bucket's region; None for the environment's."""
    tags: Mapping[str, str] = field(default_factory=dict)
    """Further tags of the bucket. They change in place."""


class PrivateBucket(NamedTuple):
    """The bucket, and the resources for which others must wait."""

    bucket: aws.s3.Bucket
    versioning: aws.s3.BucketVersioning
    public_access_block: aws.s3.BucketPublicAccessBlock
    guards: Sequence[pulumi.Resource]
    """Settings that apply to an object at the moment in which it is stored, and never after."""


def private_bucket(name: str, args: PrivateBucketArgs, parent: pulumi.Resource) -> PrivateBucket:
    """Creates a bucket to which nobody outside the account can be given access."""
    opts = pulumi.ResourceOptions(parent=parent)
    physical = account_bucket_name(args.environment, name, args.region)
    bucket = aws.s3.Bucket(
        name,
        region=args.region,
        bucket=physical,
        bucket_namespace=args.environment.bucket_namespace if physical else None,
        # An environment without protection may be destroyed, with all that is in it.
        force_destroy=not args.environment.protect,
        tags={**args.tags} or None,
        # `object_lock_enabled` is left out: a change of it replaces the bucket, with all that is in
        # it, but `lock_objects` can give a lock to a bucket that exists.
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
    """Keeps new objects from being deleted for `lock_days`; without them it does nothing.

    S3 accepts a lock on a bucket that exists already, and never removes it. Without `lock_days`,
    new objects are free again, and those that are locked stay locked. `after` is the lock of the
    bucket that receives the copies, which S3 wants first.
    """
    if not args.settings.lock_days:
        return []
    lock = aws.s3.BucketObjectLockConfiguration(
        name,
        region=args.region,
        bucket=private.bucket.bucket,
        rule={
            "default_retention": {
                # COMPLIANCE binds even the account's root, so an environment that may be destroyed
                # could not be, until the last object's days are over.
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
    """Returns statements that require TLS, and refuse an object under another key than the
    bucket's. An upload that names no encryption gets the bucket's."""
    objects = pulumi.Output.concat(bucket_arn, "/*")
    encryption = "s3:x-amz-server-side-encryption"
    key = "s3:x-amz-server-side-encryption-aws-kms-key-id"
    return [
        deny_plain_http([bucket_arn, objects], ["s3:*"]),
        _deny_upload("KmsOnly", objects, encryption, "aws:kms"),
        _deny_upload("OwnKeyOnly", objects, key, kms_key_arn),
    ]


def distribution_statements(
    bucket_arn: pulumi.Output[str], settings: BucketSettings, distribution_arn: pulumi.Input[str]
) -> list[Statement]:
    """Returns statements that let one CloudFront distribution, and nobody else, fetch objects."""

    def from_distribution(action: str, resource: pulumi.Input[str], sid: str) -> Statement:
        return allow(
            [action],
            [resource],
            principal={"Service": "cloudfront.amazonaws.com"},
            condition={"StringEquals": {"aws:SourceArn": distribution_arn}},
            sid=sid,
        )

    objects = pulumi.Output.concat(bucket_arn, "/*")
    statements = [from_distribution("s3:GetObject", objects, "FromDistribution")]
    if settings.site():
        # A missing object answers 404 to those who may list, and 403 to all others. Nobody gets
        # the list: `/` itself is never asked for, because the edge asks for the index instead.
        statements.append(from_distribution("s3:ListBucket", bucket_arn, "MissingFiles"))
    return statements


def _deny_upload(
    sid: str, objects: pulumi.Input[str], header: str, value: pulumi.Input[str]
) -> Statement:
    """Refuses uploads whose header has another value. Without `Null`, uploads without the header
    would be refused as well."""
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
                # S3 then asks KMS for one key for the bucket, not for one for each object.
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
        # This makes one folder a day, by the time of the request, which a query engine needs.
        target_object_key_format={"partitioned_prefix": {"partition_date_source": "EventTime"}},
        opts=pulumi.ResourceOptions(parent=parent),
    )
