"""Statements by which a program reads and writes the objects of a bucket, whoever made it; pure."""

import pulumi

from components.security import Statement, allow, key_use
from planning import Environment


def reading(
    bucket_arn: pulumi.Output[str],
    prefix: str,
    environment: Environment,
    kms_key_arn: pulumi.Input[str] | None,
) -> list[Statement]:
    """Returns the rights to list and read the objects below a prefix."""
    seen = {"StringLike": {"s3:prefix": [f"{prefix}*"]}} if prefix else None
    return [
        allow(["s3:ListBucket"], [bucket_arn], condition=seen),
        allow(["s3:GetObject"], [objects(bucket_arn, prefix)]),
        *_key(environment, kms_key_arn, "kms:Decrypt"),
    ]


def writing(
    bucket_arn: pulumi.Output[str],
    prefix: str,
    environment: Environment,
    kms_key_arn: pulumi.Input[str] | None,
) -> list[Statement]:
    """Returns the rights to store and delete objects below a prefix. They read none, and delete no
    old version."""
    actions = [
        "s3:AbortMultipartUpload",
        "s3:DeleteObject",
        "s3:ListMultipartUploadParts",
        "s3:PutObject",
    ]
    return [
        allow(actions, [objects(bucket_arn, prefix)]),
        # S3 decrypts the parts of a multipart upload to put them together.
        *_key(environment, kms_key_arn, "kms:Decrypt", "kms:GenerateDataKey"),
    ]


def objects(bucket_arn: pulumi.Output[str], prefix: str = "") -> pulumi.Output[str]:
    """Returns the pattern of all objects below a prefix."""
    return pulumi.Output.concat(bucket_arn, "/", prefix, "*")


def _key(
    environment: Environment, kms_key_arn: pulumi.Input[str] | None, *actions: str
) -> list[Statement]:
    if kms_key_arn is None:
        return []
    return [key_use(kms_key_arn, actions, service="s3", region=environment.region)]
