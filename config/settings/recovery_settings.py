"""The vault for copies of the data, and the targets that recovery is measured by."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from config.values import Broken, Section


class RecoverySettings(Section):
    """Targets of recovery, by which `make backups` and `make drill` measure what the environment
    has. No resource follows from them."""

    rto_minutes: Annotated[int, Field(ge=1, le=10080, examples=[240])] = 240
    """Longest time in minutes until the environment works again after a loss (recovery time
    objective)."""
    rpo_minutes: Annotated[int, Field(ge=1, le=10080, examples=[60])] = 60
    """Longest time in minutes before a loss whose writes may be missing afterwards (recovery point
    objective)."""


class BackupSettings(Section):
    """Vault of AWS Backup, whose copies outlive the database, its instance and those who administer
    it: as long as the vault is locked, nobody deletes a copy before its time. It stands beside the
    database's own backups, which alone go back to any minute. Copies cost as much as RDS's
    snapshots, in each region (aws.amazon.com/backup/pricing)."""

    vault: bool | None = None
    """The vault exists. Absent: where `protect` is true."""
    lock: Literal["governance", "compliance"] = "governance"
    """Kind of the vault's lock. governance: those who may administer AWS Backup can end it, nobody
    else. compliance: after seven days nobody can, not even AWS, so the vault and its copies cannot
    be deleted, and this key cannot go back."""
    restore_test: Literal["weekly", "monthly"] | None = "weekly"
    """How often AWS Backup restores the newest copy of the database, looks whether it starts, and
    deletes it again. The instance costs its hourly price meanwhile. null: never."""
    buckets: bool = False
    """Continuous copies of the workload's buckets, but for static ones, in the vault. Without this,
    S3 keeps versions and replicates them to `recovery_region`, in reach of those who may delete
    versions. A copy in the vault costs about twice what the objects cost in S3."""

    def exists(self, *, protect: bool) -> bool:
        """Returns true if an environment with this protection has the vault."""
        return protect if self.vault is None else self.vault

    def problems(self, *, protect: bool) -> Iterator[Broken]:
        """Yields settings of a vault that an environment with this protection cannot have."""
        exists = self.exists(protect=protect)
        if self.buckets and not exists:
            yield Broken("backup.buckets", True, "needs a vault; set backup.vault to true")
        if exists and self.lock == "compliance" and not protect:
            yield Broken(
                "backup.lock",
                "compliance",
                "must be governance with protect: false: the environment could not be deleted",
            )
