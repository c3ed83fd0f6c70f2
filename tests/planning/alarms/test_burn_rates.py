"""The arithmetic of error budgets gives the figures that The Site Reliability Workbook prints."""

import pytest

from planning.alarms import burn_rates
from planning.alarms.burn_rates import PACES, PERIOD_MINUTES, Pace

FAST, SLOW, STEADY = PACES
DAY = 24 * 60


@pytest.mark.parametrize(
    ("failing_percent", "minutes"),
    # Chapter 5, table 5-5: error rates for an objective of 99.9 %, and the time to exhaustion.
    [(0.1, 30 * DAY), (0.2, 15 * DAY), (1, 3 * DAY), (100, 43)],
)
def test_a_budget_is_gone_when_the_workbook_says(failing_percent: float, minutes: float) -> None:
    found = burn_rates.minutes_until_spent(99.9, failing_percent)
    assert found == pytest.approx(minutes, abs=0.5)


@pytest.mark.parametrize(
    ("pace", "times"),
    # Chapter 5, table 5-6: 2 % in an hour, 5 % in six hours, 10 % in three days.
    [
        (FAST, 14.4),
        (SLOW, 6),
        (Pace(name="ticket", severity="warning", budget_percent=10, long_minutes=3 * DAY), 1),
        # The section on burn rates: 5 % in an hour.
        (Pace(name="5 %", severity="critical", budget_percent=5, long_minutes=60), 36),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_a_share_of_the_budget_in_a_time_is_a_pace(pace: Pace, times: float) -> None:
    assert pace.times == pytest.approx(times)


@pytest.mark.parametrize(("pace", "short"), [(FAST, 5), (SLOW, 30), (STEADY, 120)])
def test_the_short_window_is_a_twelfth(pace: Pace, short: int) -> None:
    assert pace.short_minutes == short


def test_the_time_until_somebody_is_told_follows_the_workbooks_formula() -> None:
    # (1 - objective) / share of errors * window * pace, for a total outage: 52 seconds.
    assert burn_rates.minutes_until_told(FAST, 99.9, 100) == pytest.approx(0.864)
    # Ten times the budget's pace never reaches 14.4, and reaches 6 after 3.6 hours.
    assert burn_rates.minutes_until_told(FAST, 99.9, 1) == float("inf")
    assert burn_rates.minutes_until_told(SLOW, 99.9, 1) == pytest.approx(216)


def test_each_pace_that_pages_leaves_most_of_the_budget() -> None:
    for pace in PACES:
        spent = pace.failing_percent(99.9) * pace.long_minutes
        whole = 0.1 * PERIOD_MINUTES
        assert 100 * spent / whole == pytest.approx(pace.budget_percent)
        assert pace.budget_percent <= 10
