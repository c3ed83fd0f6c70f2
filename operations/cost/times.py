"""Schedules as amounts of time: how often they start something, and how long they last; pure."""

import re
from collections.abc import Iterator, Mapping
from typing import TypeVar

from operations.cost.levels import MONTH_DAYS

_WEEK = 7 * 24 * 60
_What = TypeVar("_What")


def shares_of_a_week(changes: Mapping[str, _What]) -> list[tuple[float, _What]]:
    """Returns for how much of a week each of the values holds that cron expressions set in turn.
    Empty if one of them does not come every week at the same times, as one for the first of a
    month: then nobody can say. Time zones are not looked at: those of one program are alike."""
    starts: dict[int, _What] = {}
    for expression, value in changes.items():
        words = expression.removeprefix("cron(").rstrip(")").split()
        if len(words) != 6 or words[3] != "*" or words[5] != "*" or words[2] not in ("*", "?"):
            return []
        if not all(_is_day(day) for day in re.split("[,/-]", words[4].upper())):
            return []
        for day in _values(words[4], 1, 7):
            for hour in _values(words[1], 0, 23):
                for minute in _values(words[0], 0, 59):
                    starts[((day - 1) * 24 + hour) * 60 + minute] = value
    order = sorted(starts)
    ends = [*order[1:], order[0] + _WEEK] if order else []
    return [((end - start) / _WEEK, starts[start]) for start, end in zip(order, ends, strict=True)]


def runs_a_month(expression: str) -> float:
    """Returns how often a schedule of EventBridge starts in a month."""
    kind, _, inside = expression.partition("(")
    words = inside.rstrip(")").split()
    if kind == "rate" and len(words) == 2:
        days = {"minute": 1 / 1440, "hour": 1 / 24, "day": 1.0}.get(words[1].rstrip("s"), 1.0)
        return MONTH_DAYS / (int(words[0]) * days or 1) if words[0].isdigit() else 1.0
    if kind == "cron" and len(words) >= 5:
        return _cron_runs(words)
    return 1.0


def _cron_runs(words: list[str]) -> float:
    """Returns the runs of `minutes hours days months weekdays`."""
    minutes, hours, days, months, weekdays = words[:5]
    a_day = len(list(_values(minutes, 0, 59))) * len(list(_values(hours, 0, 23)))
    share = len(list(_values(months, 1, 12))) / 12
    if weekdays not in ("*", "?"):
        return a_day * share * MONTH_DAYS * len(list(_values(weekdays, 1, 7))) / 7
    if days not in ("*", "?"):
        return a_day * share * len(list(_values(days, 1, 31)))
    return a_day * share * MONTH_DAYS


def _values(field: str, first: int, last: int) -> Iterator[int]:
    """Yields the values of a field of a schedule. Each name of a month counts as the first."""
    for part in field.split(","):
        span, _, step = part.partition("/")
        start, _, end = span.partition("-")
        if span in ("*", "?"):
            yield from range(first, last + 1, int(step or 1))
        elif start.isdigit() and end.isdigit():
            yield from range(int(start), int(end) + 1, int(step or 1))
        elif start.isdigit() and step:
            yield from range(int(start), last + 1, int(step))
        elif end and (low := _named(start)) <= (high := _named(end)):
            yield from range(low, high + 1)
        elif end:
            yield from (*range(low, last + 1), *range(first, high + 1))
        else:
            yield _named(start)


_NAMES = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]


def _named(word: str) -> int:
    if word.isdigit():
        return int(word)
    return _NAMES.index(word.upper()) + 1 if word.upper() in _NAMES else 1


def _is_day(word: str) -> bool:
    return word in _NAMES or word.isdigit() or word in ("*", "?")
