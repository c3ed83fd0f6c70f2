"""Expressions of EventBridge Scheduler, read as the service reads them; pure.

Source: docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
"""

import functools
import re
from typing import NamedTuple
from zoneinfo import available_timezones

from wording import closest


class _Field(NamedTuple):
    """One of a cron expression's six fields, with its range, its names and its wildcards."""

    name: str
    low: int
    high: int
    wildcards: str
    names: str = ""


_FIRST_YEAR = 2026
"""Year of Plinth's first release. A schedule for an earlier one starts nothing."""
_DAYS = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}
"""Number of days of the months that have fewer than 31."""

_FIELDS = (
    _Field("minutes", 0, 59, "*"),
    _Field("hours", 0, 23, "*"),
    _Field("day of month", 1, 31, "*?LW"),
    _Field("month", 1, 12, "*", "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC"),
    _Field("day of week", 1, 7, "*?L#", "SUN MON TUE WED THU FRI SAT"),
    _Field("year", _FIRST_YEAR, 2199, "*"),
)
_FORM = "must be an EventBridge schedule: rate(1 hour), or cron(minute hour day month weekday year)"


def schedule_problem(text: str) -> str | None:
    """Returns the reason why Scheduler would refuse an expression, or None if it accepts it."""
    if rate := re.fullmatch(r"rate\((\d+) (minute|hour|day)s?\)", text):
        return None if int(rate[1]) else "must have a rate of at least 1"
    cron = re.fullmatch(r"cron\((.*)\)", text)
    if cron is None:
        return _FORM
    fields = cron[1].split()
    if len(fields) != len(_FIELDS):
        return f"{_FORM}; it has {len(fields)} of the six fields"
    for field, value in zip(_FIELDS, fields, strict=True):
        if problem := _field_problem(field, value):
            return problem
    if (fields[2] == "?") == (fields[4] == "?"):
        return "must have ? for the day of month or for the day of week, and not for both"
    if not _has_a_day(*fields[2:4]):
        return f"never comes: {fields[3]} has no day {fields[2]}"
    return None


def _has_a_day(days: str, months: str) -> bool:
    """Returns false if none of the months has one of the days. Both are checked already."""
    months_field = _FIELDS[3]
    numbers = [_number(months_field, month) for month in months.split(",")]
    if not re.fullmatch(r"[0-9,]+", days) or None in numbers:
        return True
    longest = max(_DAYS.get(number or 0, 31) for number in numbers)
    return min(map(int, days.split(","))) <= longest


def _field_problem(field: _Field, value: str) -> str | None:
    for part in value.split(","):
        if not _is_part(field, part):
            names = (
                f" or {field.names.split()[0]} to {field.names.split()[-1]}" if field.names else ""
            )
            return f"the {field.name} must be {field.low} to {field.high}{names}, not {part!r}"
    return None


def _is_part(field: _Field, part: str) -> bool:
    if part in ("*", "?", "L"):
        return part in field.wildcards
    if "#" in field.wildcards and (nth := re.fullmatch(r"(\w+)#([1-5])", part)):
        return _number(field, nth[1]) is not None
    if "W" in field.wildcards and (near := re.fullmatch(r"(\w+)W", part)):
        return near[1] == "L" or _number(field, near[1]) is not None
    if "L" in field.wildcards and (last := re.fullmatch(r"(\w+)L|L-(\d+)", part)):
        return _number(field, last[1] or last[2]) is not None
    span, _, step = part.partition("/")
    if ("/" in part) and not (step.isdigit() and int(step) > 0):
        return False
    if span == "*":
        return True
    low, dash, high = span.partition("-")
    return _number(field, low) is not None and (not dash or _number(field, high) is not None)


def _number(field: _Field, text: str) -> int | None:
    names = field.names.split()
    if text.upper() in names:
        return field.low + names.index(text.upper())
    number = int(text) if text.isdigit() and len(text) < 5 else None
    return number if number is not None and field.low <= number <= field.high else None


@functools.cache
def _timezones() -> frozenset[str]:
    """Returns the names of all time zones. Python looks through a folder of them at each call."""
    return frozenset(available_timezones())


def timezone_problem(name: str) -> str | None:
    """Returns the reason why a name is no time zone, or None if it is one."""
    if name == "UTC" or name in _timezones():
        return None
    return f"must be an IANA time zone{closest(name, _timezones())}"
