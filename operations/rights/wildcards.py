"""Reasons of wildcards: why a statement says * where a name would be narrower.

A wildcard that no row here is about has no reason, and `tests/operations/rights` fails on it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from operations.rights.grants import Grant
from operations.rights.patterns import covers, has_wildcard, matches

_NO_ARN = "AWS cannot limit this action to resources"
_STREAMS = "a task or function names its log streams when it starts"
_TASKS = "a task gets its name when it starts; the part before is this cluster's"
_ALL_OR_NONE = "AWS lists all of them or none"
_BOUND = "an endpoint's policy grants nothing: it bounds what roles and resources grant"
_SNAPSHOTS = "AWS Backup names its snapshots after its jobs"
_LAYERS = "the layers of images, in a bucket that ECR keeps for the region"
_KEY = "in a key's policy, * is the key itself"


@dataclass(frozen=True)
class Reason:
    """Why wildcards of one kind are right."""

    owners: tuple[str, ...]
    """Kinds of the roles or resources that have the statement; patterns."""
    actions: tuple[str, ...]
    """Actions that it is about; patterns, in any case."""
    resource: str
    """The resource's text, as a pattern."""
    why: str


_REASONS = (
    Reason(("ec2.VpcEndpoint",), ("*",), "*", _BOUND),
    Reason(
        ("ec2.VpcEndpoint",),
        ("s3:GetObject",),
        "arn:*:s3:::prod-*-starport-layer-bucket/*",
        _LAYERS,
    ),
    Reason(("kms.Key",), ("kms:*",), "*", _KEY),
    Reason(("iam.Role",), ("ecr:GetAuthorizationToken",), "*", _NO_ARN),
    Reason(("iam.Role",), ("elasticloadbalancing:Describe*",), "*", _NO_ARN),
    Reason(
        ("iam.Role",),
        (
            "elasticloadbalancing:DeregisterTargets",
            "elasticloadbalancing:RegisterTargets",
            "elasticloadbalancing:ModifyListener",
            "elasticloadbalancing:ModifyRule",
        ),
        "arn:*:elasticloadbalancing:*",
        "routes come and go with the workload; the condition limits it to this environment's tags",
    ),
    Reason(("iam.Role",), ("xray:PutTelemetryRecords", "xray:PutTraceSegments"), "*", _NO_ARN),
    Reason(
        ("iam.Role",),
        (
            "ssmmessages:CreateControlChannel",
            "ssmmessages:CreateDataChannel",
            "ssmmessages:OpenControlChannel",
            "ssmmessages:OpenDataChannel",
        ),
        "*",
        _NO_ARN,
    ),
    Reason(("iam.Role",), ("logs:DescribeLogGroups",), "*", _ALL_OR_NONE),
    Reason(("iam.Role",), ("logs:DescribeLogGroups",), "arn:*:log-group:*", _ALL_OR_NONE),
    Reason(
        ("iam.Role",),
        ("logs:CreateLogGroup", "logs:PutRetentionPolicy"),
        "arn:*:log-group:RDSOSMetrics:*",
        "RDS writes the metrics of every instance into this one group, and may make it",
    ),
    Reason(
        ("iam.Role", "cloudwatch.LogResourcePolicy"),
        (
            "logs:CreateLogStream",
            "logs:DescribeLogStreams",
            "logs:GetLogEvents",
            "logs:PutLogEvents",
        ),
        "*:*",
        _STREAMS,
    ),
    Reason(
        ("iam.Role",),
        ("ecs:RunTask",),
        "arn:*:task-definition/*:*",
        "a deployment makes a newer revision than the policy could name",
    ),
    Reason(("iam.Role",), ("ecs:ListTasks",), "*", "AWS limits it by the cluster, a condition"),
    Reason(
        ("iam.Role",),
        ("ecs:DescribeTasks", "ecs:StopTask", "ecs:TagResource"),
        "arn:*:task/*",
        _TASKS,
    ),
    Reason(
        ("iam.Role",),
        ("ecs:GetTaskProtection", "ecs:UpdateTaskProtection"),
        "arn:*:task/*",
        _TASKS,
    ),
    Reason(
        ("iam.Role",),
        ("iam:PassRole",),
        "arn:*:role/*/tasks/*",
        "the task runner starts every program; the path is that of this environment's tasks",
    ),
    Reason(
        ("iam.Role",),
        ("ssm:GetParameter",),
        "arn:*:parameter/*/*",
        "each task has a parameter; the path is this environment's",
    ),
    Reason(
        ("iam.Role",),
        ("secretsmanager:*",),
        "arn:*:secret:ecs-sc!*",
        "ECS names the secrets of its certificates itself, and nobody else may use that beginning",
    ),
    Reason(
        ("iam.Role",),
        ("secretsmanager:*",),
        "arn:*:secret:*/*-credentials/*",
        "each program has a secret; the path is this environment's",
    ),
    Reason(
        ("iam.Role",),
        ("es:ESHttp*",),
        "${opensearch.Domain*.arn}/?*",
        "the index of this name and those whose names go on with a hyphen; requests are paths",
    ),
    Reason(
        ("iam.Role",),
        (
            "ecs:DescribeServiceDeployments",
            "ecs:DescribeServiceRevisions",
            "ecs:DescribeServices",
        ),
        "arn:*:ecs:*:service*/?*/*",
        "a new version of any service is tried; the part before is this cluster's",
    ),
    Reason(
        ("iam.Role",),
        ("elasticache:DescribeUsers", "elasticache:ModifyUser"),
        "arn:*:user:*-*",
        "each program has a user; the beginning is this environment's",
    ),
    Reason(
        ("iam.Role",),
        ("s3:*",),
        "${s3.Bucket*.arn}/*",
        "the objects of this bucket, or those below the prefix; their keys are data",
    ),
    Reason(
        ("s3.Bucket",),
        ("s3:GetObject", "s3:PutObject"),
        "${s3.Bucket*.arn}/*",
        "the objects of this bucket, or those below the prefix; the condition names who writes",
    ),
    Reason(
        ("iam.Role",),
        (
            "backup:DescribeRestoreJob",
            "backup:ListRestoreJobs",
            "cloudwatch:GetMetricData",
            "events:ListRules",
            "s3:ListAllMyBuckets",
            "tag:GetResources",
        ),
        "*",
        _NO_ARN,
    ),
    Reason(
        ("iam.Role",),
        ("backup:TagResource",),
        "arn:*:recovery-point:*",
        "AWS Backup names its copies itself",
    ),
    Reason(
        ("iam.Role",),
        (
            "backup:CopyFromBackupVault",
            "backup:StartRestoreJob",
            "rds:AddTagsToResource",
            "rds:CopyDBSnapshot",
            "rds:CreateDBInstance",
            "rds:CreateDBSnapshot",
            "rds:DeleteDBSnapshot",
            "rds:DescribeDBSnapshots",
            "rds:ListTagsForResource",
            "rds:RestoreDBInstanceFromDBSnapshot",
        ),
        "arn:*:rds:*:snapshot:*",
        _SNAPSHOTS,
    ),
    Reason(
        ("iam.Role",),
        (
            "backup:CopyFromBackupVault",
            "rds:AddTagsToResource",
            "rds:CopyDBClusterSnapshot",
            "rds:CreateDBClusterSnapshot",
            "rds:DeleteDBClusterSnapshot",
            "rds:DescribeDBClusterSnapshots",
            "rds:ListTagsForResource",
        ),
        "arn:*:rds:*:cluster-snapshot:*",
        _SNAPSHOTS,
    ),
    Reason(
        ("iam.Role",),
        (
            "events:DeleteRule",
            "events:DescribeRule",
            "events:DisableRule",
            "events:EnableRule",
            "events:ListTargetsByRule",
            "events:PutRule",
            "events:PutTargets",
            "events:RemoveTargets",
        ),
        "arn:*:events:*:rule/AwsBackupManagedRule*",
        "AWS Backup names the rules by which buckets tell it of changes itself",
    ),
    Reason(
        ("iam.Role",),
        (
            "rds:AddTagsToResource",
            "rds:CreateDBInstance",
            "rds:DeleteDBInstance",
            "rds:RestoreDBInstanceFromDBSnapshot",
        ),
        "arn:*:rds:*:db:awsbackup-restore-test-*",
        "AWS Backup names the instance of a restore test itself",
    ),
    Reason(("iam.Role",), ("rds:DescribeDBClusters",), "arn:*:rds:*:cluster:*", _ALL_OR_NONE),
    Reason(("iam.Role",), ("rds:DescribeDBInstances",), "arn:*:rds:*:db:*", _ALL_OR_NONE),
    Reason(
        ("iam.Role",),
        ("rds:CreateDBInstance", "rds:RestoreDBInstanceFromDBSnapshot"),
        "arn:*:rds:*:*:*",
        "an instance of a restore test needs a subnet group and the default groups of its version",
    ),
    Reason(
        ("iam.Role",),
        ("kms:GenerateDataKey*", "kms:ReEncrypt*"),
        "${kms.Key*.arn}",
        "both forms of one action, with the key in plain text and without; services use either",
    ),
)


