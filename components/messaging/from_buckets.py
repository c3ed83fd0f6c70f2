"""The right of S3 to send events of certain buckets into a queue or a topic."""

from collections.abc import Mapping

import pulumi

from components.security import Statement, allow
from planning import Environment


def from_buckets(
    action: str,
    target_arn: pulumi.Input[str],
    bucket_arns: Mapping[str, pulumi.Input[str]],
    environment: Environment,
) -> list[Statement]:
    """Returns the statement that lets S3 in for these buckets by name and no others; none without
    a bucket.

    A bucket's ARN names no account: once deleted, its name is free for anybody. So the account is
    asked for too, as AWS says:
    docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html
    """
    if not bucket_arns:
        return []
    return [
        allow(
            [action],
            [target_arn],
            principal={"Service": "s3.amazonaws.com"},
            condition={
                "ArnEquals": {"aws:SourceArn": [bucket_arns[name] for name in sorted(bucket_arns)]},
                "StringEquals": {"aws:SourceAccount": environment.account_id},
            },
            sid="FromBuckets",
        )
    ]
