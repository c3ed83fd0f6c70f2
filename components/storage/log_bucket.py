"""The bucket into which AWS services write their access logs.

    Bucket
      BucketPublicAccessBlock, BucketOwnershipControls, BucketVersioning,
      BucketServerSideEncryptionConfiguration, BucketLifecycleConfiguration
      BucketPolicy     the prefix of each writer, and TLS only

    alb/access/        the load balancer's requests
    alb/connections/   its connections, with the TLS version and why a handshake failed
    AWSLogs/           CloudFront's requests (standard logging, version 2)
    s3/<bucket>/       requests to other buckets (server access logs)

It serves a load balancer, a distribution and the other buckets of one environment. In the recovery
region another one takes the requests to the copies of buckets, and nothing else.

Left out, because AWS does not support it: a customer key. Load balancers and S3 deliver only into a
bucket encrypted with S3's own keys (SSE-S3)
(docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html,
docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html).
Also left out: logs of requests to this bucket. Each would be a new object and so a new request.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import known_once, waits
from components.security import iam
from planning import Environment, account_bucket_name

TYPE = "plinth:storage:LogBucket"

ALB_ACCESS_PREFIX = "alb/access"
ALB_CONNECTION_PREFIX = "alb/connections"
S3_PREFIX = "s3/"
"""The prefix of logs of buckets. A bucket that logs here appends its own name and a slash."""

_INFREQUENT_ACCESS_DAYS = 30
"""The earliest day on which S3 accepts an object into Infrequent Access; it bills each for 30 days
at least."""


@dataclass(frozen=True, kw_only=True)
class LogBucketArgs:
    """The inputs from which a log bucket is built."""

    environment: Environment
    """The environment, whose `logs_days` is the time that a log is kept."""
    region: str | None = None
    """Another region than the environment's, for the logs of buckets there. Changing it replaces
    the bucket."""


class LogBucket(pulumi.ComponentResource):
    """A private bucket with exactly the openings that log delivery needs.

    Its outputs come from the bucket policy, not from the bucket. A load balancer writes a test
    object when logging is switched on and fails without the policy, and CloudFront's delivery would
    add statements of its own. Users of the outputs therefore wait for the policy, without a
    `depends_on` that could be forgotten.
    """

    bucket: pulumi.Output[str]
    """The bucket's name."""
    arn: pulumi.Output[str]

    def __init__(
        self, name: str, args: LogBucketArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        self._bucket = self._create_bucket()
        access_block = self._block_public_access()
        ownership = self._switch_acls_off()
        versioning = self._keep_versions()
        encryption = self._encrypt()
        self._expire(versioning)
        # Nobody may write before the settings exist that decide about encryption, versions and
        # access.
        policy = self._create_policy([access_block, ownership, versioning, encryption])

        self.bucket = policy.bucket
        self.arn = known_once(policy, self._bucket.arn)
        self.register_outputs({"bucket": self.bucket, "arn": self.arn})

    def _create_bucket(self) -> aws.s3.Bucket:
        physical = account_bucket_name(self._args.environment, self._name, self._args.region)
        return aws.s3.Bucket(
            self._name,
            region=self._args.region,
            bucket=physical,
            bucket_namespace=self._args.environment.bucket_namespace if physical else None,
            # S3 deletes a bucket with objects only when forced to.
            force_destroy=not self._args.environment.protect,
            opts=pulumi.ResourceOptions(parent=self, protect=self._args.environment.protect),
        )

    def _block_public_access(self) -> aws.s3.BucketPublicAccessBlock:
        return aws.s3.BucketPublicAccessBlock(
            self._name,
            region=self._args.region,
            bucket=self._bucket.bucket,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _switch_acls_off(self) -> aws.s3.BucketOwnershipControls:
        # Log delivery works without ACLs. With the owner enforced, S3 accepts the ACL
        # `bucket-owner-full-control`, which the deliverers always send.
        return aws.s3.BucketOwnershipControls(
            self._name,
            region=self._args.region,
            bucket=self._bucket.bucket,
            rule={"object_ownership": "BucketOwnerEnforced"},
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _keep_versions(self) -> aws.s3.BucketVersioning:
        # Nobody overwrites a log in good faith, so the former version stays for a day as evidence.
        return aws.s3.BucketVersioning(
            self._name,
            region=self._args.region,
            bucket=self._bucket.bucket,
            versioning_configuration={"status": "Enabled"},
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _encrypt(self) -> aws.s3.BucketServerSideEncryptionConfiguration:
        return aws.s3.BucketServerSideEncryptionConfiguration(
            self._name,
            region=self._args.region,
            bucket=self._bucket.bucket,
            rules=[{"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}}],
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _expire(self, versioning: aws.s3.BucketVersioning) -> None:
        days = self._args.environment.logs_days
        logs: aws.s3.BucketLifecycleConfigurationRuleArgsDict = {
            "id": "logs",
            "status": "Enabled",
            "filter": {"prefix": ""},
            "expiration": {"days": days},
            "noncurrent_version_expiration": {"noncurrent_days": 1},
            "abort_incomplete_multipart_upload": {"days_after_initiation": 7},
        }
        if days > _INFREQUENT_ACCESS_DAYS:
            logs["transitions"] = [
                {"days": _INFREQUENT_ACCESS_DAYS, "storage_class": "STANDARD_IA"}
            ]
        # An expired object leaves a marker. The rule that removes it may not contain `days` as
        # well.
        markers: aws.s3.BucketLifecycleConfigurationRuleArgsDict = {
            "id": "delete-markers",
            "status": "Enabled",
            "filter": {"prefix": ""},
            "expiration": {"expired_object_delete_marker": True},
        }
        aws.s3.BucketLifecycleConfiguration(
            self._name,
            region=self._args.region,
            bucket=self._bucket.bucket,
            rules=[logs, markers],
            # Rules about former versions need versioning to be on (the provider's documentation).
            opts=pulumi.ResourceOptions(
                parent=self, depends_on=[versioning], custom_timeouts=waits.LIFECYCLE_RULES
            ),
        )

    def _create_policy(self, settled: list[pulumi.Resource]) -> aws.s3.BucketPolicy:
        return aws.s3.BucketPolicy(
            self._name,
            region=self._args.region,
            bucket=self._bucket.bucket,
            policy=iam.document(*self._statements()),
            # S3 refuses two changes of a bucket's access at the same moment (OperationAborted).
            opts=pulumi.ResourceOptions(parent=self, depends_on=settled),
        )

    def _statements(self) -> list[iam.Statement]:
        """Returns the policy, in which each deliverer may write below its own prefix, for resources
        of this account only."""
        arn = self._bucket.arn
        account = self._args.environment.account_id
        this_account = {"StringEquals": {"aws:SourceAccount": account}}
        return [
            *([] if self._args.region else self._of_the_front_door(account, this_account)),
            self._may_write("logging.s3.amazonaws.com", f"{S3_PREFIX}*", condition=this_account),
            iam.deny_plain_http([arn, pulumi.Output.concat(arn, "/*")], ["s3:*"]),
        ]

    def _of_the_front_door(
        self, account: str, this_account: Mapping[str, Mapping[str, str]]
    ) -> list[iam.Statement]:
        """Returns the rights of the load balancer, which logs within its region, and of
        CloudFront."""
        environment = self._args.environment
        balancers = environment.arn("elasticloadbalancing", "loadbalancer/*")
        # CloudFront's log sources are global, and live in us-east-1.
        sources = environment.arn("logs", "delivery-source:*", region="us-east-1")
        cloudfront = {**this_account, "ArnLike": {"aws:SourceArn": sources}}
        return [
            self._may_write(
                "logdelivery.elasticloadbalancing.amazonaws.com",
                f"{ALB_ACCESS_PREFIX}/AWSLogs/{account}/*",
                f"{ALB_CONNECTION_PREFIX}/AWSLogs/{account}/*",
                condition={"ArnLike": {"aws:SourceArn": balancers}},
            ),
            self._may_write(
                "delivery.logs.amazonaws.com", f"AWSLogs/{account}/*", condition=cloudfront
            ),
            iam.allow(
                ["s3:GetBucketAcl", "s3:ListBucket"],
                [self._bucket.arn],
                principal={"Service": "delivery.logs.amazonaws.com"},
                condition=cloudfront,
            ),
        ]

    def _may_write(
        self, service: str, *paths: str, condition: Mapping[str, Mapping[str, str]]
    ) -> iam.Statement:
        return iam.allow(
            ["s3:PutObject"],
            [pulumi.Output.concat(self._bucket.arn, "/", path) for path in paths],
            principal={"Service": service},
            condition=condition,
        )
