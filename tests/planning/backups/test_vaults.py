"""When a vault exists, what is copied into it, and at which hour."""

from typing import Any

import pytest

from planning.backups import vaults
from tests.factories import make_platform

PROD = "prod"


def settings(stack: str = PROD, **given: Any) -> Any:
    """The checked settings of a stack of the example, with keys changed."""
    return make_platform(stack, settings=given).settings


def has_vault(stack: str, **given: Any) -> bool:
    platform = make_platform(stack, settings=given)
    return vaults.settings_of(platform.settings, platform.workload) is not None


def test_a_protected_environment_has_a_vault_and_others_when_they_ask() -> None:
    assert has_vault("prod")
    assert not has_vault("staging")
    assert not has_vault("prod", backup={"vault": False})
    assert has_vault("staging", backup={"vault": True})


def test_a_store_has_a_tag_only_if_there_is_a_vault() -> None:
    assert vaults.tags(settings(), vaults.SNAPSHOTS) == {"backup": "snapshots"}
    assert vaults.tags(settings("staging"), vaults.SNAPSHOTS) == {}


def test_static_buckets_are_not_copied() -> None:
    platform = make_platform(PROD, settings={"backup": {"buckets": True}})
    named = vaults.bucket_names(platform.settings, platform.workload)
    static = [name for name, each in platform.workload.buckets.items() if each.purpose == "static"]
    assert static
    assert named
    assert not {*named} & {*static}
    assert vaults.bucket_names(settings(), platform.workload) == []


def test_what_can_be_made_again_is_not_copied() -> None:
    backup = {"backup": {"buckets": True}}
    platform = make_platform(
        PROD, settings=backup, workload={"buckets": {"uploads": {"replicate": False}}}
    )
    assert platform.workload.buckets.keys() - vaults.replicated(
        platform.settings, platform.workload
    ) == {"uploads"}
    assert "uploads" not in vaults.bucket_names(platform.settings, platform.workload)


@pytest.mark.parametrize(
    ("daily", "weekly", "hour"),
    [
        ("01:00-02:00", "sun:03:00-sun:04:00", 4),
        # Right after the backup, since maintenance is hours later.
        ("01:00-02:00", "sun:13:00-sun:14:00", 2),
        # A full hour begins after half past.
        ("01:00-01:30", "sun:13:00-sun:14:00", 2),
        # Across midnight.
        ("23:30-00:30", "sun:02:30-sun:03:00", 3),
        # Into the next day of the week.
        ("21:00-22:00", "sat:23:30-sun:00:30", 1),
        # No hour is free, so it follows the backup.
        ("04:00-03:00", "sun:03:00-sun:03:30", 3),
    ],
)
def test_snapshots_keep_clear_of_the_instances_own_windows(
    daily: str, weekly: str, hour: int
) -> None:
    database = settings(database={"backup_window": daily, "maintenance_window": weekly}).database
    assert database
    assert vaults.snapshot_schedule([database]) == f"cron(0 {hour} * * ? *)"
