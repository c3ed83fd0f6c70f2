"""The copies in a vault of AWS Backup: of what, when, and for how long."""

from planning.backups import vaults

__all__ = ["vaults"]
