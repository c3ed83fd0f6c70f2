"""An S3 bucket of the workload.

    private_bucket           encrypted, versioned, closed to the public, lifecycle, every request
                             logged
    lock_objects             if the workload asks for it
    BucketPolicy             TLS only, own key only; CloudFront for a static bucket
    BucketCorsConfiguration  uploads: pages of the allowed origins may send files
    BucketReplica            the copy in the recovery region, if there is one and objects cannot be
                             made again
    BucketNotification       its events, if it tells of any
    RolePolicy               one for each program that reads or writes

Left out: websites, which CloudFront serves; access control lists.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from components.security import Grantee, Statement, document, grant_to
from components.storage.bucket_events import Target, bucket_notification
from components.storage.bucket_replica import BucketReplica, BucketReplicaArgs, RecoveryTarget
from components.storage.bucket_rights import reading, writing
from components.storage.private_bucket import (
    PrivateBucketArgs,
    closed_statements,
    distribution_statements,
    lock_objects,
    private_bucket,
)
from config.buckets import Bucket as BucketSettings
from config.buckets import BucketEvent
from config.gateway import CorsSettings
from planning import Environment

TYPE = "plinth:storage:Bucket"


@dataclass(frozen=True, kw_only=True)
class BucketArgs:
    """The inputs from which a bucket is built."""

    environment: Environment
    settings: BucketSettings
    kms_key_arn: pulumi.Input[str]
    """The key that encrypts the objects. For a static bucket, its policy lets CloudFront use it."""
    log_bucket: pulumi.Input[str]
    """The name of the bucket that gets the access logs, below s3/<name>/."""
    cors: CorsSettings
    """The origins whose pages may send files to a bucket of purpose uploads."""
    recovery: RecoveryTarget | None
    """The target of copies, of a bucket that has them; None keeps none in another region."""
    failover: bool = False
    """A static bucket whose copy CloudFront asks where the bucket itself does not answer."""
    backup_tags: Mapping[str, str] = field(default_factory=dict)
    """Tags of the bucket, by which AWS Backup finds it. They change in place."""


class Bucket(pulumi.ComponentResource):
    """A bucket of the workload. Only another region replaces it, and with it the data. Lifecycle,
    lock, retention and origins change in place.

    An object keeps the encryption, the lock and the copy that it got when it was stored. So nobody
    gets a right to store one before all of `guards` exist.
    """

    bucket: pulumi.Output[str]
    """The bucket's name."""
    arn: pulumi.Output[str]
    regional_domain_name: pulumi.Output[str]
    """The domain from which CloudFront fetches objects."""

    def __init__(
        self, name: str, args: BucketArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        self.kms_key_arn = args.kms_key_arn
        original = self._original_args()
        self._original = private_bucket(name, original, self)
        self.bucket = self._original.bucket.bucket
        self.arn = self._original.bucket.arn
        self.regional_domain_name = self._original.bucket.bucket_regional_domain_name
        self.guards: list[pulumi.Resource] = [*self._original.guards]
        """The resources that must exist before the first object is stored."""
        if args.settings.purpose != "static":
            self._create_policy()
        self._create_cors()
        self.replica = self._create_replica()
        if self.replica is not None:
            self.guards.append(self.replica.replication)
        copies = self.replica.lock if self.replica is not None else []
        self.guards += lock_objects(name, original, self._original, self, after=copies)
        self.register_outputs(
            {
                "bucket": self.bucket,
                "arn": self.arn,
                "regional_domain_name": self.regional_domain_name,
            }
        )

    def serve_from(self, distribution_arn: pulumi.Input[str]) -> None:
        """Lets this one CloudFront distribution, and nobody else, fetch objects of a static bucket.
        Raises RunError for a bucket of another purpose.

        A bucket has one policy, and this one names a distribution that is made from the bucket. So
        the edge calls this method, once for each bucket that it gets. Settings that have a static
        bucket and no edge are refused.
        """
        purpose = self._args.settings.purpose
        if purpose != "static":
            raise pulumi.RunError(
                f"bucket {self._name}: purpose: must be static to be served, got {purpose}"
            )
        if self.served_copy is not None:
            self.served_copy.serve_from(distribution_arn)
        settings = self._args.settings
        self._create_policy(*distribution_statements(self.arn, settings, distribution_arn))

    @property
    def served_copy(self) -> BucketReplica | None:
        """The copy that CloudFront may ask in the bucket's place, if it may."""
        static = self._args.settings.purpose == "static"
        return self.replica if self._args.failover and static else None

    def tell(self, target_of: Callable[[BucketEvent], Target]) -> None:
        """Tells queues and topics of the objects that come and go. Call it once, and only for a
        bucket with events."""
        bucket_notification(
            self._name,
            self._original.bucket,
            self._args.settings,
            target_of,
            parent=self,
            event_bridge=bool(self._args.backup_tags),
        )

    def grant_read(self, grantee: Grantee, prefix: str = "") -> None:
        """Lets a program list and read the objects below a prefix. Call it once for each
        program."""
        self._grant("read", grantee, *reading(self.arn, prefix, *self._place()))

    def grant_write(self, grantee: Grantee, prefix: str = "") -> None:
        """Lets a program store and delete objects below a prefix. It cannot read them, nor delete
        their old versions. Call it once for each program."""
        self._grant("write", grantee, *writing(self.arn, prefix, *self._place()))

    def _grant(self, verb: str, grantee: Grantee, *statements: Statement) -> None:
        # No name has two hyphens in a row, so two pairs of names never give the same text.
        name = f"{self._name}-{verb}--{grantee.name}"
        grant_to(name, grantee, self, *statements, after=self.guards)

    def _place(self) -> tuple[Environment, pulumi.Input[str]]:
        return self._args.environment, self._args.kms_key_arn

    def _original_args(self) -> PrivateBucketArgs:
        return PrivateBucketArgs(
            environment=self._args.environment,
            settings=self._args.settings,
            kms_key_arn=self._args.kms_key_arn,
            log_bucket=self._args.log_bucket,
            region=None,
            tags=self._args.backup_tags,
        )

    def _create_policy(self, *allowed: Statement) -> None:
        policy = aws.s3.BucketPolicy(
            self._name,
            bucket=self.bucket,
            policy=document(*closed_statements(self.arn, self._args.kms_key_arn), *allowed),
            # The bucket must be closed to the public before the policy allows anything.
            opts=pulumi.ResourceOptions(
                parent=self, depends_on=[self._original.public_access_block]
            ),
        )
        self.guards.append(policy)

    def _create_cors(self) -> aws.s3.BucketCorsConfiguration | None:
        cors = self._args.cors
        if self._args.settings.purpose != "uploads" or not cors.allowed_origins:
            return None
        return aws.s3.BucketCorsConfiguration(
            self._name,
            bucket=self.bucket,
            cors_rules=[self._cors_rule(cors)],
            opts=pulumi.ResourceOptions(parent=self),
        )

    @staticmethod
    def _cors_rule(cors: CorsSettings) -> aws.s3.BucketCorsConfigurationCorsRuleArgsDict:
        methods: Sequence[str] = ("GET", "HEAD", "POST", "PUT")
        return {
            "allowed_origins": cors.allowed_origins,
            "allowed_methods": methods,
            # A presigned URL names the headers that it needs, and its signature covers them.
            "allowed_headers": ["*"],
            # Completing a multipart upload takes the ETag of each part.
            "expose_headers": ["ETag"],
            "max_age_seconds": cors.max_age_seconds,
        }

    def _create_replica(self) -> BucketReplica | None:
        if self._args.recovery is None or not self._args.settings.replicate:
            return None
        return BucketReplica(
            f"{self._name}-replica",
            BucketReplicaArgs(
                environment=self._args.environment,
                settings=self._args.settings,
                original=self._original,
                original_kms_key_arn=self._args.kms_key_arn,
                target=self._args.recovery,
                served=self._args.failover and self._args.settings.purpose == "static",
            ),
            pulumi.ResourceOptions(parent=self),
        )
