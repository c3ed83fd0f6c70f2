"""Copies of the data that outlive the stores: vaults, plans, and the tests of what they hold."""

from components.backup.backup import Backup, BackupArgs, BackupDatabase

__all__ = ["Backup", "BackupArgs", "BackupDatabase"]
