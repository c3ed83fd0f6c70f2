"""Schedules as amounts of time."""

import pytest

from operations.cost.times import runs_a_month, shares_of_a_week

HOUR = 1 / (7 * 24)


def test_friday_nights_have_their_hours_of_the_week() -> None:
    found = shares_of_a_week({"cron(0 18 ? * FRI *)": "many", "cron(0 4 ? * SAT *)": "few"})
    assert dict((value, share / HOUR) for share, value in found) == pytest.approx(
        {"many": 10, "few": 158}
    )


def test_workdays_and_nights_add_up_to_a_week() -> None:
    found = shares_of_a_week(
        {"cron(0 20 ? * MON-FRI *)": 0, "cron(0 6 ? * 2-6 *)": 2, "cron(0 6 ? * SAT,SUN *)": 0}
    )
    assert sum(share for share, _ in found) == pytest.approx(1)
    assert sum(share for share, tasks in found if tasks) / HOUR == pytest.approx(5 * 14)


@pytest.mark.parametrize(
    "cron", ["cron(0 6 1 * ? *)", "cron(0 6 ? 12 * *)", "cron(0 6 ? * FRI#1 *)"]
)
def test_times_that_are_not_of_every_week_have_no_share(cron: str) -> None:
    assert shares_of_a_week({cron: 0, "cron(0 20 ? * * *)": 2}) == []


def test_days_over_the_end_of_a_week_are_counted() -> None:
    assert runs_a_month("cron(0 6 ? * FRI-MON *)") == pytest.approx(4 * 730 / 24 / 7)
