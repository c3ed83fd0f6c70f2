"""A time to go back to means what it means to every command."""

import datetime as dt
import time
from zoneinfo import ZoneInfo

import pytest

from operations.errors import OperationError
from operations.operate.programs import times
from operations.recovery import restore


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", "14:00"])
def test_a_time_that_is_none_is_told(text: str) -> None:
    with pytest.raises(OperationError, match=r"^--at: .* is no time; write a span such as"):
        restore.moment(text)


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "America/New_York"])
def test_a_time_without_a_zone_is_this_machines_as_that_of_logs_is(
    zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert restore.moment("2026-11-27T14:00") == times.moment("2026-11-27T14:00")
        local = dt.datetime(2026, 11, 27, 14, tzinfo=ZoneInfo(zone))
        assert restore.moment("2026-11-27T14:00") == local
        assert restore.moment("2026-11-27T14:00Z") == restore.moment("2026-11-27T15:00+01:00")
    finally:
        monkeypatch.undo()
        time.tzset()
