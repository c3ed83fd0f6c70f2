"""The parameters of the PostgreSQL instances, beyond RDS's defaults; pure.

What must be stated although it is RDS's default (a scanner, or a reader, would otherwise have to
know that) is applied as RDS applies its defaults, at the next start: RDS refuses to change that
way alone, and would show a difference at every preview.
"""

from collections.abc import Sequence

import pulumi_aws as aws

SLOW_STATEMENT_MILLISECONDS = 1000
"""A statement that takes longer is logged with its text."""

_NOW = "immediate"
_AT_START = "pending-reboot"


def family(engine_version: str) -> str:
    """The parameter groups that a version takes: postgres16 for 16 and for 16.4."""
    return f"postgres{engine_version.split('.')[0]}"


def parameters(
    libraries: Sequence[str], cron_database: str | None, *, replicas: bool = False
) -> list[aws.rds.ParameterGroupParameterArgsDict]:
    """Name, value, and when a change takes effect.

    Adding an extension that needs a library takes effect when the instance is restarted by hand,
    `aws rds reboot-db-instance`; until then creating the extension fails.
    """
    chosen = {
        # Nobody talks to the database in plain text, and no password is checked the old way.
        "rds.force_ssl": ("1", _AT_START),
        "password_encryption": ("scram-sha-256", _AT_START),
        "rds.accepted_password_auth_method": ("scram", _NOW),
        # Who came, who changed what is stored where, and what was slow or waited.
        "log_connections": ("1", _NOW),
        "log_disconnections": ("1", _NOW),
        "log_statement": ("ddl", _NOW),
        "log_lock_waits": ("1", _NOW),
        "log_min_duration_statement": (str(SLOW_STATEMENT_MILLISECONDS), _NOW),
        "shared_preload_libraries": (",".join(libraries), _AT_START),
    }
    if cron_database:
        chosen["cron.database_name"] = (cron_database, _AT_START)
    if replicas:
        # Otherwise a long report on a replica is cancelled as soon as the primary cleans up rows
        # that it still reads. The price: the primary keeps these rows for so long. On the primary
        # itself, which shares its group with them, it does nothing.
        chosen["hot_standby_feedback"] = ("1", _NOW)
    return [
        {"name": name, "value": value, "apply_method": method}
        for name, (value, method) in sorted(chosen.items())
    ]
