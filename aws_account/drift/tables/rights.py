"""Kinds of things that people may add to roles, keys, secrets, buckets and repositories."""

from aws_account.drift.tables.kind import Owned, one
from aws_account.mapping import call

_ROLE = "aws:iam/role:Role"
_KEY = "aws:kms/key:Key"
_BUCKET = "aws:s3/bucket:Bucket"
_SECRET = "aws:secretsmanager/secret:Secret"


def _named(what: str, operation: str, path: str) -> Owned:
    """Returns the row for configurations of which a bucket has several, each with an ID."""
    return Owned(_BUCKET, what, call(operation, at=f"{{items: {path}[].Id}}"), "{item}", {})


RIGHTS = (
    Owned(
        _ROLE,
        "inline policy",
        call("ListRolePolicies", at="{items: PolicyNames}"),
        "{id}:{item}",
        {"aws:iam/rolePolicy:RolePolicy": "{id}"},
    ),
    Owned(
        _ROLE,
        "attached policy",
        call("ListAttachedRolePolicies", at="{items: AttachedPolicies[].PolicyArn}"),
        "{id}/{item}",
        {"aws:iam/rolePolicyAttachment:RolePolicyAttachment": "{id}"},
    ),
    Owned(
        _ROLE,
        "instance profile",
        call("ListInstanceProfilesForRole", at="{items: InstanceProfiles[].InstanceProfileName}"),
        "{item}",
        {},
    ),
    Owned(
        _KEY,
        "alias",
        call("ListAliases", at="{items: Aliases[].AliasName}", KeyId="{id}"),
        "{item}",
        {"aws:kms/alias:Alias": "{id}"},
    ),
    Owned(
        _KEY,
        "grant",
        call("ListGrants", at="{items: Grants[].GrantId}"),
        "{item}",
        {"aws:kms/grant:Grant": "{id}"},
    ),
    one(_BUCKET, "website", call("GetBucketWebsite"), "IndexDocument"),
    one(
        _BUCKET,
        "CORS configuration",
        call("GetBucketCors"),
        "CORSRules",
        {"aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": "{bucket}"},
    ),
    Owned(
        _BUCKET,
        "notification to",
        call(
            "GetBucketNotificationConfiguration",
            at="{items: [TopicConfigurations[].TopicArn, QueueConfigurations[].QueueArn,"
            " LambdaFunctionConfigurations[].LambdaFunctionArn,"
            " EventBridgeConfiguration && ['EventBridge']][] | [?@]}",
        ),
        "{item}",
        {},
        {"aws:s3/bucketNotification:BucketNotification": "{bucket}"},
    ),
    Owned(
        _BUCKET,
        "access grant",
        call(
            "GetBucketAcl",
            # The bucket's owner has full control; any other grant was added.
            at="{items: Grants[?Grantee.URI || Permission!='FULL_CONTROL']"
            ".join(' ', [Permission, Grantee.URI || Grantee.ID])}",
        ),
        "{item}",
        {},
    ),
    one(
        _BUCKET,
        "replication",
        call("GetBucketReplication", optional=True),
        "ReplicationConfiguration",
        {"aws:s3/bucketReplicationConfig:BucketReplicationConfig": "{bucket}"},
    ),
    one(
        _BUCKET,
        "log of accesses",
        call("GetBucketLogging"),
        "LoggingEnabled",
        {"aws:s3/bucketLogging:BucketLogging": "{bucket}"},
    ),
    one(
        _BUCKET,
        "lifecycle",
        call("GetBucketLifecycleConfiguration"),
        "Rules",
        {"aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": "{bucket}"},
    ),
    one(
        _BUCKET,
        "policy",
        call("GetBucketPolicy"),
        "Policy",
        {"aws:s3/bucketPolicy:BucketPolicy": "{bucket}"},
    ),
    _named("inventory", "ListBucketInventoryConfigurations", "InventoryConfigurationList"),
    one(
        _SECRET,
        "resource policy",
        call("GetResourcePolicy", SecretId="{id}"),
        "ResourcePolicy",
        {"aws:secretsmanager/secretPolicy:SecretPolicy": "{secretArn}"},
    ),
    one(
        _SECRET,
        "rotation",
        call("DescribeSecret", SecretId="{id}"),
        "RotationEnabled",
        {"aws:secretsmanager/secretRotation:SecretRotation": "{secretId}"},
    ),
    one(
        "aws:ecr/repository:Repository",
        "repository policy",
        call("GetRepositoryPolicy"),
        "policyText",
        {"aws:ecr/repositoryPolicy:RepositoryPolicy": "{repository}"},
    ),
    one(
        "aws:ecr/repository:Repository",
        "lifecycle policy",
        call("GetLifecyclePolicy"),
        "lifecyclePolicyText",
        {"aws:ecr/lifecyclePolicy:LifecyclePolicy": "{repository}"},
    ),
)
