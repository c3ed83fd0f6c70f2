"""A vault of AWS Backup, which keeps each copy until its time and lets nobody delete one before.

Vault                     encrypted by a customer key of its region
VaultLockConfiguration    governance, or compliance
"""

from typing import NamedTuple

import pulumi
import pulumi_aws as aws

from config.settings import BackupSettings
from planning import Environment
from planning.backups import vaults


class LockedVault(NamedTuple):
    """A vault, and the lock for which the first copy waits."""

    vault: aws.backup.Vault
    lock: aws.backup.VaultLockConfiguration


def locked_vault(
    name: str,
    environment: Environment,
    settings: BackupSettings,
    kms_key_arn: pulumi.Input[str],
    *,
    days: int,
    parent: pulumi.Resource,
    region: str | None = None,
) -> LockedVault:
    """Creates a vault in which copies live for `days`. Another key or name replaces it, which AWS
    refuses as long as it holds copies."""
    vault = aws.backup.Vault(
        name,
        region=region,
        kms_key_arn=kms_key_arn,
        # An environment without protection may be destroyed, with all that was copied.
        force_destroy=not environment.protect,
        # AWS itself refuses to delete a vault that holds a copy. Pulumi's protection would refuse
        # the update that lifts it, too, because the vault goes with `protect: true`.
        opts=pulumi.ResourceOptions(parent=parent),
    )
    least, most = vaults.lock_days(days)
    lock = aws.backup.VaultLockConfiguration(
        name,
        region=region,
        backup_vault_name=vault.name,
        min_retention_days=least,
        max_retention_days=most,
        # Its presence alone makes the lock one of compliance.
        changeable_for_days=vaults.CHANGEABLE_DAYS if settings.lock == "compliance" else None,
        opts=pulumi.ResourceOptions(
            parent=parent,
            # Every change replaces the lock, and a lock is deleted by the vault's name: the
            # deletion of the old one, coming last, would unlock the vault.
            delete_before_replace=True,
        ),
    )
    return LockedVault(vault, lock)
