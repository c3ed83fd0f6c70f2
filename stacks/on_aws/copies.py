"""Builds the vault for copies of the data, and the plans that fill it."""

from components.backup import Backup, BackupArgs, BackupDatabase
from planning.backups import vaults
from stacks.on_aws.data import Data
from stacks.on_aws.foundation import Foundation
from stacks.on_aws.storage import Storage


class Copies:
    """The copies of an environment's database and buckets, out of reach of who may delete those."""

    def __init__(self, base: Foundation, storage: Storage, data: Data) -> None:
        self.backup: Backup | None = None
        settings = vaults.settings_of(base.settings, base.workload)
        if settings is None:
            return
        copied = vaults.bucket_names(base.settings, base.workload)
        self.backup = Backup(
            "backup",
            BackupArgs(
                environment=base.environment,
                settings=settings,
                days=base.settings.retention.backups_days,
                kms_key_arn=base.key.arn,
                recovery_kms_key_arn=base.recovery.kms_key_arn if base.recovery else None,
                database=self._database(base, data),
                bucket_arns={name: storage.buckets[name].arn for name in copied},
            ),
            base.opts,
        )

    @staticmethod
    def _database(base: Foundation, data: Data) -> BackupDatabase | None:
        made = data.servers.made
        if not made:
            return None
        return BackupDatabase(
            arns=[database.arn for placed, database in made if not placed.aurora],
            cluster_arns=[database.arn for placed, database in made if placed.aurora],
            subnet_group=made[0][1].subnet_group,
            schedule=vaults.snapshot_schedule([placed.settings for placed, _ in made]),
        )