def wildcards(grant: Grant) -> list[tuple[str, str]]:
    """Returns the actions and resources of a statement that allows by a wildcard."""
    statement = grant.statement
    trusts = grant.owner.kind == "iam.Role" and not grant.is_of_role
    if not statement.allows or trusts:
        # A Deny is the wider the safer, and a trust policy is about its own role only.
        return []
    pairs = [
        (action, resource)
        for action in statement.actions.patterns
        for resource in statement.resources.patterns
    ]
    if statement.actions.other_than or statement.resources.other_than:
        return pairs
    return [pair for pair in pairs if has_wildcard(pair)]


def reasons(grant: Grant, given: str = "") -> dict[str, str]:
    """Returns the reason of each wildcard of a statement, or an empty text where there is none.
    `given` is what the workload says of it."""
    return {
        f"{action} on {resource}": given or _reason(grant, action, resource)
        for action, resource in wildcards(grant)
    }


def _reason(grant: Grant, action: str, resource: str) -> str:
    if grant.statement.actions.other_than or grant.statement.resources.other_than:
        return ""
    return next(_found(grant.owner.kind, action, resource), "")


def _found(owner: str, action: str, resource: str) -> Iterator[str]:
    for row in _REASONS:
        acts = any(matches(each, action, any_case=True) for each in row.actions)
        if owner in row.owners and acts and _is_of(row.resource, resource):
            yield row.why


def _is_of(pattern: str, resource: str) -> bool:
    # A reason for a part of the resources is none for all of them.
    if resource == "*":
        return pattern == "*"
    return pattern != "*" and covers(pattern, resource)
