"""Buckets, container images, and the secrets that people enter."""

import components as c
from stacks import facts
from stacks.foundation import Foundation


class Storage:
    """What is kept as objects."""

    def __init__(self, base: Foundation) -> None:
        environment, settings, key = base.environment, base.settings, base.key.arn
        self.buckets = {
            name: c.Bucket(
                name,
                c.BucketArgs(
                    environment=environment,
                    settings=each,
                    kms_key_arn=key,
                    log_bucket=base.logs.bucket,
                    cors=settings.gateway.cors,
                    recovery=base.recovery,
                ),
                base.opts,
            )
            for name, each in base.workload.buckets.items()
        }
        self.registry = c.Registry(
            "registry",
            c.RegistryArgs(
                environment=environment,
                repositories=facts.repositories(base.workload),
                kms_key_arn=key,
                keep_images=settings.retention.images,
            ),
            base.opts,
        )
        copy_key = base.recovery.kms_key_arn if base.recovery else None
        secret_args = c.SecretArgs(
            environment=environment, kms_key_arn=key, recovery_kms_key_arn=copy_key
        )
        self.secrets = {
            name: c.Secret(name, secret_args, base.opts)
            for name in facts.secret_names(base.workload)
        }
