"""The replica of a bucket in the recovery region, which S3 keeps up to date.

    private_bucket             the copy: as private, with the same lifecycle, and logged as well
    lock_objects               for as long as the original's objects
    BucketPolicy               TLS only, own key only; CloudFront for a static bucket whose copy
                               answers in its place
    Role, RolePolicy           for S3, from exactly the one bucket to exactly the other
    BucketReplicationConfig    of the original

Left out: objects that exist before the replication. S3 Batch Replication copies them, once and by
hand.
"""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.security import Statement, allow, document, grant, iam
from components.storage.private_bucket import (
    PrivateBucket,
    PrivateBucketArgs,
    closed_statements,
    distribution_statements,
    lock_objects,
    private_bucket,
)
from config.buckets import Bucket as BucketSettings
from planning import Environment

TYPE = "plinth:storage:BucketReplica"

RULE_ID = "recovery"
"""The replication rule's name, a dimension of its metrics in CloudWatch."""

REPLICATION_MINUTES = 15
"""The one time that S3 Replication Time Control offers. 99.9 % of objects arrive within it, which
keeps the recovery point under an hour. Source:
docs.aws.amazon.com/AmazonS3/latest/userguide/replication-time-control.html"""


@dataclass(frozen=True, kw_only=True)
class RecoveryTarget:
    """The target of copies in the recovery region."""

    region: str
    """The recovery region. Changing it replaces the copies."""
    kms_key_arn: pulumi.Input[str]
    """A key of that region."""
    log_bucket: pulumi.Input[str]
    """The name of a log bucket of that region."""


@dataclass(frozen=True, kw_only=True)
class BucketReplicaArgs:
    """The inputs from which a copy is built."""

    environment: Environment
    settings: BucketSettings
    original: PrivateBucket
    original_kms_key_arn: pulumi.Input[str]
    target: RecoveryTarget
    served: bool = False
    """A copy that CloudFront may ask. Its policy names the distribution, so `serve_from` makes
    it."""


