"""Daily and weekly windows, in UTC, in which RDS and ElastiCache may work on an instance; pure.

A window may cross midnight, and a weekly one may cross the end of the week.
"""

from collections.abc import Iterator

from config.values.section import Broken

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = 24 * 60
_WEEK = len(_DAYS) * _DAY


def window_problems(daily_key: str, daily: str, weekly: str, *, least: int) -> Iterator[Broken]:
    """Yields problems that AWS would find in a daily window and the weekly `maintenance_window`:
    fewer minutes than `least`, or an overlap of the two."""
    start, length = _daily(daily)
    week_start, week_length = _weekly(weekly)
    too_short = f"must be at least {least} minutes long"
    if length < least:
        yield Broken(daily_key, daily, f"{too_short}, such as 01:00-02:00")
    if week_length < least:
        yield Broken("maintenance_window", weekly, f"{too_short}, such as sun:03:00-sun:04:00")
    elif week_length >= _DAY:
        yield Broken(
            "maintenance_window",
            weekly,
            f"lasts {week_length // 60} hours, and AWS takes none that meets the daily window; "
            "write the beginning first, such as sun:03:00-sun:04:00",
        )
    elif any(
        begin < week_start + week_length and week_start < begin + length
        for begin in range(start - _WEEK, 2 * _WEEK, _DAY)
    ):
        yield Broken(
            "maintenance_window", weekly, f"overlaps the daily window {daily}; move one of them"
        )


def _daily(window: str) -> tuple[int, int]:
    """Returns the first minute of the day, and the number of minutes."""
    start, end = map(_minutes, window.split("-"))
    return start, (end - start) % _DAY


def _weekly(window: str) -> tuple[int, int]:
    """Returns the first minute of the week, and the number of minutes."""
    start, end = (
        _DAYS.index(moment[:3]) * _DAY + _minutes(moment[4:]) for moment in window.split("-")
    )
    return start, (end - start) % _WEEK


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
