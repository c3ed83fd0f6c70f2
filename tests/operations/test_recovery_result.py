"""The result of a drill against the targets of the settings."""

from config.settings import RecoverySettings
from operations.recovery_result import Check, Recovered

TARGETS = RecoverySettings(rto_minutes=10, rpo_minutes=1)


def recovered(rpo: float = 0, rto: float = 0, checks: tuple[Check, ...] | None = None) -> Recovered:
    """A recovery that meets everything, but for what is given."""
    return Recovered(
        store="database",
        lost="1 row",
        restored="a dump",
        rpo_seconds=rpo,
        rto_seconds=rto,
        checks=(Check(said="1 row is back", holds=True),) if checks is None else checks,
    )


def test_a_recovery_on_the_second_of_its_target_meets_it() -> None:
    assert recovered(rpo=60, rto=600).problems(TARGETS) == []


def test_each_missed_target_is_told_with_its_figure() -> None:
    assert recovered(rpo=90, rto=660).problems(TARGETS) == [
        "database: RPO was 1.5 minutes, and the target is 1",
        "database: RTO was 11.0 minutes, and the target is 10",
    ]


def test_a_check_that_does_not_hold_is_a_problem_and_so_is_no_check() -> None:
    broken = (Check(said="1 row is back", holds=False),)
    assert recovered(checks=broken).problems(TARGETS) == ["database: not so: 1 row is back"]
    assert recovered(checks=()).problems(TARGETS) == ["database: nothing was checked"]


def test_the_default_targets_are_four_hours_and_one_hour() -> None:
    assert recovered(rpo=3600, rto=14400).problems(RecoverySettings()) == []
    assert len(recovered(rpo=3601, rto=14401).problems(RecoverySettings())) == 2
