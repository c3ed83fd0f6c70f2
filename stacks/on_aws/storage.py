"""Builds buckets, container images, and the secrets that people enter."""

from components.compute import Registry, RegistryArgs
from components.security import Secret, SecretArgs
from components.storage import Bucket, BucketArgs
from config.workload import secret_owner
from planning import facts
from planning.backups import vaults
from stacks.on_aws.foundation import Foundation


class Storage:
    """The buckets, the image registry and the entered secrets of an environment."""

    def __init__(self, base: Foundation) -> None:
        environment, settings, key = base.environment, base.settings, base.key.arn
        copied = vaults.bucket_names(settings, base.workload)
        self.buckets = {
            name: Bucket(
                name,
                BucketArgs(
                    environment=environment,
                    settings=each,
                    kms_key_arn=key,
                    log_bucket=base.logs.bucket,
                    cors=settings.gateway.cors,
                    recovery=base.recovery,
                    backup_tags=(
                        vaults.tags(settings, vaults.CONTINUOUS) if name in copied else {}
                    ),
                ),
                base.options_of(each.team),
            )
            for name, each in base.workload.buckets.items()
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
