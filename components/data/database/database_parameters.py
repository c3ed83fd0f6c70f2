"""The parameters of the instances, beyond RDS's defaults; pure.

Some parameters repeat RDS's default, because a scanner or a reader would otherwise have to know it.
They are applied as RDS applies its defaults, at the next start: RDS refuses to change only the way
of applying, and would show a difference at every preview.
"""

from collections.abc import Mapping, Sequence

import pulumi_aws as aws

from config.data import ENGINES, PARAMETERS
from config.values import DatabaseEngine

SLOW_STATEMENT_MILLISECONDS = 1000
"""The time after which a statement is logged with its text."""

_NOW = "immediate"
_AT_START = "pending-reboot"


def family(engine: DatabaseEngine, engine_version: str) -> str:
    """Returns the family of parameter groups for a version: postgres16 for 16 and for 16.4, and
    mysql8.4 for 8.4.6."""
    return f"{engine}{ENGINES[engine].major(engine_version)}"


def parameters(
    libraries: Sequence[str],
    cron_database: str | None,
    *,
    replicas: bool = False,
    given: Mapping[str, str] | None = None,
) -> list[aws.rds.ParameterGroupParameterArgsDict]:
    """Returns each parameter's name, its value, and the moment at which a change takes effect.
    `given` are those of the settings.

    Adding an extension that needs a library takes effect when the instance is restarted by hand,
    `aws rds reboot-db-instance`; until then creating the extension fails.
    """
    chosen = {
        # Every connection is encrypted, and passwords are checked by SCRAM only.
        "rds.force_ssl": ("1", _AT_START),
        "password_encryption": ("scram-sha-256", _AT_START),
        "rds.accepted_password_auth_method": ("scram", _NOW),
        # The log shows connections, changes of the schema, slow statements and waits for locks.
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
        # that it still reads. The price is that the primary keeps these rows for that time. On the
        # primary itself, which shares its group with the replicas, it does nothing.
        chosen["hot_standby_feedback"] = ("1", _NOW)
    return _listed("postgres", chosen, given)


def mysql_parameters(
    given: Mapping[str, str],
) -> list[aws.rds.ParameterGroupParameterArgsDict]:
    """Returns the parameters of MySQL in the same form; `given` are those of the settings."""
    chosen = {
        # Every connection is encrypted, also of a user that somebody makes by hand.
        "require_secure_transport": ("1", _AT_START),
        # Slow statements are logged with their text, to files: RDS sends no tables to CloudWatch.
        "slow_query_log": ("1", _NOW),
        "long_query_time": (f"{SLOW_STATEMENT_MILLISECONDS / 1000:g}", _NOW),
        "log_output": ("FILE", _AT_START),
    }
    return _listed("mysql", chosen, given)


def _listed(
    engine: DatabaseEngine, chosen: dict[str, tuple[str, str]], given: Mapping[str, str] | None
) -> list[aws.rds.ParameterGroupParameterArgsDict]:
    known = PARAMETERS[engine].known
    for name, value in (given or {}).items():
        # RDS refuses to change a static parameter at once, whose new value it would not use.
        chosen[name] = (value, _AT_START if known[name].static else _NOW)
    return [
        {"name": name, "value": value, "apply_method": method}
        for name, (value, method) in sorted(chosen.items())
    ]
