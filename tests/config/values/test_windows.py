"""Windows of maintenance and of backups: their lengths, and that they never meet."""

import pytest

from config.values.section import Broken
from config.values.windows import window_problems


def problems(daily: str, weekly: str, *, least: int = 30) -> list[Broken]:
    return list(window_problems("backup_window", daily, weekly, least=least))


@pytest.mark.parametrize(
    ("daily", "weekly"),
    [
        ("01:00-02:00", "sun:03:00-sun:04:00"),
        ("02:00-03:00", "sun:03:00-sun:04:00"),
        ("04:00-04:30", "sun:03:00-sun:04:00"),
        ("23:30-00:30", "sun:00:30-sun:01:00"),
        ("00:30-01:00", "sat:23:30-sun:00:30"),
        ("01:00-02:00", "sun:23:30-mon:00:30"),
        ("04:00-03:00", "sun:03:00-sun:04:00"),
    ],
)
def test_windows_that_do_not_meet_are_taken(daily: str, weekly: str) -> None:
    assert problems(daily, weekly) == []


@pytest.mark.parametrize(
    ("daily", "weekly"),
    [
        ("03:30-04:30", "sun:03:00-sun:04:00"),
        ("03:10-03:40", "sun:03:00-sun:04:00"),
        ("23:30-00:30", "sun:00:00-sun:01:00"),
        ("23:30-00:30", "wed:23:00-wed:23:45"),
        ("00:00-00:30", "sat:23:30-sun:00:30"),
        ("00:00-00:30", "sun:23:30-mon:00:30"),
        ("23:30-00:30", "sun:23:50-mon:01:00"),
    ],
)
def test_windows_that_meet_are_refused_over_midnight_too(daily: str, weekly: str) -> None:
    [broken] = problems(daily, weekly)
    assert (broken.key, broken.value) == ("maintenance_window", weekly)
    assert f"overlaps the daily window {daily}" in broken.remedy


@pytest.mark.parametrize("daily", ["01:00-01:10", "23:55-00:05", "01:00-01:00"])
def test_a_daily_window_has_its_least_length(daily: str) -> None:
    [broken] = problems(daily, "sun:03:00-sun:04:00")
    assert (broken.key, broken.value) == ("backup_window", daily)
    assert "at least 30 minutes" in broken.remedy


@pytest.mark.parametrize("weekly", ["sun:03:00-sun:03:10", "sun:23:55-mon:00:05"])
def test_a_weekly_window_has_its_least_length(weekly: str) -> None:
    [broken] = problems("12:00-13:00", weekly)
    assert (broken.key, broken.value) == ("maintenance_window", weekly)
    assert "at least 30 minutes" in broken.remedy


def test_the_least_length_is_the_services_own() -> None:
    assert problems("01:00-01:45", "sun:03:00-sun:03:45") == []
    found = problems("01:00-01:45", "sun:03:00-sun:03:45", least=60)
    assert [broken.key for broken in found] == ["backup_window", "maintenance_window"]


@pytest.mark.parametrize(
    ("weekly", "hours"), [("sun:04:00-sun:03:00", 167), ("mon:03:00-sun:04:00", 145)]
)
def test_a_window_the_wrong_way_round_is_refused(weekly: str, hours: int) -> None:
    [broken] = problems("01:00-02:00", weekly)
    assert (broken.key, broken.value) == ("maintenance_window", weekly)
    assert f"lasts {hours} hours" in broken.remedy