class BucketReplica(pulumi.ComponentResource):
    """The copy of one bucket, deletions included. An object that is deleted in the original gets a
    delete marker in the copy, too, and stays recoverable in both for the same time."""

    bucket: pulumi.Output[str]
    arn: pulumi.Output[str]
    regional_domain_name: pulumi.Output[str]
    """The domain from which CloudFront fetches objects."""

    def __init__(
        self, name: str, args: BucketReplicaArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        copy_args = self._copy_args()
        self._copy = private_bucket(name, copy_args, self)
        self.lock = lock_objects(name, copy_args, self._copy, self)
        """The lock of the copy, which must exist before S3 accepts the original's."""
        self.bucket, self.arn = self._copy.bucket.bucket, self._copy.bucket.arn
        self.regional_domain_name = self._copy.bucket.bucket_regional_domain_name
        if not args.served:
            self._create_policy()
        role = self._create_role()
        permissions = grant(name, role.name, self, *self._role_statements())
        self.replication = self._create_replication(role, permissions)
        """The replication, which must exist before objects are stored: objects from before it are
        never copied."""
        self.register_outputs(
            {
                "bucket": self.bucket,
                "arn": self.arn,
                "regional_domain_name": self.regional_domain_name,
            }
        )

    def serve_from(self, distribution_arn: pulumi.Input[str]) -> None:
        """Lets one CloudFront distribution, and nobody else, fetch objects of the copy. Call it
        once, for a copy that is `served`."""
        self._create_policy(
            *distribution_statements(self.arn, self._args.settings, distribution_arn)
        )

    def _copy_args(self) -> PrivateBucketArgs:
        return PrivateBucketArgs(
            environment=self._args.environment,
            settings=self._args.settings,
            kms_key_arn=self._args.target.kms_key_arn,
            log_bucket=self._args.target.log_bucket,
            region=self._args.target.region,
        )

    def _create_policy(self, *allowed: Statement) -> aws.s3.BucketPolicy:
        return aws.s3.BucketPolicy(
            self._name,
            region=self._args.target.region,
            bucket=self.bucket,
            policy=document(*closed_statements(self.arn, self._args.target.kms_key_arn), *allowed),
            # The bucket must be closed to the public before the policy allows anything.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[self._copy.public_access_block]),
        )

    def _create_role(self) -> aws.iam.Role:
        # The role has no condition on the source account. AWS documents none for replication, and a
        # condition on a key that S3 does not send would stop it without a message. Only those who
        # may pass this role can use it.
        # docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html
        return iam.role_of_any_account(self._name, "s3.amazonaws.com", self)

    def _role_statements(self) -> list[Statement]:
        original = self._args.original.bucket.arn
        read = [
            "s3:GetObjectVersionAcl",
            "s3:GetObjectVersionForReplication",
            "s3:GetObjectVersionTagging",
        ]
        if self._args.settings.lock_days:
            read += ["s3:GetObjectLegalHold", "s3:GetObjectRetention"]
        return [
            allow(["s3:GetReplicationConfiguration", "s3:ListBucket"], [original]),
            allow(read, [_objects(original)]),
            allow(
                ["s3:ReplicateDelete", "s3:ReplicateObject", "s3:ReplicateTags"],
                [_objects(self.arn)],
            ),
            _key(
                ["kms:Decrypt"],
                self._args.original_kms_key_arn,
                self._args.environment.region,
                original,
            ),
            _key(
                ["kms:Encrypt", "kms:GenerateDataKey"],
                self._args.target.kms_key_arn,
                self._args.target.region,
                self.arn,
            ),
        ]

    def _create_replication(
        self, role: aws.iam.Role, permissions: aws.iam.RolePolicy
    ) -> aws.s3.BucketReplicationConfig:
        return aws.s3.BucketReplicationConfig(
            self._name,
            bucket=self._args.original.bucket.bucket,
            role=role.arn,
            rules=[self._rule()],
            opts=pulumi.ResourceOptions(
                parent=self,
                depends_on=[
                    # S3 replicates between versioned buckets only, and says so at once.
                    self._args.original.versioning,
                    # A copy keeps the encryption and the lock that the bucket sets at that moment.
                    # From a bucket with a lock, S3 replicates only into one with a lock.
                    *self._copy.guards,
                    *self.lock,
                    # An object that S3 may not copy yet is marked as failed for good.
                    permissions,
                ],
            ),
        )

    def _rule(self) -> aws.s3.BucketReplicationConfigRuleArgsDict:
        return {
            "id": RULE_ID,
            "status": "Enabled",
            "priority": 0,
            "filter": {"prefix": ""},
            "delete_marker_replication": {"status": "Enabled"},
            # Without this, S3 skips objects that KMS encrypts, which are all.
            "source_selection_criteria": {"sse_kms_encrypted_objects": {"status": "Enabled"}},
            "destination": {
                "bucket": self.arn,
                "encryption_configuration": {"replica_kms_key_id": self._args.target.kms_key_arn},
                "replication_time": {
                    "status": "Enabled",
                    "time": {"minutes": REPLICATION_MINUTES},
                },
                "metrics": {
                    "status": "Enabled",
                    "event_threshold": {"minutes": REPLICATION_MINUTES},
                },
            },
        }


def _objects(bucket_arn: pulumi.Output[str]) -> pulumi.Output[str]:
    return pulumi.Output.concat(bucket_arn, "/*")


def _key(
    actions: list[str],
    key_arn: pulumi.Input[str],
    region: str,
    bucket_arn: pulumi.Output[str],
) -> Statement:
    """Allows S3 to use a key for one bucket. The encryption context is the bucket's ARN for objects
    under the bucket key, and the object's ARN for others."""
    return allow(
        actions,
        [key_arn],
        condition={
            "StringEquals": {"kms:ViaService": f"s3.{region}.amazonaws.com"},
            "StringLike": {"kms:EncryptionContext:aws:s3:arn": [bucket_arn, _objects(bucket_arn)]},
        },
    )
