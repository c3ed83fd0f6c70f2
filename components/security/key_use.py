"""The right of a program to use the key that encrypts a queue, a topic or a bucket."""

from collections.abc import Sequence

import pulumi

from components.security.iam import Statement, allow


def key_use(
    key_arn: pulumi.Input[str], actions: Sequence[str], *, service: str, region: str
) -> Statement:
    """Lets a role use a key through one service in one region, never by a call to KMS itself.

    `service` is the name in KMS: `sqs`, `sns` or `s3`.
    Source: docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
    """
    return allow(
        actions,
        [key_arn],
        condition={"StringEquals": {"kms:ViaService": f"{service}.{region}.amazonaws.com"}},
        sid="KeyByService",
    )
