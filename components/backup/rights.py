"""The rights of AWS Backup's role: to copy these stores into these vaults, and to restore a copy
under a name of a test. What AWS's own policies for it hold beyond that (other services, other
stores, sharing with other accounts) is left out.

docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSBackupServiceRolePolicyForBackup.html,
with ...ForRestores and ...ForS3Backup
"""

from collections.abc import Sequence

import pulumi

from components.security import Statement, allow
from planning import Environment

Arn = pulumi.Input[str]


def copying(vaults: Sequence[Arn], keys: Sequence[Arn]) -> list[Statement]:
    """Returns the rights for any copy: to find stores by tags, and to fill the vaults."""
    return [
        # Tags are searched in the whole account.
        allow(["tag:GetResources"], ["*"]),
        allow(["backup:CopyIntoBackupVault", "backup:DescribeBackupVault"], vaults),
        allow(["backup:TagResource"], ["arn:*:backup:*:*:recovery-point:*"]),
        allow(["kms:DescribeKey"], keys),
        # What keeps a copy keeps using the key after the request, by a grant of its own.
        allow(["kms:CreateGrant"], keys, condition={"Bool": {"kms:GrantIsForAWSResource": "true"}}),
    ]


def snapshots(environment: Environment, databases: Sequence[Arn]) -> list[Statement]:
    """Returns the rights to take snapshots of databases, to copy and to delete them."""
    if not databases:
        return []
    taken = _taken(environment)
    return [
        allow(["rds:DescribeDBInstances"], [environment.arn("rds", "db:*")]),
        allow(["rds:DescribeDBSnapshots"], [environment.arn("rds", "snapshot:*", region="*")]),
        allow(
            ["rds:AddTagsToResource", "rds:CreateDBSnapshot", "rds:ListTagsForResource"],
            [*databases, taken],
        ),
        allow(
            ["backup:CopyFromBackupVault", "rds:CopyDBSnapshot", "rds:DeleteDBSnapshot"], [taken]
        ),
    ]


def clusters(environment: Environment, databases: Sequence[Arn]) -> list[Statement]:
    """Returns the rights to take snapshots of Aurora clusters, to copy and to delete them."""
    if not databases:
        return []
    taken = environment.arn("rds", "cluster-snapshot:awsbackup:*", region="*")
    return [
        allow(["rds:DescribeDBClusters"], [environment.arn("rds", "cluster:*")]),
        allow(
            ["rds:DescribeDBClusterSnapshots"],
            [environment.arn("rds", "cluster-snapshot:*", region="*")],
        ),
        allow(
            ["rds:AddTagsToResource", "rds:CreateDBClusterSnapshot", "rds:ListTagsForResource"],
            [*databases, taken],
        ),
        allow(
            [
                "backup:CopyFromBackupVault",
                "rds:CopyDBClusterSnapshot",
                "rds:DeleteDBClusterSnapshot",
            ],
            [taken],
        ),
    ]


def restoring(environment: Environment, keys: Sequence[Arn]) -> list[Statement]:
    """Returns the rights to restore a snapshot as an instance of a test, and to delete that. It is
    encrypted by the snapshot's key."""
    instance = environment.arn("rds", "db:awsbackup-restore-test-*")
    around = [environment.arn("rds", f"{kind}:*") for kind in ("subgrp", "pg", "og")]
    return [
        allow(["rds:AddTagsToResource", "rds:DeleteDBInstance"], [instance]),
        allow(
            ["rds:CreateDBInstance", "rds:RestoreDBInstanceFromDBSnapshot"],
            [instance, _taken(environment), *around],
        ),
        allow(["backup:StartRestoreJob"], [_taken(environment)]),
        # A job has no ARN.
        allow(["backup:DescribeRestoreJob", "backup:ListRestoreJobs"], ["*"]),
        allow(
            ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
            keys,
            condition={"StringLike": {"kms:ViaService": "rds.*.amazonaws.com"}},
        ),
    ]


def objects(
    environment: Environment, buckets: Sequence[Arn], keys: Sequence[Arn]
) -> list[Statement]:
    """Returns the rights to copy buckets continuously. S3 tells AWS Backup of each change through
    EventBridge, for which AWS Backup sets the bucket's notification and a rule of its own."""
    return [
        allow(
            [
                "s3:GetBucketAcl",
                "s3:GetBucketLocation",
                "s3:GetBucketNotification",
                "s3:GetBucketTagging",
                "s3:GetBucketVersioning",
                "s3:GetInventoryConfiguration",
                "s3:ListBucket",
                "s3:ListBucketVersions",
                "s3:PutBucketNotification",
                "s3:PutInventoryConfiguration",
            ],
            buckets,
        ),
        allow(
            [
                "s3:GetObject",
                "s3:GetObjectAcl",
                "s3:GetObjectTagging",
                "s3:GetObjectVersion",
                "s3:GetObjectVersionAcl",
                "s3:GetObjectVersionTagging",
            ],
            [pulumi.Output.concat(each, "/*") for each in buckets],
        ),
        allow(
            ["kms:Decrypt"],
            keys,
            condition={"StringLike": {"kms:ViaService": "s3.*.amazonaws.com"}},
        ),
        allow(
            [
                "events:DeleteRule",
                "events:DescribeRule",
                "events:DisableRule",
                "events:EnableRule",
                "events:ListTargetsByRule",
                "events:PutRule",
                "events:PutTargets",
                "events:RemoveTargets",
            ],
            [environment.arn("events", "rule/AwsBackupManagedRule*")],
        ),
        # Lists and metrics have no ARN that could be named.
        allow(["cloudwatch:GetMetricData", "events:ListRules", "s3:ListAllMyBuckets"], ["*"]),
    ]


def _taken(environment: Environment) -> str:
    """Returns the pattern of snapshots that AWS Backup took, in either region: it names them after
    its jobs."""
    return environment.arn("rds", "snapshot:awsbackup:*", region="*")
