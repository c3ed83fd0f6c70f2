"""Moments and spans as people write and read them."""

import contextlib
import re
from datetime import UTC, datetime, timedelta

from operations.errors import OperationError

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


FORM = "2026-11-26T20:30, in this machine's zone unless it names one (Z is UTC)"
"""Moments as all commands take them, for their help."""


def now() -> datetime:
    """Returns the present moment."""
    return datetime.now(UTC)


def moment(text: str, *, at: datetime | None = None) -> datetime:
    """Returns the moment that `15m`, `1h30m`, `2d` ago or a date with or without time means. One
    without a zone is this machine's. Raises OperationError for anything else."""
    if re.fullmatch(r"(\d+[smhdw])+", text):
        seconds = sum(int(n) * _UNITS[unit] for n, unit in re.findall(r"(\d+)([smhdw])", text))
        with contextlib.suppress(OverflowError):
            return (at or now()) - timedelta(seconds=seconds)
        raise OperationError(f"{text!r} is longer ago than there are years", remedy="write 30d")
    try:
        # Without a zone, `astimezone` takes the machine's.
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise OperationError(
            f"{text!r} is no time",
            remedy=f"write a span such as 90s, 15m, 1h30m or 2d, or a moment such as {FORM}",
        ) from None


def span(seconds: float) -> str:
    """Returns a span in its largest unit.

    >>> span(90), span(7300)
    ('90 s', '2 h')
    """
    for unit, length in (("d", 172800), ("h", 7200), ("min", 120)):
        if seconds >= length:
            return f"{int(seconds // (length / 2))} {unit}"
    return f"{max(0, int(seconds))} s"


def since(start: datetime, end: datetime | None = None) -> str:
    """Returns the span from a moment to another, or to now."""
    return span(((end or now()) - start).total_seconds())


def shown(at: datetime) -> str:
    """Returns a moment in this machine's zone, to the second."""
    return at.astimezone().strftime("%Y-%m-%d %H:%M:%S %z")
