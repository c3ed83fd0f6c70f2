"""Times on the command line are UTC, unless they say otherwise."""

import pytest

from operations.errors import OperationError
from operations.recovery import restore


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", "14:00"])
def test_a_time_that_is_none_is_told(text: str) -> None:
    with pytest.raises(OperationError, match="must be a time such as"):
        restore.moment(text)


def test_times_are_utc_unless_they_say_otherwise() -> None:
    assert restore.moment("2026-11-27T14:00") == restore.moment("2026-11-27T15:00+01:00")
