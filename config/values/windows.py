"""Daily and weekly windows, in UTC, in which RDS and ElastiCache may work on an instance; pure.

A window may cross midnight, and a weekly one may cross the end of the week.
"""

from collections.abc import Iterator

from config.values.section import Broken

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOUR = 60
_DAY = 24 * _HOUR
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


def quiet_hour(*windows: tuple[str, str]) -> int:
    """Returns the first hour of the day after the first instance's daily window in which a snapshot
    of any instance may begin at any minute; each has a daily and a weekly window. AWS Backup begins
    none of an RDS instance in its windows or in the hour before them.
    docs.aws.amazon.com/aws-backup/latest/devguide/plan-options-and-configuration.html

    Where the windows leave no such hour, it is the first one after the daily window.

    >>> quiet_hour(("01:00-02:00", "sun:03:00-sun:04:00"))
    4
    >>> quiet_hour(
    ...     ("01:00-02:00", "sun:03:00-sun:04:00"), ("04:00-05:00", "sun:06:00-sun:07:00")
    ... )
    7
    """
    start, length = _daily(windows[0][0])
    busy = [window for daily, weekly in windows for window in (_daily(daily), _in_the_day(weekly))]
    first = -(-(start + length) // _HOUR)
    for hour in range(first, first + 24):
        begin, end = hour * _HOUR, (hour + 2) * _HOUR
        if not any(
            begin < at + minutes and at < end
            for opens, minutes in busy
            for at in range(opens - _DAY, 3 * _DAY, _DAY)
        ):
            return hour % 24
    return first % 24


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


def _in_the_day(window: str) -> tuple[int, int]:
    """Returns a weekly window as if it were open on every day."""
    start, length = _weekly(window)
    return start % _DAY, length


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
