"""Schedules that EventBridge Scheduler takes, and those it refuses."""

import pytest

from config.values.schedules import schedule_problem


@pytest.mark.parametrize(
    "text",
    [
        "rate(1 hour)",
        "rate(5 minutes)",
        "cron(0 2 * * ? *)",
        "cron(0/15 8-18 ? * MON-FRI *)",
        "cron(15 10 L * ? *)",
        "cron(0 9 LW * ? *)",
        "cron(0 9 15W * ? *)",
        "cron(0 9 ? * 6L *)",
        "cron(0 9 ? * MON#1 2026-2030)",
        "cron(0,30 0,12 1,15 JAN,JUL ? *)",
        "cron(*/10 * * * ? *)",
        "cron(0 2 L-3 * ? *)",
    ],
)
def test_a_schedule_is_taken(text: str) -> None:
    assert schedule_problem(text) is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("every day", "must be an EventBridge schedule"),
        ("rate(0 hours)", "at least 1"),
        ("rate(1 week)", "must be an EventBridge schedule"),
        ("cron(0 2 * * ?)", "5 of the six fields"),
        ("cron(0 2 * * * *)", "must have ? for the day"),
        ("cron(0 2 ? * ? *)", "must have ? for the day"),
        ("cron(60 2 * * ? *)", "the minutes must be 0 to 59"),
        ("cron(0 24 * * ? *)", "the hours must be 0 to 23"),
        ("cron(0 2 32 * ? *)", "the day of month must be 1 to 31"),
        ("cron(0 2 * 13 ? *)", "the month must be 1 to 12 or JAN to DEC"),
        ("cron(0 2 ? * 8 *)", "the day of week must be 1 to 7 or SUN to SAT"),
        ("cron(0 2 ? * 0 *)", "the day of week must be 1 to 7"),
        ("cron(0 2 * * ? 1969)", "the year must be 2026 to 2199"),
        ("cron(0 2 30 2 ? *)", "never comes: 2 has no day 30"),
        ("cron(0 2 31 APR,JUN ? *)", "never comes"),
        ("cron(0/0 2 * * ? *)", "the minutes"),
        ("cron(a 2 * * ? *)", "the minutes"),
        ("cron(0 2 ? * MON#6 *)", "the day of week"),
    ],
)
def test_a_schedule_is_refused_with_the_field_at_fault(text: str, says: str) -> None:
    assert says in (schedule_problem(text) or "")
