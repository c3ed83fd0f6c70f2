"""The authorities whose client certificates a load balancer takes, as a trust store.

    Bucket                the file with their certificates, in all its versions; closed to others
    BucketObjectv2        the file; and each list of certificates that were revoked
    TrustStore            the certificates as the load balancer knows them
    TrustStoreRevocation  each list as the load balancer knows it

AWS copies a file when the store or the list is made or changed; no connection reads the bucket. The
store names the version of its file, so another content changes the store, in place. AWS cannot
change a list: another content is another list, which is added before the former one is removed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from components.storage import Bucket, BucketArgs
from config.buckets import Bucket as BucketSettings
from config.gateway import CorsSettings
from planning import Environment, load_balancing_name

TYPE = "plinth:network:TrustStore"

KEY = "authorities.pem"


@dataclass(frozen=True, kw_only=True)
class TrustStoreArgs:
    """The inputs from which a trust store is built."""

    environment: Environment
    authorities: str
    """The certificates (PEM). They change in place."""
    revocation_lists: Mapping[str, str] = field(default_factory=dict)
    """Lists (PEM) of certificates that they have revoked, by name."""
    kms_key_arn: pulumi.Input[str]
    log_bucket: pulumi.Input[str]
    """The name of the bucket that gets the access logs."""


class TrustStore(pulumi.ComponentResource):
    """A trust store for one load balancer. It costs 0.005 USD an hour for each load balancer that
    uses it (aws.amazon.com/elasticloadbalancing/pricing)."""

    arn: pulumi.Output[str]

    def __init__(
        self, name: str, args: TrustStoreArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        bucket = self._create_bucket()
        store = self._create_store(bucket, self._upload(bucket, self._name, KEY, args.authorities))
        for each, content in args.revocation_lists.items():
            member = f"{name}-{each}"
            file = self._upload(bucket, member, f"revoked/{each}.pem", content)
            self._revoke(member, store, bucket, file)
        self.arn = store.arn
        self.register_outputs({"arn": self.arn})

    def _create_bucket(self) -> Bucket:
        return Bucket(
            self._name,
            BucketArgs(
                environment=self._args.environment,
                # An empty list keeps the file in STANDARD.
                settings=BucketSettings(purpose="uploads", storage=[], replicate=False),
                kms_key_arn=self._args.kms_key_arn,
                log_bucket=self._args.log_bucket,
                cors=CorsSettings(allowed_origins=[]),
                recovery=None,
            ),
            pulumi.ResourceOptions(parent=self),
        )

    def _upload(self, bucket: Bucket, name: str, key: str, content: str) -> aws.s3.BucketObjectv2:
        return aws.s3.BucketObjectv2(
            name,
            bucket=bucket.bucket,
            key=key,
            content=content,
            content_type="application/x-pem-file",
            server_side_encryption="aws:kms",
            kms_key_id=bucket.kms_key_arn,
            # Before these exist, S3 would store the file under another key, and without versions.
            opts=pulumi.ResourceOptions(parent=self, depends_on=bucket.guards),
        )

    def _create_store(self, bucket: Bucket, file: aws.s3.BucketObjectv2) -> aws.lb.TrustStore:
        return aws.lb.TrustStore(
            self._name,
            name=load_balancing_name(self._args.environment, self._name, unique="trust store"),
            ca_certificates_bundle_s3_bucket=bucket.bucket,
            ca_certificates_bundle_s3_key=file.key,
            ca_certificates_bundle_s3_object_version=file.version_id,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _revoke(
        self, name: str, store: aws.lb.TrustStore, bucket: Bucket, file: aws.s3.BucketObjectv2
    ) -> aws.lb.TrustStoreRevocation:
        return aws.lb.TrustStoreRevocation(
            name,
            trust_store_arn=store.arn,
            revocations_s3_bucket=bucket.bucket,
            revocations_s3_key=file.key,
            revocations_s3_object_version=file.version_id,
            opts=pulumi.ResourceOptions(parent=self),
        )
