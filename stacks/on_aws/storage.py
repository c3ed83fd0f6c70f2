"""Builds buckets, container images, the secrets that people enter, and the keys that sign for
files."""

from dataclasses import replace

import pulumi

from components.compute import Registry, RegistryArgs
from components.edge import SigningKey, SigningKeyArgs
from components.security import Secret, SecretArgs
from components.storage import Bucket, BucketArgs, ExistingBucket, ExistingBucketArgs
from config.buckets import Bucket as BucketSettings
from config.edge import secret_name, signing_secrets
from config.workload import secret_owner
from planning import facts
from planning.backups import vaults
from stacks.on_aws.foundation import Foundation


class Storage:
    """The buckets, the image registry, the entered secrets and the signing keys of an
    environment."""

    def __init__(self, base: Foundation) -> None:
        environment, settings, key = base.environment, base.settings, base.key.arn
        self._copied = vaults.bucket_names(settings, base.workload)
        self._made = {
            name: self._create_bucket(base, name, each)
            for name, each in base.workload.buckets.items()
            if name not in settings.existing.buckets
        }
        self.buckets: dict[str, Bucket | ExistingBucket] = {
            name: self._made.get(name) or self._existing_bucket(base, name)
            for name in base.workload.buckets
        }
        self.registry = Registry(
            "registry",
            RegistryArgs(
                environment=environment,
                repositories=facts.repositories(base.workload),
                kms_key_arn=key,
                keep_images=settings.retention.images,
            ),
            base.opts,
        )
        copy_key = base.recovery.kms_key_arn if base.recovery else None
        secret_args = SecretArgs(
            environment=environment, kms_key_arn=key, recovery_kms_key_arn=copy_key
        )
        self.secrets = {
            name: Secret(name, secret_args, base.options_of(secret_owner(base.workload, name)))
            for name in facts.secret_names(base.workload)
        }
        edge = settings.edge
        self._signing = edge.signing_keys if edge else {}
        self._private_keys = {
            name: Secret(name, replace(secret_args, passing=True), base.opts)
            for name in signing_secrets(edge)
        }
        self.signing_keys = {
            name: SigningKey(f"edge-key-{name}", SigningKeyArgs(public_keys=public_keys), base.opts)
            for name, public_keys in base.signing_keys.items()
        }

    def signing_key_id(self, key: str) -> pulumi.Output[str]:
        """Returns the ID of the generation of a key that signs."""
        return self.signing_keys[key].key_ids[self._signing[key].signs]

    def private_key(self, key: str) -> pulumi.Output[str]:
        """Returns the ARN of the secret with the private key of that generation."""
        return self._private_keys[secret_name(key, self._signing[key].signs)].arn

    def made(self, name: str) -> Bucket:
        """Returns a bucket that was made here: what it serves or tells is set at the bucket."""
        return self._made[name]

    def _create_bucket(self, base: Foundation, name: str, each: BucketSettings) -> Bucket:
        settings = base.settings
        return Bucket(
            name,
            BucketArgs(
                environment=base.environment,
                settings=each,
                kms_key_arn=base.key.arn,
                log_bucket=base.logs.bucket,
                cors=settings.gateway.cors,
                recovery=base.recovery,
                failover=settings.edge is not None and settings.edge.origin_failover,
                backup_tags=(
                    vaults.tags(settings, vaults.CONTINUOUS) if name in self._copied else {}
                ),
            ),
            base.options_of(each.team),
        )

    @staticmethod
    def _existing_bucket(base: Foundation, name: str) -> ExistingBucket:
        given = base.settings.existing.buckets[name]
        args = ExistingBucketArgs(environment=base.environment, given=given)
        return ExistingBucket(name, args, base.options_of(base.workload.buckets[name].team))
