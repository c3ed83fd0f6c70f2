"""The copies that AWS Backup keeps in an environment's vault: of what, when, and for how long;
pure.

RDS is copied by snapshots, and not continuously. AWS Backup's continuous backups of an instance are
the instance's own automated backups, whose window and retention it then takes over, so RDS refuses
to change them elsewhere, and they are not replicated to the recovery region. The instance keeps its
own, which go back to any minute in both regions, and the vault adds what those lack: a copy that
neither the instance's deletion nor its administrators take away.
docs.aws.amazon.com/aws-backup/latest/devguide/point-in-time-recovery.html,
github.com/crossplane-contrib/provider-aws/issues/1356
"""

from collections.abc import Mapping, Sequence

from config.data import DatabaseSettings
from config.settings import BackupSettings, CloudSettings
from config.values import quiet_hour
from config.workload import Workload

TAG = "backup"
"""The tag by which a plan finds what it copies, beside those of the project and the stack."""
SNAPSHOTS, CONTINUOUS = "snapshots", "continuous"
"""The tag's values, one for each plan."""

BUCKET_SCHEDULE = "cron(0 2 * * ? *)"
"""The time in UTC at which AWS Backup looks after continuous copies of buckets; their changes it
takes at any time."""
LOCK_LEAST_DAYS, LOCK_MOST_DAYS = 7, 365
"""The shortest and the longest life of a copy that a locked vault takes. A lower
`retention.backups_days` lowers the first."""
CHANGEABLE_DAYS = 7
"""Days in which a lock of kind compliance can still be ended; AWS takes 3 or more."""

_TESTS = {"weekly": "cron(0 8 ? * TUE *)", "monthly": "cron(0 8 1 * ? *)"}


def settings_of(settings: CloudSettings, workload: Workload) -> BackupSettings | None:
    """Returns the settings of the vault. None if the environment has none, or nothing for it."""
    backup = settings.backup
    filled = settings.database is not None or bool(bucket_names(settings, workload))
    return backup if filled and backup.exists(protect=settings.protect) else None


def bucket_names(settings: CloudSettings, workload: Workload) -> list[str]:
    """Returns the buckets that are copied into the vault. A static one is not: its objects are
    built from a repository. Nor is one whose objects can be made again otherwise."""
    if not settings.backup.buckets:
        return []
    found = replicated(settings, workload)
    return [name for name in found if workload.buckets[name].purpose != "static"]


def replicated(settings: CloudSettings, workload: Workload) -> list[str]:
    """Returns the buckets that have a copy in the recovery region, where there is one. The copies
    of those that exist are their owners'."""
    return [
        name
        for name, each in workload.buckets.items()
        if each.replicate and name not in settings.existing.buckets
    ]


def tags(settings: CloudSettings, value: str) -> Mapping[str, str]:
    """Returns the tag that gets a store into the vault, and none if there is no vault."""
    return {TAG: value} if settings.backup.exists(protect=settings.protect) else {}


def lock_days(backups_days: int) -> tuple[int, int]:
    """Returns the shortest and the longest life of a copy that the vault takes."""
    return min(LOCK_LEAST_DAYS, backups_days), LOCK_MOST_DAYS


def snapshot_schedule(servers: Sequence[DatabaseSettings]) -> str:
    """Returns the daily time of the snapshots, in UTC, clear of the instances' own windows."""
    hour = quiet_hour(*((each.backup_window, each.maintenance_window) for each in servers))
    return f"cron(0 {hour} * * ? *)"


def restore_test_schedule(backup: BackupSettings) -> str | None:
    """Returns the time of the restore tests, in UTC. None if there are none."""
    return _TESTS[backup.restore_test] if backup.restore_test else None
